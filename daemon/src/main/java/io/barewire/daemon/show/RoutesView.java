package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.rib.AdvertisedRoute;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.ReceivedRoute;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.Step;
import io.barewire.rib.WithheldRoute;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.function.Function;

/// `show routes`: what was chosen and by which step, what a peer sent and why some of it is not used, and what it is
/// told.
public final class RoutesView {
    private RoutesView() {}

    /// Loc-RIB: each prefix with its paths, the best first.
    public static ObjectNode best(List<LocRibEntry> entries, int limit) {
        return page(entries, limit, LocRibEntry::prefix, RoutesView::entry);
    }

    /// Adj-RIB-In.
    public static ObjectNode received(String peer, List<ReceivedRoute> routes, int limit) {
        return page(routes, limit, ReceivedRoute::prefix, RoutesView::received).put("peer", peer);
    }

    /// Adj-RIB-Out.
    public static ObjectNode advertised(String peer, List<AdvertisedRoute> routes, int limit) {
        return page(routes, limit, AdvertisedRoute::prefix, RoutesView::advertised)
                .put("peer", peer);
    }

    /// A full page may be followed by another one, which begins after `next`.
    static <T> ObjectNode page(List<T> items, int limit, Function<T, Prefix> prefix, Function<T, ObjectNode> item) {
        ObjectNode document = Json.object();
        document.set("routes", Json.array(items.stream().map(item).toList()));
        if (items.size() >= limit) {
            document.put("next", prefix.apply(items.getLast()).toString());
        }
        return document;
    }

    private static ObjectNode entry(LocRibEntry entry) {
        ObjectNode json = Json.object().put("prefix", entry.prefix().toString());
        entry.decidedBy().ifPresent(step -> json.put("decidedBy", name(step)));
        ArrayNode paths = json.putArray("paths");
        for (LocRibEntry.Path path : entry.paths()) {
            ObjectNode one = paths.addObject();
            one.put("best", path.used() && paths.size() == 1);
            one.put("used", path.used());
            path.unreachable().ifPresent(why -> one.put("unreachable", why));
            path.lostBy().ifPresent(step -> one.put("lostBy", name(step)));
            Json.put(one, "peer", path.peer());
            if (path.pathId() != 0) {
                one.put("pathId", Integer.toUnsignedLong(path.pathId()));
            }
            path.nextHop().ifPresent(nextHop -> nextHop(nextHop, one));
            one.set("attributes", AttributesView.document(path.attributes()));
        }
        return json;
    }

    private static String unreachable(String nextHop, String why) {
        return "next hop " + nextHop + " unreachable: " + why;
    }

    private static void nextHop(NextHop nextHop, ObjectNode into) {
        into.put("nextHop", nextHop.address().toString());
        Json.put(into, "linkLocalNextHop", nextHop.linkLocal());
    }

    /// As RFC 4271 §9.1.2 and RFC 4456 §9 call what is compared.
    static String name(Step step) {
        return switch (step) {
            case LOCAL -> "our own prefix";
            case LONG_LIVED_STALE -> "not stale for long (LLGR)";
            case LOCAL_PREF -> "LOCAL_PREF";
            case AS_PATH_LENGTH -> "AS_PATH length";
            case ORIGIN -> "ORIGIN";
            case MULTI_EXIT_DISC -> "MULTI_EXIT_DISC";
            case EXTERNAL -> "external over internal";
            case INTERIOR_COST -> "interior cost";
            case BGP_IDENTIFIER -> "BGP identifier";
            case CLUSTER_LIST_LENGTH -> "CLUSTER_LIST length";
            case PEER_ADDRESS -> "peer address";
            case PATH_IDENTIFIER -> "path identifier";
        };
    }

    private static ObjectNode received(ReceivedRoute route) {
        ObjectNode json = Json.object().put("prefix", route.prefix().toString());
        nextHop(route.nextHop(), json);
        switch (route.verdict()) {
            case ReceivedRoute.Verdict.Accepted(RoutePolicy.Rule by, var prefixes, PathAttributes used) -> {
                json.put("verdict", "accepted").put("rule", by.name());
                Json.put(json, "permittedBy", prefixes);
                if (!used.equals(route.attributes())) {
                    json.set("usedAttributes", AttributesView.document(used));
                }
            }
            case ReceivedRoute.Verdict.Denied(ReceivedRoute.Reason reason, var by) -> {
                json.put("verdict", "refused").put("reason", reason.toString());
                Json.put(json, "rule", by.map(RoutePolicy.Rule::name));
            }
            case ReceivedRoute.Verdict.Unreachable(String why) ->
                json.put("verdict", "unreachable")
                        .put("reason", unreachable(route.nextHop().address().toString(), why));
        }
        json.set("attributes", AttributesView.document(route.attributes()));
        return json;
    }

