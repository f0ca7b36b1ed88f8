package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.metrics.InstanceSample;
import io.barewire.mesh.Problem;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.SpeakerStatus;
import io.barewire.wire.AddressFamily;
import java.time.Instant;
import java.util.List;

/// `show summary`: is all well, and if not, where to look.
public final class SummaryView {
    private SummaryView() {}

    /// @param missing why the agent is not ready; ready when there is nothing
    /// @param instance the one that was asked about
    /// @param all there are
    public static ObjectNode document(
            String node,
            String version,
            Instant startedAt,
            Instant now,
            List<String> missing,
            List<String> notes,
            List<Problem> problems,
            InstanceSample instance,
            List<InstanceSample> all) {
        ObjectNode document = Json.object()
                .put("node", node)
                .put("version", version)
                .put("startedAt", startedAt.toString())
                .put("now", now.toString())
                .put("ready", missing.isEmpty());
        document.set("missing", Json.strings(missing));
        document.set("notes", Json.strings(notes));
        document.set(
                "problems",
                Json.object()
                        .put("errors", count(problems, Problem.Severity.ERROR))
                        .put("warnings", count(problems, Problem.Severity.WARNING))
                        .put("infos", count(problems, Problem.Severity.INFO)));
        instance.speaker().ifPresent(status -> document.set("speaker", speaker(status)));
        instance.fib().ifPresent(totals -> document.set("fib", FibView.totals(totals)));
        Json.put(document, "waiting", instance.waiting());
        if (all.size() > 1) {
            document.set(
                    "instances",
                    Json.array(all.stream().map(SummaryView::instance).toList()));
        }
        return document;
    }

    private static ObjectNode instance(InstanceSample instance) {
        ObjectNode json = Json.object().put("vrf", instance.vrf());
        instance.speaker()
                .ifPresent(status -> json.put("established", status.established())
                        .put("neighbors", status.peers().size()));
        instance.waiting().ifPresent(why -> json.put("waiting", why));
        return json;
    }

    private static long count(List<Problem> problems, Problem.Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .count();
    }

    private static ObjectNode speaker(SpeakerStatus status) {
        ObjectNode speaker = Json.object()
                .put("as", status.localAs())
                .put("bgpIdentifier", status.bgpIdentifier().toString());
        status.listening().ifPresent(address -> speaker.put("listening", Wording.endpoint(address)));
        speaker.put("converged", status.converged());
        speaker.put("established", status.established());
        ObjectNode prefixes = speaker.putObject("prefixes");
        for (AddressFamily family : AddressFamily.values()) {
            prefixes.put(Wording.family(family), status.prefixes().getOrDefault(family, 0));
        }
        speaker.set(
                "neighbors",
                Json.array(status.peers().stream().map(SummaryView::neighbor).toList()));
        return speaker;
    }

    private static ObjectNode neighbor(PeerStatus peer) {
        PrefixCounts counts = peer.prefixes(AddressFamily.IPV4).plus(peer.prefixes(AddressFamily.IPV6));
        ObjectNode neighbor = Json.object().put("peer", peer.id().name());
        NeighborsView.as(neighbor, peer);
        neighbor.put("state", Wording.state(peer.state()))
                .put("since", peer.since().toString());
        if (peer.keptDown()) {
            Json.put(neighbor, "nextAttempt", peer.nextAttempt());
        }
        NeighborsView.keptDown(neighbor, peer);
        return neighbor.put("received", counts.received())
                .put("accepted", counts.accepted())
                .put("denied", counts.denied())
                .put("advertised", counts.advertised());
    }

    public static String text(JsonNode document, int width) {
        StringBuilder text = new StringBuilder();
        JsonNode speaker = document.path("speaker");
        text.append("Node ").append(TextTable.visible(document.path("node").asText()));
        if (!speaker.isMissingNode()) {
            text.append(", AS ").append(speaker.path("as").asLong());
            text.append(", BGP identifier ")
                    .append(speaker.path("bgpIdentifier").asText());
        }
        text.append(", up ").append(Wording.age(document.path("startedAt"), document.path("now")));
        text.append(", version ").append(document.path("version").asText()).append('\n');
        if (!speaker.isMissingNode()) {
            text.append(speaker.path("established").asInt())
                    .append(" of ")
                    .append(Wording.counted(speaker.path("neighbors").size(), "session"))
                    .append(" Established, ")
                    .append(speaker.path("converged").asBoolean() ? "converged" : "not yet converged")
                    .append("; ")
                    .append(speaker.path("prefixes").path("ipv4").asInt())
                    .append(" IPv4 and ")
                    .append(speaker.path("prefixes").path("ipv6").asInt())
                    .append(" IPv6 prefixes with a best route\n");
        }
        if (document.has("fib")) {
            text.append("Kernel: ")
                    .append(FibView.totalsText(document.path("fib")))
                    .append('\n');
        } else if (document.has("waiting")) {
            text.append("Kernel: ").append(document.path("waiting").asText()).append('\n');
        } else {
            text.append("The kernel is left alone (--no-fib)\n");
        }
        for (JsonNode instance : document.path("instances")) {
            text.append("VRF ")
                    .append(instance.path("vrf").asText())
                    .append(": ")
                    .append(instance.path("established").asInt())
                    .append(" of ")
                    .append(Wording.counted(instance.path("neighbors").asInt(), "session"))
                    .append(" Established")
                    .append(
                            instance.has("waiting")
                                    ? "; " + instance.path("waiting").asText()
                                    : "")
                    .append('\n');
        }
        JsonNode problems = document.path("problems");
        if (problems.path("errors").asInt() + problems.path("warnings").asInt() > 0) {
            text.append("Manifests: ")
                    .append(Wording.counted(problems.path("errors").asInt(), "error"))
                    .append(", ")
                    .append(Wording.counted(problems.path("warnings").asInt(), "warning"))
                    .append("; see `barewire show problems`\n");
        }
        text.append(document.path("ready").asBoolean() ? "Ready\n" : "Not ready:\n");
        document.path("missing")
                .forEach(line -> text.append("- ")
                        .append(TextTable.visible(line.asText()))
                        .append('\n'));
        document.path("notes")
                .forEach(line -> text.append("Note: ")
                        .append(TextTable.visible(line.asText()))
                        .append('\n'));
        if (!speaker.isMissingNode()) {
            text.append('\n').append(neighbors(speaker.path("neighbors"), document.path("now"), width));
        }
        return text.toString();
    }

    private static String neighbors(JsonNode neighbors, JsonNode now, int width) {
        TextTable table = new TextTable("PEER", ">AS", "STATE", ">SINCE", ">RECEIVED", ">DENIED", ">ADVERTISED");
        for (JsonNode neighbor : neighbors) {
            table.row(
                    neighbor.path("peer").asText(),
                    neighbor.path("as").asLong(),
                    NeighborsView.state(neighbor, now),
                    Wording.age(neighbor.path("since"), now),
                    neighbor.path("received").asInt(),
                    neighbor.path("denied").asInt(),
                    neighbor.path("advertised").asInt());
        }
        return table.isEmpty() ? "No peers.\n" : table.render(width);
    }
}
