package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.rib.Aggregate;
import io.barewire.rib.PeerPolicy;
import io.barewire.speaker.ListenRange;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.Reach;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// `show config`: the configuration in force, after all objects were merged.
public final class ConfigView {
    private ConfigView() {}

    public static ObjectNode document(SpeakerConfig config) {
        ObjectNode document = Json.object()
                .put("as", config.localAs())
                .put("bgpIdentifier", config.bgpIdentifier().toString())
                .put("hostName", config.hostName());
        config.listen().ifPresent(address -> document.put("listen", Wording.endpoint(address)));
        if (!config.alwaysBlock().isEmpty()) {
            document.set(
                    "alwaysBlock",
                    Json.strings(config.alwaysBlock().stream().sorted().toList()));
        }
        document.put("maximumPaths", config.maximumPaths());
        document.put("multipathRelax", config.multipathRelax());
        document.put(
                "clusterId",
                config.reflection().clusterId().orElse(config.bgpIdentifier()).toString());
        document.put("clientToClientReflection", config.reflection().clientToClient());
        document.put("convergenceLimitSeconds", config.convergenceLimit().toSeconds());
        document.set(
                "originated", Json.strings(config.originated().stream().sorted().toList()));
        aggregates(config, document);
        ArrayNode peers = document.putArray("peers");
        config.peers().forEach(peer -> peers.add(peer(peer)));
        if (!config.listenRanges().isEmpty()) {
            ArrayNode ranges = document.putArray("listenRanges");
            config.listenRanges().forEach(range -> ranges.add(range(range)));
        }
        return document;
    }

    private static void aggregates(SpeakerConfig config, ObjectNode into) {
        if (!config.aggregates().isEmpty()) {
            ArrayNode aggregates = into.putArray("aggregates");
            config.aggregates().stream()
                    .sorted(Comparator.comparing(Aggregate::prefix))
                    .forEach(aggregate -> aggregates
                            .addObject()
                            .put("prefix", aggregate.prefix().toString())
                            .put("summaryOnly", aggregate.summaryOnly())
                            .put("discard", aggregate.discard())
                            .set("changes", Json.strings(PolicyView.changes(aggregate.changes()))));
        }
    }

    private static String aggregate(JsonNode aggregate) {
        List<String> how = new ArrayList<>(Json.texts(aggregate.path("changes")));
        if (aggregate.path("summaryOnly").asBoolean()) {
            how.add("summary only");
        }
        if (!aggregate.path("discard").asBoolean()) {
            how.add("no discard route");
        }
        return aggregate.path("prefix").asText() + (how.isEmpty() ? "" : " (" + String.join(", ", how) + ")");
    }

    private static ObjectNode range(ListenRange range) {
        ObjectNode json = peer(range.like());
        json.remove("peer");
        return json.put("range", range.prefix().toString()).put("limit", range.limit());
    }

    private static ObjectNode peer(PeerConfig peer) {
        ObjectNode json = Json.object().put("peer", peer.id().name()).put("port", peer.port());
        NeighborsView.as(json, peer.remoteAs());
        json.put("extendedMessages", peer.session().extendedMessages())
                .put("passive", peer.tcp().passive())
                .put("multihop", peer.tcp().reach() instanceof Reach.Multihop)
                .put("holdSeconds", peer.timers().hold().toSeconds())
                .put("keepaliveSeconds", peer.timers().keepalive().toSeconds())
                .put("connectRetrySeconds", peer.timers().connectRetry().toSeconds())
                .put("maximumPrefixes", peer.policy().imports().limits().total());
        json.put("routeReflectorClient", peer.policy().routeReflectorClient());
        json.set("addPathReceive", families(both(peer.families(), peer.addPath().receive())));
        json.set("addPathSend", families(both(peer.families(), peer.addPath().send())));
        if (peer.policy().mostPathsTold() != PeerPolicy.ALL_PATHS) {
            json.put("mostPathsTold", peer.policy().mostPathsTold());
        }
        localAs(json, peer);
        Json.put(json, "role", peer.session().role().map(Wording::role));
        if (peer.session().strictRole()) {
            json.put("strictRole", true);
        }
        Json.put(json, "shutdown", peer.session().shutdown());
        NeighborsView.tcp(json, peer.tcp());
        json.set("families", families(peer.families()));
        PolicyView.put(peer.policy(), json);
        return json;
    }

    private static Set<AddressFamily> both(Set<AddressFamily> some, Set<AddressFamily> others) {
        return some.stream().filter(others::contains).collect(Collectors.toSet());
    }

    private static ArrayNode families(Set<AddressFamily> families) {
        return Json.strings(families.stream().map(Wording::family).sorted().toList());
    }

    private static void localAs(ObjectNode json, PeerConfig peer) {
        peer.session()
                .localAs()
                .ifPresent(local -> json.putObject("localAs")
                        .put("as", local.as())
                        .put("noPrepend", local.noPrepend())
                        .put("replaceAs", local.replaceAs())
                        .put("dualAs", local.dualAs()));
    }

    public static String text(JsonNode document, int width) {
        StringBuilder text = new StringBuilder("AS " + document.path("as").asLong() + ", BGP identifier "
                + document.path("bgpIdentifier").asText() + ", listening on "
                + document.path("listen").asText("nothing") + ", up to "
                + Wording.counted(document.path("maximumPaths").asInt(), "equal path") + "\n");
        List<String> originated = Json.texts(document.path("originated"));
        text.append(originated.isEmpty() ? "No prefixes of our own" : "Our prefixes: " + String.join(", ", originated))
                .append("\n");
        List<String> aggregates = new ArrayList<>();
        document.path("aggregates").forEach(one -> aggregates.add(aggregate(one)));
        if (!aggregates.isEmpty()) {
            text.append("Aggregates: ").append(String.join(", ", aggregates)).append("\n");
        }
        List<String> blocked = Json.texts(document.path("alwaysBlock"));
        if (!blocked.isEmpty()) {
            text.append("Never used from peers: ")
                    .append(String.join(", ", blocked))
                    .append("\n");
        }
        TextTable table = new TextTable("PEER", ">PORT", ">AS", "TIMERS", "FAMILIES", "IMPORT", "EXPORT");
        for (JsonNode peer : document.path("peers")) {
            table.row(
                    peer.path("peer").asText(),
                    peer.path("port").asInt(),
                    peer.path("as").asText(),
                    peer.path("holdSeconds").asLong() + "/"
                            + peer.path("keepaliveSeconds").asLong() + "/"
                            + peer.path("connectRetrySeconds").asLong() + " s",
                    String.join(",", Json.texts(peer.path("families"))),
                    filter(peer.path("importFilter")),
                    filter(peer.path("exportFilter")));
        }
        for (JsonNode range : document.path("listenRanges")) {
            text.append("Up to ")
                    .append(Wording.counted(range.path("limit").asInt(), "peer"))
                    .append(" from ")
                    .append(range.path("range").asText())
                    .append('\n');
        }
        return text.append(table.isEmpty() ? "No peers.\n" : "\n" + table.render(width))
                .toString();
    }

    private static String filter(JsonNode rules) {
        List<String> texts = Json.texts(rules);
        if (texts.isEmpty()) {
            return "nothing";
        }
        return texts.size() <= 3
                ? String.join(", ", texts)
                : String.join(", ", texts.subList(0, 3)) + " and " + (texts.size() - 3) + " more";
    }
}
