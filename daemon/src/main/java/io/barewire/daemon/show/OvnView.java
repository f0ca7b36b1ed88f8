package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.fib.FibEntry;
import io.barewire.fib.FibStatus;
import io.barewire.ovn.OvnStatus;
import io.barewire.ovn.OvnTotals;
import io.barewire.ovn.RouteEntry;
import io.barewire.ovn.RouterTotals;
import io.barewire.ovn.snat.SnatStatus;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `show ovn`: the routes of a gateway router beside those of the RIB and of the kernel.
public final class OvnView {
    private OvnView() {}

    /// A page of the router's book.
    ///
    /// @param kernel empty where the kernel is left alone; then only RIB and router are compared
    public static ObjectNode document(
            OvnStatus status, Optional<FibStatus> kernel, Optional<Prefix> within, Optional<Prefix> after, int limit) {
        List<RouteEntry> entries = status.entries().stream()
                .filter(entry -> within.isEmpty() || within.get().contains(entry.prefix()))
                .filter(entry -> after.isEmpty() || entry.prefix().compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(RouteEntry::prefix))
                .limit(limit)
                .toList();
        Map<Prefix, FibEntry> routes = kernel.map(FibStatus::entries).orElse(List.of()).stream()
                .collect(Collectors.toMap(FibEntry::prefix, Function.identity()));
        ObjectNode document = RoutesView.page(
                entries,
                limit,
                RouteEntry::prefix,
                entry -> entry(entry, kernel.isPresent(), Optional.ofNullable(routes.get(entry.prefix()))));
        document.set("database", database(status.totals()));
        document.set("router", router(status));
        return document;
    }

    /// Where OVN's routes are not looked at.
    public static ObjectNode document(SnatStatus snat) {
        return with(Json.object(), snat);
    }

    public static ObjectNode with(ObjectNode document, SnatStatus snat) {
        document.set("snat", SnatView.document(snat));
        return document;
    }

    private static ObjectNode database(OvnTotals totals) {
        ObjectNode json = Json.object().put("connected", totals.endpoint().isPresent());
        totals.endpoint().ifPresent(where -> json.put("endpoint", where));
        totals.problem().ifPresent(why -> json.put("problem", why));
        return json.put("imports", totals.imports())
                .put("owner", totals.owner())
                .put("rowsUnderWay", totals.underWay())
                .put("waitsForNorthd", totals.digesting())
                .put("northdSilent", totals.northdSilent())
                .put("committed", totals.committed())
                .put("failed", totals.failed())
                .put("unknown", totals.unknown());
    }

    private static ObjectNode router(OvnStatus status) {
        RouterTotals totals = status.router();
        return Json.object()
                .put("name", totals.router())
                .put("present", totals.present())
                .put("routersOfThatName", status.routersOfThatName())
                .put("agree", totals.agrees())
                .put("differ", totals.differs())
                .put("excluded", totals.excluded())
                .put("noGateway", totals.noGateway())
                .put("stale", totals.stale())
                .put("rowsOfOthers", totals.foreignRows())
                .put("repaired", totals.repaired());
    }

    /// @param compared with the kernel, which may have no route
    private static ObjectNode entry(RouteEntry entry, boolean compared, Optional<FibEntry> route) {
        List<String> disagreements = disagreements(entry, compared, route);
        ObjectNode json = Json.object()
                .put("prefix", entry.prefix().toString())
                .put("state", Wording.lower(entry.state()))
                .put("agree", disagreements.isEmpty());
        json.set(
                "rib",
                Json.strings(entry.learned().stream().map(FibView::learned).toList()));
        json.set(
                "gateways",
                Json.strings(entry.gateways().stream().map(IpAddress::toString).toList()));
        json.set("rows", Json.strings(entry.rows()));
        if (compared) {
            json.set("kernel", Json.strings(gateways(route)));
        }
        json.set("why", Json.strings(disagreements));
        json.set(
                "others",
                Json.array(entry.others().stream()
                        .map(other -> Json.object()
                                .put("owner", other.owner())
                                .put("nextHop", other.nextHop())
                                .put("double", other.isDouble()))
                        .toList()));
        return json;
    }

    private static List<String> gateways(Optional<FibEntry> route) {
        return route.filter(found -> found.state() == FibEntry.State.INSTALLED || found.state() == FibEntry.State.STALE)
                .map(found -> found.nextHops().stream()
                        .flatMap(hop -> hop.gateway().stream())
                        .map(IpAddress::toString)
                        .toList())
                .orElse(List.of());
    }

