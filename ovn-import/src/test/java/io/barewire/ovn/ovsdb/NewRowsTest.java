package io.barewire.ovn.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rows that the server does not tell of when they are new. What it says here in an order in which a standalone one
/// never does, is there to show that even then nothing wrong is taken for true.
class NewRowsTest {
    private static final String ROUTER = "Logical_Router";
    private static final String ROUTE = "Logical_Router_Static_Route";
    private static final UUID ROUTER_ROW = new UUID(0x4000, 1L << 63);
    private static final List<MonitoredTable> TABLES = List.of(
            MonitoredTable.of(ROUTER, "name", "static_routes"),
            MonitoredTable.of(ROUTE, "ip_prefix", "nexthop", "output_port", "external_ids")
                    .namedBy(ROUTER, "static_routes"));

    private final SessionTest.Recorded done = new SessionTest.Recorded();
    private final MirrorTables mirror = new MirrorTables();
    private final AtomicLong ids = new AtomicLong();
    private final Session session = new Session(
            OvsdbConfig.of(List.of(Endpoint.parse("unix:/nowhere")), "OVN_Northbound", TABLES),
            mirror,
            Map.of(),
            ids::incrementAndGet,
            done);
    private final List<TransactOutcome> outcomes = new ArrayList<>();

    // ---- words

    private void receive(String message) throws ProtocolFault {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        session.received(octets, 0, octets.length);
    }

    private void begin(String model) throws ProtocolFault {
        session.opened();
        receive(SessionTest.SERVER.formatted(1, "true", model));
        receive(SessionTest.SCHEMA.formatted(2).replace("\"NB_Global\"", "\"Other\""));
    }

    private void beReady() throws ProtocolFault {
        begin("standalone");
        receive("{\"id\":3,\"error\":null,\"result\":{}}");
        receive("{\"id\":4,\"error\":null,\"result\":[false,\"7\",{\"Logical_Router\":{\"" + ROUTER_ROW
                + "\":{\"initial\":{\"name\":\"GR\"}}}}]}");
    }

    private static UUID row(int i) {
        return new UUID(0x4000 | i, 1L << 63);
    }

    private static Operation.Insert route(int i) {
        return route(i, Map.of());
    }

    private static Operation.Insert route(int i, Map<String, Value> more) {
        Map<String, Value> columns = new HashMap<>(Map.of(
                "ip_prefix", Value.of("10.0." + i + ".0/24"),
                "nexthop", Value.of("192.0.2.1"),
                "output_port", Value.of("rtoe")));
        columns.putAll(more);
        return Operation.Insert.of(ROUTE, row(i), columns);
    }

    private long transact(Operation... operations) {
        session.transact(List.of(operations), outcomes::add);
        return ids.get();
    }

    private void data(String updates) throws ProtocolFault {
        receive("{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"8\",{" + updates + "}]}");
    }

    /// Names rows that were not named, and unnames those that were.
    private void toggle(Integer... rows) throws ProtocolFault {
        touchRouter();
        receive("{\"id\":null,\"method\":\"update2\",\"params\":[\"names\",{\"Logical_Router\":{\"" + ROUTER_ROW
                + "\":{\"modify\":{\"static_routes\":[\"set\",["
                + List.of(rows).stream()
                        .map(i -> "[\"uuid\",\"" + row(i) + "\"]")
                        .collect(Collectors.joining(","))
                + "]]}}}}]}");
    }

    /// What the monitor tells that has no names.
    private void touchRouter() throws ProtocolFault {
        data("\"Logical_Router\":{\"" + ROUTER_ROW + "\":{\"modify\":{}}}");
    }

    private void touch(int i, String change) throws ProtocolFault {
        data("\"Logical_Router_Static_Route\":{\"" + row(i) + "\":" + change + "}");
    }

    private void committed(long id, int... inserts) throws ProtocolFault {
        List<String> results = new ArrayList<>();
        for (int i : inserts) {
            results.add("{\"uuid\":[\"uuid\",\"" + row(i) + "\"]}");
        }
        receive("{\"id\":" + id + ",\"error\":null,\"result\":[" + String.join(",", results) + "]}");
    }

