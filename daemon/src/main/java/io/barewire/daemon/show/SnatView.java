package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.ovn.snat.SnatStatus;
import java.util.ArrayList;
import java.util.List;

/// The part of `show ovn` about outbound SNAT.
final class SnatView {
    private SnatView() {}

    static ObjectNode document(SnatStatus status) {
        ObjectNode json = Json.object();
        status.mode().ifPresent(mode -> json.put("mode", Wording.lower(mode)));
        Json.put(json, "endpoint", status.endpoint());
        Json.put(json, "problem", status.problem());
        json.put("kernelRules", status.kernelRules())
                .put("committed", status.committed())
                .put("failed", status.failed())
                .put("repaired", status.repaired());
        json.set(
                "networks",
                Json.array(status.networks().stream().map(SnatView::network).toList()));
        return json;
    }

    private static ObjectNode network(SnatStatus.Network network) {
        ObjectNode json = Json.object()
                .put("name", network.name())
                .put("outboundSnat", network.outboundSnat())
                .put("inPlace", network.why().isEmpty());
        Json.put(json, "why", network.why());
        json.set("rows", Json.strings(network.rows()));
        return json;
    }

    static String text(JsonNode snat, int width) {
        StringBuilder text = new StringBuilder("Outbound SNAT");
        if (snat.has("mode")) {
            text.append(", ").append(snat.path("mode").asText()).append(" gateway mode");
        }
        long rules = snat.path("kernelRules").asLong();
        if (rules > 0) {
            text.append(", ").append(Wording.counted(rules, "source")).append(" masqueraded by the kernel");
        }
        long repaired = snat.path("repaired").asLong();
        if (repaired > 0) {
            text.append(", repaired ").append(Wording.counted(repaired, "time")).append(" since the start");
        }
        if (snat.has("problem")) {
            text.append(": ").append(TextTable.visible(snat.path("problem").asText()));
        }
        text.append('\n');
        if (snat.path("networks").isEmpty()) {
            return text.append("No network of this node has any\n").toString();
        }
        TextTable table = new TextTable("NETWORK", "PODS ARE THEIR NODE TO", "IN PLACE", "ROUTER");
        for (JsonNode network : snat.path("networks")) {
            List<String> notes = new ArrayList<>(Json.texts(network.path("rows")));
            if (network.has("why")) {
                notes.addFirst(network.path("why").asText());
            }
            table.row(
                    network.path("name").asText(),
                    network.path("outboundSnat").asBoolean() ? "everybody outside" : "other nodes",
                    network.path("inPlace").asBoolean() ? "yes" : "no",
                    String.join("; ", notes));
        }
        return text.append(table.render(width)).toString();
    }
}