    private static List<String> disagreements(RouteEntry entry, boolean compared, Optional<FibEntry> route) {
        List<String> why = new ArrayList<>();
        switch (entry.state()) {
            case DIFFERS -> why.add(entry.rows().isEmpty() ? "no row" : "rows differ");
            case STALE -> why.add("stale");
            case AGREES, EXCLUDED, NO_GATEWAY -> {}
        }
        Set<String> wanted = entry.gateways().stream().map(IpAddress::toString).collect(Collectors.toSet());
        if (compared && entry.state() != RouteEntry.State.EXCLUDED && !wanted.equals(new HashSet<>(gateways(route)))) {
            why.add(route.map(there -> "kernel " + Wording.lower(there.state())).orElse("not in the kernel"));
        }
        entry.others().stream()
                .filter(other -> !other.isDouble())
                .forEach(other -> why.add("shared with a row of " + owner(other.owner()) + " via " + other.nextHop()));
        return why;
    }

    private static String owner(String owner) {
        return owner.isEmpty() ? "no owner" : owner;
    }

    public static String text(JsonNode document, int width) {
        String routes = document.has("database") ? routesText(document, width) : "";
        String snat = document.has("snat") ? SnatView.text(document.path("snat"), width) : "";
        return routes + (routes.isEmpty() || snat.isEmpty() ? "" : "\n") + snat;
    }

    private static String routesText(JsonNode document, int width) {
        JsonNode database = document.path("database");
        JsonNode router = document.path("router");
        StringBuilder text = new StringBuilder("Northbound database ");
        text.append(
                database.path("connected").asBoolean()
                        ? TextTable.visible(database.path("endpoint").asText())
                        : "not connected");
        if (database.has("problem")) {
            text.append(": ").append(TextTable.visible(database.path("problem").asText()));
        }
        text.append('\n')
                .append(database.path("imports").asBoolean() ? "Rows are written by us, as " : "Rows are left to ")
                .append(TextTable.visible(database.path("owner").asText()))
                .append(underWay(database))
                .append("\nRouter ")
                .append(TextTable.visible(router.path("name").asText()))
                .append(": ")
                .append(router(router))
                .append('\n');
        JsonNode routes = document.path("routes");
        if (!routes.isEmpty()) {
            text.append('\n').append(routes(routes, width)).append(RoutesView.more(document));
        }
        return text.toString();
    }

    private static String underWay(JsonNode database) {
        int rows = database.path("rowsUnderWay").asInt();
        if (rows > 0) {
            return ", " + Wording.counted(rows, "row") + " under way";
        }
        if (database.path("waitsForNorthd").asBoolean()) {
            return ", northd digests the last batch";
        }
        return database.path("northdSilent").asBoolean() ? ", northd is silent (sb_cfg)" : "";
    }

    private static String router(JsonNode router) {
        if (!router.path("present").asBoolean()) {
            return router.path("routersOfThatName").asInt() > 1
                    ? "several have that name, so none is used"
                    : "not in the database";
        }
        StringBuilder text = new StringBuilder("prefixes: ");
        text.append(router.path("agree").asInt()).append(" agree");
        for (String state : List.of("differ", "excluded", "stale")) {
            append(text, router.path(state).asLong(), state);
        }
        append(text, router.path("noGateway").asLong(), "without a gateway");
        append(text, router.path("repaired").asLong(), "repaired since the start");
        long others = router.path("rowsOfOthers").asLong();
        return text.append("; ")
                .append(Wording.counted(others, "row"))
                .append(" of others")
                .toString();
    }

    private static void append(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }

    private static String routes(JsonNode routes, int width) {
        TextTable table = new TextTable("PREFIX", "RIB", "ROUTER", "KERNEL", "AGREE", "NOTES");
        for (JsonNode route : routes) {
            table.row(
                    route.path("prefix").asText(),
                    joined(route.path("rib")),
                    joined(route.path("rows")),
                    route.has("kernel") ? joined(route.path("kernel")) : "not used",
                    route.path("state").asText().equals("excluded")
                            ? "excluded"
                            : route.path("agree").asBoolean() ? "yes" : "no",
                    notes(route));
        }
        return table.render(width);
    }

    private static String notes(JsonNode route) {
        List<String> notes = new ArrayList<>(Json.texts(route.path("why")));
        route.path("others").forEach(other -> {
            if (other.path("double").asBoolean()) {
                notes.add("also a row of " + owner(other.path("owner").asText()));
            }
        });
        return String.join(", ", notes);
    }

    private static String joined(JsonNode texts) {
        return String.join(", ", Json.texts(texts));
    }
}