    private void answerToRead(String... nextHops) throws ProtocolFault {
        List<String> results = new ArrayList<>();
        for (int i = 0; i < nextHops.length; i++) {
            String each = nextHops[i].isEmpty()
                    ? ""
                    : "{\"_uuid\":[\"uuid\",\"" + row(i + 1) + "\"],\"ip_prefix\":\"10.0." + (i + 1)
                            + ".0/24\",\"nexthop\":\"" + nextHops[i] + "\"}";
            results.add("{\"rows\":[" + each + "]}");
        }
        receive("{\"id\":" + ids.get() + ",\"error\":null,\"result\":[" + String.join(",", results) + "]}");
    }

    private boolean asksFor(int i) {
        String last = done.sent.getLast();
        return last.contains("\"op\":\"select\"") && last.contains(row(i).toString());
    }

    private Optional<String> nextHop(int i) {
        return mirror.row(ROUTE, row(i)).map(row -> row.text("nexthop"));
    }

    // ---- sentences

    @Test
    void aStandaloneServerIsNotAskedForNewRows() throws ProtocolFault {
        begin("standalone");
        assertEquals(
                "{\"method\":\"monitor_cond\",\"params\":[\"OVN_Northbound\",\"names\",{\"Logical_Router\":[{\"columns\":["
                        + "\"static_routes\"],\"select\":{\"initial\":false,\"insert\":false,\"delete\":false,"
                        + "\"modify\":true}}]}],\"id\":3}",
                done.sent.get(2));
        assertEquals(
                "{\"method\":\"monitor_cond_since\",\"params\":[\"OVN_Northbound\",\"data\",{\"Logical_Router\":[{"
                        + "\"columns\":[\"name\"]},{\"columns\":[\"static_routes\"],\"select\":{\"initial\":true,"
                        + "\"insert\":true,\"delete\":true,\"modify\":false}}],\"Logical_Router_Static_Route\":[{"
                        + "\"columns\":[\"ip_prefix\",\"nexthop\",\"output_port\",\"external_ids\"],\"select\":{"
                        + "\"initial\":true,\"insert\":false,\"delete\":true,\"modify\":true}}]},"
                        + "\"00000000-0000-0000-0000-000000000000\"],\"id\":4}",
                done.sent.get(3));
    }

    @Test
    void aClusteredServerIsAskedForAll() throws ProtocolFault {
        begin("clustered");
        assertFalse(done.sent.getLast().contains("select"), done.sent.getLast());
    }

    @Test
    void aMirrorThatIsNotToldOfAllIsNotContinued() throws ProtocolFault {
        beReady();
        toggle();
        assertEquals(MirrorTables.NO_TRANSACTION, mirror.lastTransaction());
    }

    @Test
    void anOwnRowIsThereOnceItIsCommittedAndBeforeTheOutcome() throws ProtocolFault {
        beReady();
        long id = transact(route(1), route(2));
        toggle(1, 2);
        assertEquals(Optional.empty(), nextHop(1));
        committed(id, 1, 2);
        Row row = mirror.row(ROUTE, row(1)).orElseThrow();
        assertEquals("10.0.1.0/24", row.text("ip_prefix"));
        assertEquals(Optional.of("rtoe"), row.optionalText("output_port"));
        assertEquals(Map.of(), row.textMap("external_ids"));
        assertEquals(
                List.of(new RowChange(ROUTE, row(1), Optional.empty(), Optional.of(row))),
                done.changes.getLast().subList(0, 1));
        assertEquals(1, outcomes.size());
        assertFalse(asksFor(1));

        touch(1, "{\"modify\":{\"nexthop\":\"192.0.2.9\"}}");
        assertEquals(Optional.of("192.0.2.9"), nextHop(1));
        touch(1, "{\"delete\":null}");
        assertEquals(Optional.empty(), nextHop(1));
    }

    @Test
    void anOwnRowThatNothingNamesHasVanished() throws ProtocolFault {
        beReady();
        long id = transact(route(1), route(2), route(3));
        toggle(1, 3);
        toggle(3);
        committed(id, 1, 2, 3);
        assertEquals(Optional.of("192.0.2.1"), nextHop(1));
        assertEquals(Optional.empty(), nextHop(2));
        assertEquals(Optional.empty(), nextHop(3));
    }