    private static ObjectNode advertised(AdvertisedRoute route) {
        ObjectNode json = Json.object().put("prefix", route.prefix().toString());
        nextHop(route.nextHop(), json);
        json.put("rule", route.by().name());
        json.set("attributes", AttributesView.document(route.attributes()));
        return json;
    }

    /// Best routes that a peer is not told.
    public static ObjectNode withheld(String peer, List<WithheldRoute> routes, int limit) {
        return page(routes, limit, WithheldRoute::prefix, RoutesView::withheld).put("peer", peer);
    }

    private static ObjectNode withheld(WithheldRoute route) {
        ObjectNode json = Json.object().put("prefix", route.prefix().toString());
        Json.put(json, "rule", route.by().map(RoutePolicy.Rule::name));
        return json.put("reason", route.why().toString());
    }

    public static String withheldText(JsonNode document, int width) {
        TextTable table = new TextTable("PREFIX", "RULE", "WHY IT IS NOT TOLD");
        for (JsonNode route : document.path("routes")) {
            table.row(
                    route.path("prefix").asText(),
                    route.path("rule").asText("-"),
                    route.path("reason").asText());
        }
        return table.isEmpty() ? "Nothing is withheld.\n" : table.render(width) + more(document);
    }

    /// `*` marks the best path, `=` those used beside it.
    public static String bestText(JsonNode document, int width) {
        TextTable table = new TextTable("", "PREFIX", "NEXT HOP", "PEER", "DECIDED BY", "ATTRIBUTES");
        for (JsonNode route : document.path("routes")) {
            String prefix = route.path("prefix").asText();
            for (JsonNode path : route.path("paths")) {
                table.row(
                        path.path("best").asBoolean() ? "*" : path.path("used").asBoolean() ? "=" : "",
                        prefix,
                        path.path("nextHop").asText("-"),
                        teller(path),
                        decidedBy(route, path),
                        AttributesView.text(path.path("attributes")));
                prefix = "";
            }
        }
        return table.isEmpty() ? "No routes.\n" : table.render(width) + more(document);
    }

    private static String teller(JsonNode path) {
        String peer = path.path("peer").asText("self");
        return path.has("pathId") ? peer + " path " + path.path("pathId").asText() : peer;
    }

    private static String decidedBy(JsonNode route, JsonNode path) {
        if (path.path("best").asBoolean()) {
            return route.path("decidedBy").asText("only path");
        }
        return path.has("unreachable")
                ? "unreachable: " + path.path("unreachable").asText()
                : "lost by " + path.path("lostBy").asText();
    }

    public static String receivedText(JsonNode document, int width) {
        TextTable table = new TextTable("PREFIX", "NEXT HOP", "USED", "WHY", "ATTRIBUTES");
        for (JsonNode route : document.path("routes")) {
            boolean accepted = route.path("verdict").asText().equals("accepted");
            table.row(
                    route.path("prefix").asText(),
                    route.path("nextHop").asText(),
                    accepted ? "yes" : "no",
                    why(route, accepted),
                    attributes(route));
        }
        return table.isEmpty() ? "No routes.\n" : table.render(width) + more(document);
    }

    private static String why(JsonNode route, boolean accepted) {
        String reason = accepted
                ? "permitted by " + route.path("permittedBy").asText("a filter that permits all")
                : route.path("reason").asText();
        String rule = route.path("rule").asText("");
        return rule.isEmpty() || rule.equals("prefixes") ? reason : "rule " + rule + ": " + reason;
    }

    /// As they came, and as rules have changed them.
    private static String attributes(JsonNode route) {
        String came = AttributesView.text(route.path("attributes"));
        JsonNode used = route.path("usedAttributes");
        return used.isMissingNode() ? came : came + " -> " + AttributesView.text(used);
    }

    public static String advertisedText(JsonNode document, int width) {
        TextTable table = new TextTable("PREFIX", "NEXT HOP", "RULE", "ATTRIBUTES");
        for (JsonNode route : document.path("routes")) {
            table.row(
                    route.path("prefix").asText(),
                    route.path("nextHop").asText(),
                    route.path("rule").asText(),
                    AttributesView.text(route.path("attributes")));
        }
        return table.isEmpty() ? "No routes.\n" : table.render(width) + more(document);
    }

    static String more(JsonNode document) {
        JsonNode next = document.path("next");
        return next.isMissingNode() ? "" : "There may be more: --after " + next.asText() + "\n";
    }
}
