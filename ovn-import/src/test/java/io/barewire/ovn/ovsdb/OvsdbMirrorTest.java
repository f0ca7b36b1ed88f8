package io.barewire.ovn.ovsdb;

import static io.barewire.ovn.ovsdb.OvsdbClientTest.outcome;
import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Rng;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever is written, the mirror that follows differences is what the database itself gives when it is asked.
@Tag("ovn")
class OvsdbMirrorTest {
    private static final List<MonitoredTable> TABLES = List.of(
            MonitoredTable.of("Logical_Router", "name", "static_routes", "options", "enabled"),
            MonitoredTable.of(
                    "Logical_Router_Static_Route", "ip_prefix", "nexthop", "output_port", "policy", "external_ids"),
            MonitoredTable.of("NB_Global", "nb_cfg", "ipsec", "options"));

    private static final List<MonitoredTable> NEW_ROUTES_UNTOLD =
            List.of(TABLES.get(0), TABLES.get(1).namedBy("Logical_Router", "static_routes"), TABLES.get(2));

    @Test
    void theMirrorIsTheDatabase() {
        check(TABLES);
    }

    @Test
    void theMirrorIsTheDatabaseAlsoWhereNewRowsAreNotTold() {
        check(NEW_ROUTES_UNTOLD);
    }

