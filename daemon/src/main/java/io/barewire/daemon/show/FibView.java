package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.fib.FibEntry;
import io.barewire.fib.FibStatus;
import io.barewire.fib.FibTotals;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `show fib`: what should be in the kernel, and what the kernel made of it.
public final class FibView {
    private FibView() {}

    /// A page of the book.
    public static ObjectNode document(
            FibStatus status, Optional<Prefix> within, Optional<Prefix> after, int limit, Instant now) {
        List<FibEntry> entries = status.entries().stream()
                .filter(entry -> within.isEmpty() || within.get().contains(entry.prefix()))
                .filter(entry -> after.isEmpty() || entry.prefix().compareTo(after.get()) > 0)
                .sorted((one, other) -> one.prefix().compareTo(other.prefix()))
                .limit(limit)
                .toList();
        ObjectNode document = RoutesView.page(entries, limit, FibEntry::prefix, FibView::entry)
                .put("now", now.toString())
                .put("table", status.config().table())
                .put("protocol", status.config().protocol())
                .put("metric", status.config().metric());
        document.set("foreign", Json.strings(status.foreign()));
        document.set("totals", totals(status.totals()));
        return document;
    }

    private static ObjectNode entry(FibEntry entry) {
        ObjectNode json = Json.object()
                .put("prefix", entry.prefix().toString())
                .put("state", Wording.lower(entry.state()))
                .put("since", entry.since().toString());
        if (!entry.error().isEmpty()) {
            json.put("error", entry.error());
        }
        json.set(
                "learned",
                Json.strings(entry.learned().stream().map(FibView::learned).toList()));
        List<ObjectNode> hops = new ArrayList<>();
        for (FibEntry.Hop hop : entry.nextHops()) {
            ObjectNode one = Json.object();
            Json.put(one, "gateway", hop.gateway());
            if (!hop.interfaceName().isEmpty()) {
                one.put("interface", hop.interfaceName());
            }
            hops.add(one);
        }
        json.set("nextHops", Json.array(hops));
        if (entry.discard()) {
            json.put("discard", true);
        }
        return json;
    }

    /// Where a peer sends packets.
    static String learned(ScopedNextHop hop) {
        if (hop.isInstanceItself()) {
            return "VRF " + hop.instance();
        }
        return hop.address() + (hop.instance().isEmpty() ? "" : " in VRF " + hop.instance());
    }

    static ObjectNode totals(FibTotals totals) {
        return Json.object()
                .put("installed", totals.installed())
                .put("pending", totals.pending())
                .put("refused", totals.refused())
                .put("protected", totals.protectedPrefixes())
                .put("stale", totals.stale())
                .put("foreign", totals.foreign())
                .put("added", totals.added())
                .put("replaced", totals.replaced())
                .put("deleted", totals.deleted())
                .put("errors", totals.errors())
                .put("repaired", totals.repaired())
                .put("resyncs", totals.resyncs())
                .put("overruns", totals.overruns())
                .put("converged", totals.converged());
    }

    /// `3 routes installed, 1 refused`; states without routes are left out.
    static String totalsText(JsonNode totals) {
        StringBuilder text = new StringBuilder();
        text.append(Wording.counted(totals.path("installed").asInt(), "route")).append(" installed");
        for (String state : List.of("pending", "refused", "protected", "stale", "foreign")) {
            if (totals.path(state).asInt() > 0) {
                text.append(", ").append(totals.path(state).asInt()).append(' ').append(state);
            }
        }
        return text.toString();
    }

    public static String text(JsonNode document, int width) {
        StringBuilder text =
                new StringBuilder("Kernel table " + document.path("table").asInt() + ", protocol "
                        + document.path("protocol").asInt() + ", metric "
                        + document.path("metric").asLong() + ": "
                        + totalsText(document.path("totals")) + "\n");
        JsonNode routes = document.path("routes");
        if (!routes.isEmpty()) {
            text.append('\n')
                    .append(routes(routes, document.path("now"), width))
                    .append(RoutesView.more(document));
        }
        JsonNode foreign = document.path("foreign");
        if (!foreign.isEmpty()) {
            text.append("\nRoutes of this protocol that someone else added (they are left alone):\n");
            foreign.forEach(route ->
                    text.append("  ").append(TextTable.visible(route.asText())).append('\n'));
        }
        return text.toString();
    }

    /// ` for 10.9.9.9` where the next hop of the peer is not a neighbor.
    private static String behindRouters(JsonNode route) {
        List<String> gateways = new ArrayList<>();
        route.path("nextHops").forEach(hop -> gateways.add(hop.path("gateway").asText()));
        List<String> behind = new ArrayList<>();
        for (JsonNode learned : route.path("learned")) {
            if (!gateways.contains(learned.asText())) {
                behind.add(learned.asText());
            }
        }
        return behind.isEmpty() || gateways.isEmpty() ? "" : " for " + String.join(", ", behind);
    }

    private static String routes(JsonNode routes, JsonNode now, int width) {
        TextTable table = new TextTable("PREFIX", "STATE", ">SINCE", "NEXT HOPS", "ERROR");
        for (JsonNode route : routes) {
            List<String> hops = new ArrayList<>();
            for (JsonNode hop : route.path("nextHops")) {
                String device = hop.path("interface").asText("");
                hops.add((hop.path("gateway").asText("") + (device.isEmpty() ? "" : " dev " + device)).strip());
            }
            table.row(
                    route.path("prefix").asText(),
                    route.path("state").asText(),
                    Wording.age(route.path("since"), now),
                    route.path("discard").asBoolean() ? "discard" : String.join(", ", hops) + behindRouters(route),
                    route.path("error").asText(""));
        }
        return table.render(width);
    }
}
