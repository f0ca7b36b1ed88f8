package io.barewire.ovn;

import static java.util.stream.Collectors.toCollection;

import io.barewire.testkit.ovsdb.OvsdbTestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A northbound database as somebody else writes and reads it, with the tools of Open vSwitch.
final class Nb {
    private final OvsdbTestServer server;

    Nb(OvsdbTestServer server) {
        this.server = server;
    }

    void addRouter(String name) {
        transact("{\"op\":\"insert\",\"table\":\"Logical_Router\",\"row\":{\"name\":\"" + name + "\"}}");
    }

    void removeRouter(String name) {
        transact("{\"op\":\"delete\",\"table\":\"Logical_Router\",\"where\":[[\"name\",\"==\",\"" + name + "\"]]}");
    }

    /// northd has begun.
    boolean isCounted() {
        return server.client("dump", "OVN_Northbound", "NB_Global", "nb_cfg")
                .chars()
                .anyMatch(Character::isDigit);
    }

    void rename(String router, String name) {
        transact("{\"op\":\"update\",\"table\":\"Logical_Router\",\"where\":[[\"name\",\"==\",\"" + router
                + "\"]],\"row\":{\"name\":\"" + name + "\"}}");
    }

    /// How many have the name.
    long routers(String name) {
        return dump("Logical_Router", "name")
                .filter(line -> line.endsWith("," + name))
                .count();
    }

    /// A route as any program may write it.
    ///
    /// @param owner empty: none
    void addRoute(String router, String prefix, String nextHop, String owner) {
        String ids = owner.isEmpty() ? "" : "[\"" + StaticRoute.OWNER_KEY + "\",\"" + owner + "\"]";
        transact(
                "{\"op\":\"insert\",\"table\":\"Logical_Router_Static_Route\",\"uuid-name\":\"r\",\"row\":{\"ip_prefix\":\""
                        + prefix + "\",\"nexthop\":\"" + nextHop + "\",\"output_port\":\"rtoe-" + router
                        + "\",\"external_ids\":[\"map\",[" + ids + "]]}}",
                "{\"op\":\"mutate\",\"table\":\"Logical_Router\",\"where\":[[\"name\",\"==\",\"" + router
                        + "\"]],\"mutations\":[[\"static_routes\",\"insert\",[\"named-uuid\",\"r\"]]]}");
    }

    void redirect(String prefix, String nextHop) {
        transact("{\"op\":\"update\",\"table\":\"Logical_Router_Static_Route\",\"where\":[[\"ip_prefix\",\"==\",\""
                + prefix + "\"]],\"row\":{\"nexthop\":\"" + nextHop + "\"}}");
    }

    /// Changes the owner of rows.
    void give(String prefix, String owner) {
        identify(prefix, "[\"" + StaticRoute.OWNER_KEY + "\",\"" + owner + "\"]");
    }

    void disown(String prefix) {
        identify(prefix, "");
    }

    private void identify(String prefix, String ids) {
        transact("{\"op\":\"update\",\"table\":\"Logical_Router_Static_Route\",\"where\":[[\"ip_prefix\",\"==\",\""
                + prefix + "\"]],\"row\":{\"external_ids\":[\"map\",[" + ids + "]]}}");
    }

    void emptyRouter(String router) {
        transact("{\"op\":\"update\",\"table\":\"Logical_Router\",\"where\":[[\"name\",\"==\",\"" + router
                + "\"]],\"row\":{\"static_routes\":[\"set\",[]]}}");
    }

    void transact(String... operations) {
        String said = server.client("transact", "[\"OVN_Northbound\"," + String.join(",", operations) + "]");
        if (said.contains("\"error\"")) {
            throw new AssertionError(said);
        }
    }

    /// `10.244.1.0/24 172.18.0.3 rtoe-GR_n1 RouteImport`, sorted; a row that is there twice is listed twice.
    List<String> routes() {
        return rows().sorted().toList();
    }

    /// The same without those that are there twice, to be compared with many.
    Set<String> distinct() {
        return rows().collect(toCollection(TreeSet::new));
    }

    int count() {
        return (int) rows().count();
    }

    private Stream<String> rows() {
        return dump("Logical_Router_Static_Route", "ip_prefix", "nexthop", "output_port", "external_ids")
                .filter(line -> line.contains("/"))
                .map(Nb::row);
    }

    /// A line for each row, and equal ones too: without its uuid the server tells them once.
    private Stream<String> dump(String table, String... columns) {
        List<String> words = new ArrayList<>(
                List.of("--format=csv", "--no-headings", "--data=bare", "OVN_Northbound", table, "_uuid"));
        words.addAll(List.of(columns));
        return server.client("dump", words.toArray(String[]::new)).lines();
    }

    /// Columns come in alphabetical order.
    private static String row(String line) {
        String[] columns = line.replace(StaticRoute.OWNER_KEY + "=", "").split(",", -1);
        return (columns[2] + ' ' + columns[3] + ' ' + columns[4] + ' ' + columns[1]).strip();
    }
}