    /// Somebody else writes, too.
    private static void check(List<MonitoredTable> tables) {
        Recorder recorder = new Recorder(tables);
        Recorder others = new Recorder(List.of());
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = OvsdbClient.start(
                        OvsdbConfig.of(Endpoint.parseList(server.endpoint()), "OVN_Northbound", tables), recorder);
                OvsdbClient other = OvsdbClient.start(
                        OvsdbConfig.of(Endpoint.parseList(server.endpoint()), "OVN_Northbound", List.of()), others)) {
            recorder.awaitConnected();
            others.awaitConnected();
            int[] kinds = new int[2];
            forSeeds(150, rng -> {
                try {
                    for (int i = 0; i < 5; i++) {
                        List<Operation> theirs = transaction(rng, recorder);
                        if (rng.oneIn(3)) {
                            var _ = other.transact(theirs);
                        }
                        boolean committed =
                                outcome(client, transaction(rng, recorder).toArray(Operation[]::new))
                                        instanceof TransactOutcome.Committed;
                        kinds[committed ? 0 : 1]++;
                    }
                    outcome(other, new Operation.Comment("all of theirs is done"));
                    for (MonitoredTable table : tables) {
                        var answer = assertInstanceOf(
                                TransactOutcome.Committed.class,
                                outcome(client, new Operation.Select(table.table(), List.of(), table.columns())));
                        List<Row> dump =
                                ((OperationResult.Rows) answer.results().getFirst()).rows();
                        assertEquals(new HashSet<>(dump), new HashSet<>(recorder.rows(table.table())));
                    }
                } catch (Exception failure) {
                    throw new AssertionError(failure);
                }
            });
            assertTrue(kinds[0] > 0 && kinds[1] > 0, "some transactions commit, some do not");
            assertEquals(List.of(), recorder.reasons());
        }
    }

    private static List<Operation> transaction(Rng rng, Recorder recorder) {
        List<UUID> routers = uuids(recorder, "Logical_Router");
        List<UUID> routes = uuids(recorder, "Logical_Router_Static_Route");
        List<Operation> operations = new ArrayList<>();
        List<UUID> fresh = new ArrayList<>();
        boolean many = rng.oneIn(8) && !routers.isEmpty();
        for (int i = many ? rng.between(60, 90) : rng.between(0, 4); i > 0; i--) {
            fresh.add(uuid(rng));
            operations.add(Operation.Insert.of("Logical_Router_Static_Route", fresh.getLast(), route(rng)));
            if (rng.oneIn(10)) {
                operations.add(new Operation.Update(
                        "Logical_Router_Static_Route", List.of(Condition.row(fresh.getLast())), route(rng)));
            }
            if (rng.oneIn(10)) {
                fresh.removeLast(); // nothing refers to it, so it vanishes
            }
        }
        if (rng.oneIn(4)) {
            operations.add(byText(rng));
        }
        if (many) {
            operations.add(together(rng, fresh, routes));
            operations.add(new Operation.Mutate(
                    "Logical_Router",
                    List.of(Condition.row(rng.oneOf(routers))),
                    List.of(
                            Mutation.insert("static_routes", Value.uuids(fresh)),
                            Mutation.delete("static_routes", Value.uuids(some(rng, routes))))));
        } else if (routers.isEmpty() || rng.oneIn(10)) {
            operations.add(Operation.Insert.named(
                    "Logical_Router",
                    "router",
                    Map.of("name", Value.of("r" + rng.between(0, 9)), "static_routes", Value.uuids(fresh))));
        } else {
            UUID router = rng.oneOf(routers);
            operations.add(new Operation.Mutate(
                    "Logical_Router",
                    List.of(Condition.row(router)),
                    List.of(
                            Mutation.insert("static_routes", Value.uuids(fresh)),
                            Mutation.delete("static_routes", Value.uuids(some(rng, routes))),
                            Mutation.insert("options", options(rng)),
                            Mutation.delete("options", Value.set(List.of(Value.of("k" + rng.between(0, 3))))))));
            if (rng.oneIn(3)) {
                operations.add(new Operation.Update(
                        "Logical_Router",
                        List.of(Condition.row(router)),
                        Map.of(
                                "options",
                                options(rng),
                                "enabled",
                                rng.oneIn(2) ? Value.none() : Value.of(rng.oneIn(2)))));
            }
            if (rng.oneIn(20)) {
                operations.add(new Operation.Delete("Logical_Router", List.of(Condition.row(router))));
            }
        }
        if (rng.oneIn(4)) {
            operations.add(byText(rng));
        }
        if (!routes.isEmpty()) {
            operations.add(new Operation.Update(
                    "Logical_Router_Static_Route", List.of(Condition.row(rng.oneOf(routes))), route(rng)));
            if (rng.oneIn(8)) {
                // refused when the commit comes, if a router still refers to it
                operations.add(
                        new Operation.Delete("Logical_Router_Static_Route", List.of(Condition.row(rng.oneOf(routes)))));
            }
        }
        if (recorder.rows("NB_Global").isEmpty()) {
            operations.add(Operation.Insert.named("NB_Global", "global", Map.of()));
        } else {
            operations.add(new Operation.Mutate("NB_Global", List.of(), List.of(Mutation.add("nb_cfg", 1))));
        }
        return operations;
    }

    /// Some have a uuid that is there already, or a value that the schema does not allow; all a column that is not
    /// mirrored.
    private static Operation together(Rng rng, List<UUID> fresh, List<UUID> routes) {
        List<Operation.NewRow> rows = new ArrayList<>();
        for (int i = rng.between(1, 40); i > 0; i--) {
            Map<String, Value> row = route(rng);
            fresh.add(
                    rng.oneIn(300)
                            ? rng.oneOf(fresh)
                            : rng.oneIn(300) && !routes.isEmpty() ? rng.oneOf(routes) : uuid(rng));
            rows.add(new Operation.NewRow(
                    fresh.getLast(),
                    List.of(
                            row.get("ip_prefix"),
                            row.get("output_port"),
                            row.get("nexthop"),
                            row.get("external_ids"),
                            rng.oneIn(300) ? Value.of("by-luck") : row.get("policy"),
                            Value.map(Map.of("not", "mirrored")))));
        }
        return new Operation.Inserts(
                "Logical_Router_Static_Route",
                List.of("ip_prefix", "output_port", "nexthop", "external_ids", "policy", "options"),
                rows);
    }

    /// About rows that hold a text, new ones and others.
    private static Operation byText(Rng rng) {
        List<Condition> where = List.of(Condition.equal(
                rng.oneOf("output_port", "nexthop", "policy"), Value.of(rng.oneOf("rtoe", "", "dst-ip"))));
        Map<String, Value> row = route(rng);
        row.keySet().retainAll(Set.of(rng.oneOf("output_port", "nexthop"), "external_ids"));
        return rng.oneIn(4)
                ? new Operation.Mutate(
                        "Logical_Router_Static_Route", where, List.of(Mutation.insert("external_ids", options(rng))))
                : new Operation.Update("Logical_Router_Static_Route", where, row);
    }

    private static UUID uuid(Rng rng) {
        return new UUID((rng.bits() & ~0xF000L) | 0x4000L, (rng.bits() >>> 2) | (1L << 63));
    }

    private static List<UUID> uuids(Recorder recorder, String table) {
        return recorder.rows(table).stream().map(Row::uuid).sorted().toList();
    }

    private static Set<UUID> some(Rng rng, List<UUID> of) {
        Set<UUID> some = new HashSet<>();
        for (int i = rng.between(0, 3); i > 0 && !of.isEmpty(); i--) {
            some.add(rng.oneOf(of));
        }
        return some;
    }

    private static Map<String, Value> route(Rng rng) {
        Map<String, Value> row = new HashMap<>();
        row.put("ip_prefix", Value.of("10.0." + rng.between(0, 255) + ".0/24"));
        row.put("nexthop", Value.of(rng.oneOf("192.0.2.1", "2001:db8::1", "", "\"{ü}\\")));
        row.put("output_port", rng.oneIn(2) ? Value.none() : Value.of("rtoe"));
        row.put("policy", rng.oneIn(2) ? Value.none() : Value.of(rng.oneOf("src-ip", "dst-ip")));
        row.put("external_ids", options(rng));
        return row;
    }

    private static Value options(Rng rng) {
        Map<String, String> map = new HashMap<>();
        for (int i = rng.between(0, 3); i > 0; i--) {
            map.put("k" + rng.between(0, 3), rng.oneOf("a", "b", ""));
        }
        return Value.map(map);
    }
}