    @Test
    void anOwnRowOfATransactionThatDidNotHappenIsNotThere() throws ProtocolFault {
        beReady();
        long id = transact(route(1));
        receive("{\"id\":" + id + ",\"error\":null,\"result\":[{\"error\":\"timed out\"}]}");
        assertEquals(Optional.empty(), nextHop(1));
        // and when somebody else writes one of that name, it is read
        toggle(1);
        assertTrue(asksFor(1));
    }

    @Test
    void aRowOfSomebodyElseIsRead() throws ProtocolFault {
        beReady();
        toggle(1, 2);
        assertTrue(asksFor(1) && asksFor(2));
        touch(1, "{\"modify\":{\"nexthop\":\"192.0.2.7\"}}"); // the answer has that already
        answerToRead("192.0.2.7", "");
        assertEquals(Optional.of("192.0.2.7"), nextHop(1));
        assertEquals(Optional.empty(), nextHop(2));
        assertEquals(1, done.changes.getLast().size());
        int sent = done.sent.size();
        touch(1, "{\"modify\":{\"nexthop\":\"192.0.2.8\"}}");
        assertEquals(Optional.of("192.0.2.8"), nextHop(1));
        assertEquals(sent, done.sent.size());
    }

    @Test
    void anOwnRowThatIsTouchedBeforeTheAnswerIsReadAndTheOutcomeWaits() throws ProtocolFault {
        beReady();
        long id = transact(route(1));
        toggle(1);
        touch(1, "{\"modify\":{\"nexthop\":\"192.0.2.7\"}}");
        assertTrue(asksFor(1));
        committed(id, 1);
        assertEquals(List.of(), outcomes);
        answerToRead("192.0.2.7");
        assertEquals(Optional.of("192.0.2.7"), nextHop(1));
        assertEquals(1, outcomes.size());
    }

    @Test
    void anOwnRowThatTheTransactionChangesAgainIsRead() throws ProtocolFault {
        beReady();
        Operation again =
                new Operation.Update(ROUTE, List.of(Condition.row(row(1))), Map.of("nexthop", Value.of("192.0.2.7")));
        Operation other =
                new Operation.Update(ROUTE, List.of(Condition.row(row(9))), Map.of("nexthop", Value.of("192.0.2.7")));
        transact(route(1), route(2), again, other);
        toggle(1, 2);
        assertTrue(asksFor(1));
        assertFalse(asksFor(2));
    }

    private static Operation.Update update(String nextHop, Map<String, Value> columns) {
        return new Operation.Update(ROUTE, List.of(Condition.equal("nexthop", Value.of(nextHop))), columns);
    }

    @Test
    void whatAnUpdateMakesOfOwnRowsThatHoldATextIsKnown() throws ProtocolFault {
        beReady();
        long id = transact(
                update("192.0.2.1", Map.of("nexthop", Value.of("192.0.2.3"))), // there is none yet
                route(1),
                route(2, Map.of("nexthop", Value.of("192.0.2.2"))),
                update("192.0.2.1", Map.of("nexthop", Value.of("192.0.2.4"), "output_port", Value.of("other"))),
                update("192.0.2.4", Map.of("external_ids", Value.map(Map.of("k", "v")), "unknown", Value.of(1))),
                route(3));
        toggle(1, 2, 3);
        assertFalse(asksFor(1) || asksFor(2) || asksFor(3));
        String inserted = "{\"uuid\":[\"uuid\",\"" + row(1) + "\"]}";
        receive("{\"id\":" + id + ",\"error\":null,\"result\":[{\"count\":0}," + inserted + "," + inserted
                + ",{\"count\":1},{\"count\":1}," + inserted + "]}");
        assertEquals(Optional.of("192.0.2.4"), nextHop(1));
        assertEquals(Optional.of("192.0.2.2"), nextHop(2));
        assertEquals(Optional.of("192.0.2.1"), nextHop(3));
        Row row = mirror.row(ROUTE, row(1)).orElseThrow();
        assertEquals("10.0.1.0/24", row.text("ip_prefix"));
        assertEquals(Optional.of("other"), row.optionalText("output_port"));
        assertEquals(Map.of("k", "v"), row.textMap("external_ids"));
    }

    @Test
    void anUpdateThatWritesAReferenceOrFindsAnEarlierTransactionsRowLeavesThemToBeRead() throws ProtocolFault {
        beReady();
        transact(route(1));
        transact(route(2), update("192.0.2.1", Map.of("nexthop", Value.of("192.0.2.4"))));
        transact(route(3), update("192.0.2.1", Map.of("output_port", Value.of(row(9)))));
        toggle(1, 2, 3);
        assertTrue(asksFor(1) && asksFor(2) && asksFor(3));
    }

    @Test
    void ownRowsAreThereThatAreNotMadeBeforeTheServerAnswers() throws ProtocolFault {
        beReady();
        done.full = true;
        long id = transact(route(1));
        toggle(1);
        committed(id, 1);
        assertEquals(Optional.of("192.0.2.1"), nextHop(1));
        assertFalse(asksFor(1));
    }

    @Test
    void ownRowsAreReadThatAConditionOfTheTransactionMayMatch() throws ProtocolFault {
        beReady();
        transact(route(1), new Operation.Delete(ROUTE, List.of(Condition.equal("nexthop", Value.of("192.0.2.1")))));
        toggle(1);
        assertTrue(asksFor(1));
    }

    @Test
    void whatTheServerMayHoldDifferentlyIsRead() throws ProtocolFault {
        beReady();
        transact(route(1, Map.of("output_port", Value.of(row(9)))));
        toggle(1);
        assertTrue(asksFor(1));
        session.transact(List.of(Operation.Insert.named(ROUTE, "one", Map.of())), outcomes::add);
        toggle(2);
        assertTrue(asksFor(2));
    }

    @Test
    void anOutcomeThatWaitsIsToldWhenTheConnectionEnds() throws ProtocolFault {
        beReady();
        toggle(1);
        long id = transact(route(2));
        committed(id, 2);
        assertEquals(List.of(), outcomes);
        session.end("gone");
        assertEquals(1, outcomes.size());
    }

    @Test
    void anAnswerWithoutRowsIsAFault() throws ProtocolFault {
        beReady();
        toggle(1);
        assertThrows(
                ProtocolFault.class,
                () -> receive("{\"id\":" + ids.get() + ",\"error\":null,\"result\":[{\"error\":\"no\"}]}"));
    }

    // ---- many at once

    /// Rows 1 to 100, and their names in one go.
    private Operation[] many() {
        List<Operation> operations = new ArrayList<>();
        List<UUID> rows = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            operations.add(route(i));
            rows.add(row(i));
        }
        operations.add(new Operation.Mutate(
                ROUTER,
                List.of(Condition.row(ROUTER_ROW)),
                List.of(Mutation.insert("static_routes", Value.uuids(rows)))));
        return operations.toArray(Operation[]::new);
    }

    /// @param id of the transaction, which has a request before it and one behind it
    private void answerSilence(long id) throws ProtocolFault {
        receive("{\"id\":" + id + ",\"error\":null,\"result\":{}}");
    }

    private void committedMany(long id) throws ProtocolFault {
        StringBuilder results = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            results.append("{\"uuid\":[\"uuid\",\"").append(row(i)).append("\"]},");
        }
        receive("{\"id\":" + id + ",\"error\":null,\"result\":[" + results + "{\"count\":1}]}");
    }

    private int names() {
        return mirror.row(ROUTER, ROUTER_ROW)
                .orElseThrow()
                .uuids("static_routes")
                .size();
    }

    private boolean asksForNames() {
        return done.sent.getLast().contains("\"columns\":[\"_uuid\",\"static_routes\"]");
    }

    private void answerToNames(int upTo) throws ProtocolFault {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= upTo; i++) {
            names.add("[\"uuid\",\"" + row(i) + "\"]");
        }
        receive("{\"id\":" + ids.get() + ",\"error\":null,\"result\":[{\"rows\":[{\"_uuid\":[\"uuid\",\"" + ROUTER_ROW
                + "\"],\"static_routes\":[\"set\",[" + String.join(",", names) + "]]}]}]}");
    }

    @Test
    void manyNamesOfOurOwnAreNotTold() throws ProtocolFault {
        beReady();
        long last = transact(many());
        int sent = done.sent.size();
        assertEquals(
                "{\"method\":\"monitor_cond_change\",\"params\":[\"names\",\"names\",{\"Logical_Router\":[{\"where\":"
                        + "[[\"_uuid\",\"!=\",[\"uuid\",\"" + ROUTER_ROW + "\"]]]}]}],\"id\":" + (last - 2) + "}",
                done.sent.get(sent - 3));
        assertEquals(
                "{\"method\":\"monitor_cond_change\",\"params\":[\"names\",\"names\",{\"Logical_Router\":[{\"where\":"
                        + "[true]}]}],\"id\":" + last + "}",
                done.sent.get(sent - 1));
        answerSilence(last - 2);
        touchRouter();
        committedMany(last - 1);
        assertEquals(100, names());
        assertEquals(100, mirror.rows(ROUTE).size());
        assertEquals(101, done.changes.getLast().size());
        assertEquals(1, outcomes.size());
        answerSilence(last);
        assertEquals(sent, done.sent.size());
    }

    @Test
    void whatSomebodyElseNamedBeforeInTheSilenceIsRead() throws ProtocolFault {
        beReady();
        long last = transact(many());
        answerSilence(last - 2);
        touchRouter();
        touchRouter();
        committedMany(last - 1);
        assertTrue(asksForNames());
        answerSilence(last);
        answerToNames(101);
        assertEquals(101, names());
        assertEquals(List.of(), outcomes);
        assertTrue(asksFor(1) && asksFor(101)); // and none is taken as it was written
        answerToRead(Stream.generate(() -> "192.0.2.1").limit(101).toArray(String[]::new));
        assertEquals(101, mirror.rows(ROUTE).size());
        assertEquals(1, outcomes.size());
    }

    @Test
    void whatSomebodyElseNamedAfterwardsInTheSilenceIsRead() throws ProtocolFault {
        beReady();
        long last = transact(many());
        answerSilence(last - 2);
        touchRouter();
        committedMany(last - 1);
        assertEquals(1, outcomes.size());
        touchRouter();
        answerSilence(last);
        assertTrue(asksForNames());
        answerToNames(99);
        assertEquals(99, names());
    }

    @Test
    void namesOfATransactionThatDidNotHappenAreNotThere() throws ProtocolFault {
        beReady();
        long last = transact(many());
        answerSilence(last - 2);
        receive("{\"id\":" + (last - 1) + ",\"error\":null,\"result\":[{\"error\":\"timed out\"}]}");
        answerSilence(last);
        assertEquals(0, names());
        assertEquals(List.of(), mirror.rows(ROUTE).stream().toList());
        assertFalse(asksForNames());
        toggle(1);
        assertEquals(1, names());
    }

    /// Somebody else may take the same names away before in the silence, and then the row changes once, but not by us.
    @Test
    void namesThatAreOnlyTakenAwayAreTold() throws ProtocolFault {
        beReady();
        long last = transact(many());
        answerSilence(last - 2);
        touchRouter();
        committedMany(last - 1);
        answerSilence(last);
        int sent = done.sent.size();
        transact(new Operation.Mutate(
                ROUTER,
                List.of(Condition.row(ROUTER_ROW)),
                List.of(Mutation.delete(
                        "static_routes",
                        Value.uuids(mirror.row(ROUTER, ROUTER_ROW).orElseThrow().uuids("static_routes"))))));
        assertEquals(sent + 1, done.sent.size());
        assertTrue(done.sent.getLast().contains("\"transact\""));
    }

    @Test
    void aServerThatStaysSilentIsLeft() throws ProtocolFault {
        beReady();
        long last = transact(many());
        answerSilence(last - 2);
        touchRouter();
        committedMany(last - 1);
        receive("{\"id\":" + last + ",\"error\":\"no\",\"result\":null}");
        assertFalse(done.end.isEmpty());
    }

    /// It has never seen the transaction.
    @Test
    void aTransactionWhoseSilenceCannotBeAskedForIsNotSent() throws ProtocolFault {
        beReady();
        int sent = done.sent.size();
        done.broken = true;
        done.whenBroken = () -> session.end("broken pipe");
        transact(many());
        assertEquals(List.of(new TransactOutcome.NotSent("broken pipe")), outcomes);
        assertEquals(sent, done.sent.size());
    }

    @Test
    void theNamingColumnMustBeMirrored() {
        List<MonitoredTable> tables = List.of(
                MonitoredTable.of(ROUTER, "name"),
                MonitoredTable.of(ROUTE, "nexthop").namedBy(ROUTER, "static_routes"));
        assertThrows(
                IllegalArgumentException.class,
                () -> OvsdbConfig.of(List.of(Endpoint.parse("unix:/nowhere")), "OVN_Northbound", tables));
    }
}
