package io.barewire.ovn.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The conversation without a connection. The server's words are those of an ovsdb-server 3.1 with OVN 23.03, taken
/// from the wire, except for the identifiers.
class SessionTest {
    private static final List<MonitoredTable> TABLES = List.of(
            MonitoredTable.of("Logical_Router", "name", "static_routes", "options"),
            MonitoredTable.of("Logical_Router_Static_Route", "ip_prefix", "nexthop", "output_port", "external_ids"),
            MonitoredTable.of("NB_Global", "nb_cfg"));
    private static final UUID A = UUID.fromString("7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f71");
    private static final UUID B = UUID.fromString("7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f72");
    private static final String ZEROS = "00000000-0000-0000-0000-000000000000";

    static final String SERVER = """
            {"id":%d,"result":{"Database":{"a1c7d408-5652-4bb3-976e-1c5f0b15fd74":{"initial":{"leader":%s,\
            "connected":true,"model":"%s","name":"OVN_Northbound","schema":"{}"}}}},"error":null}""";
    static final String SCHEMA = """
            {"id":%d,"error":null,"result":{"name":"OVN_Northbound","version":"7.0.0","tables":{
              "Logical_Router":{"columns":{"name":{"type":"string"},
                "static_routes":{"type":{"key":{"type":"uuid","refTable":"Logical_Router_Static_Route"},
                  "min":0,"max":"unlimited"}},
                "options":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}}}},
              "Logical_Router_Static_Route":{"columns":{"ip_prefix":{"type":"string"},"nexthop":{"type":"string"},
                "output_port":{"type":{"key":"string","min":0,"max":1}},
                "external_ids":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}}}},
              "NB_Global":{"columns":{"nb_cfg":{"type":{"key":"integer"}}}}}}}""";
    private static final String FIRST = """
            {"Logical_Router":{"7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f70":{"insert":{"name":"GR",\
            "options":["map",[["a","1"],["b","2"]]],\
            "static_routes":["uuid","7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f71"]}}},\
            "Logical_Router_Static_Route":{"7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f71":{"insert":{\
            "external_ids":["map",[["k","v"],["owner","x"]]],"ip_prefix":"10.0.0.0/24","nexthop":"192.0.2.1",\
            "output_port":"rtoe"}}},"NB_Global":{"15ee46e1-15fb-4b16-b7ee-68c36443ac7f":{"insert":{"nb_cfg":1}}}}""";
    private static final String SECOND = """
            {"Logical_Router":{"7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f70":{"modify":{"options":["map",[["a","1"],["c","3"]]],\
            "static_routes":["uuid","7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f72"]}}},"Logical_Router_Static_Route":{\
            "7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f71":{"modify":{"nexthop":"192.0.2.9","output_port":["set",[]]}},\
            "7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f72":{"insert":{"ip_prefix":"10.0.1.0/24","nexthop":"192.0.2.1"}}}}""";
    private static final String THIRD = """
            {"Logical_Router":{"7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f70":{"modify":{"options":["map",[["b","9"],["c","3"]]],\
            "static_routes":["uuid","7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f71"]}}},"Logical_Router_Static_Route":{\
            "7b0c3f7e-0c3f-4a7e-8f7e-0c3f7e0c3f71":{"delete":null}},"NB_Global":{\
            "15ee46e1-15fb-4b16-b7ee-68c36443ac7f":{"modify":{"nb_cfg":2}}}}""";

    /// What the session did, in a line each.
    static final class Recorded implements Session.Outlet {
        final List<String> sent = new ArrayList<>();
        final List<List<RowChange>> changes = new ArrayList<>();
        final List<String> locks = new ArrayList<>();
        String end = "";
        boolean ready;
        /// The socket takes no more.
        boolean full;
        /// The server has closed it.
        boolean broken;

        Runnable whenBroken = () -> {};

        @Override
        public void send(Json.Writer document) {
            if (broken) {
                whenBroken.run();
            } else {
                answer(Json.write(document));
            }
        }

        @Override
        public void whenSent(Runnable task) {
            if (!full) {
                task.run();
            }
        }

        @Override
        public void answer(byte[] document) {
            sent.add(new String(document, StandardCharsets.UTF_8));
        }

        @Override
        public void close(String reason) {
            end = reason;
        }

        @Override
        public void ready(DatabaseSchema schema) {
            ready = true;
        }

        @Override
        public void changed(List<RowChange> changed) {
            changes.add(changed);
        }

        @Override
        public void lock(String name, boolean held) {
            locks.add(name + " " + held);
        }
    }

    private final MirrorTables mirror = new MirrorTables();
    private final Map<String, Boolean> locks = new LinkedHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private Recorded done = new Recorded();
    private Session session = session();

    private Session session() {
        OvsdbConfig config = OvsdbConfig.of(List.of(Endpoint.parse("unix:/nowhere")), "OVN_Northbound", TABLES);
        done = new Recorded();
        ids.set(0);
        return new Session(config, mirror, locks, ids::incrementAndGet, done);
    }

    private void receive(String message) throws ProtocolFault {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        session.received(octets, 0, octets.length);
    }

    private void update(String updates, String transaction) throws ProtocolFault {
        receive("{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"" + transaction + "\"," + updates + "]}");
    }

    /// Up to where tables are monitored.
    private void begin() throws ProtocolFault {
        session = session();
        session.opened();
        receive(SERVER.formatted(1, "true", "standalone"));
        receive(SCHEMA.formatted(2));
    }

    private void beReady(String rows) throws ProtocolFault {
        begin();
        receive("{\"id\":3,\"result\":[false,\"" + ZEROS + "\"," + rows + "],\"error\":null}");
    }

    private Row only(String table) {
        return mirror.rows(table).stream().findFirst().orElseThrow();
    }

    @Test
    void theRequestsAreThoseOfTheProtocol() throws ProtocolFault {
        beReady("{}");
        assertEquals(
                List.of(
                        "{\"method\":\"monitor_cond\",\"params\":[\"_Server\",\"server\",{\"Database\":[{\"columns\":"
                                + "[\"name\",\"model\",\"connected\",\"leader\",\"schema\"],"
                                + "\"where\":[[\"name\",\"==\",\"OVN_Northbound\"]]}]}],\"id\":1}",
                        "{\"method\":\"get_schema\",\"params\":[\"OVN_Northbound\"],\"id\":2}",
                        "{\"method\":\"monitor_cond_since\",\"params\":[\"OVN_Northbound\",\"data\",{"
                                + "\"Logical_Router\":[{\"columns\":[\"name\",\"static_routes\",\"options\"]}],"
                                + "\"Logical_Router_Static_Route\":[{\"columns\":[\"ip_prefix\",\"nexthop\",\"output_port\","
                                + "\"external_ids\"]}],"
                                + "\"NB_Global\":[{\"columns\":[\"nb_cfg\"]}]},\"" + ZEROS
                                + "\"],\"id\":3}"),
                done.sent);
        assertTrue(done.ready);
    }

    @Test
    void updatesAreDifferences() throws ProtocolFault {
        beReady("{}");
        update(FIRST, ZEROS);
        assertEquals(Map.of("a", "1", "b", "2"), only("Logical_Router").textMap("options"));
        assertEquals(Set.of(A), only("Logical_Router").uuids("static_routes"));
        assertEquals(Optional.of("rtoe"), only("Logical_Router_Static_Route").optionalText("output_port"));
        assertEquals(1, only("NB_Global").integer("nb_cfg"));

        update(SECOND, ZEROS);
        assertEquals(Map.of("b", "2", "c", "3"), only("Logical_Router").textMap("options"));
        assertEquals(Set.of(A, B), only("Logical_Router").uuids("static_routes"));
        Row a = mirror.row("Logical_Router_Static_Route", A).orElseThrow();
        assertEquals("192.0.2.9", a.text("nexthop"));
        assertEquals(Optional.empty(), a.optionalText("output_port"));
        assertEquals(Map.of("k", "v", "owner", "x"), a.textMap("external_ids"));
        // columns that were left out hold their default
        assertEquals(
                Map.of(),
                mirror.row("Logical_Router_Static_Route", B).orElseThrow().textMap("external_ids"));

        update(THIRD, ZEROS);
        assertEquals(Map.of("b", "9"), only("Logical_Router").textMap("options"));
        assertEquals(Set.of(B), only("Logical_Router").uuids("static_routes"));
        assertEquals(B, only("Logical_Router_Static_Route").uuid());
        assertEquals(2, only("NB_Global").integer("nb_cfg"));
        RowChange gone = done.changes.getLast().get(1);
        assertEquals(new RowChange("Logical_Router_Static_Route", A, Optional.of(a), Optional.empty()), gone);
    }

    @Test
    void aServerThatRemembersContinuesWhereTheMirrorStands() throws ProtocolFault {
        beReady("{}");
        update(FIRST, "11111111-0000-0000-0000-000000000000");
        begin();
        assertTrue(done.sent.getLast().contains("\"11111111-0000-0000-0000-000000000000\""), done.sent.getLast());
        receive("{\"id\":3,\"result\":[true,\"22222222-0000-0000-0000-000000000000\"," + SECOND + "],\"error\":null}");
        assertTrue(done.ready);
        assertEquals(Set.of(A, B), only("Logical_Router").uuids("static_routes"));
        assertEquals("22222222-0000-0000-0000-000000000000", mirror.lastTransaction());
    }

    @Test
    void aServerThatDoesNotRememberReplacesTheMirror() throws ProtocolFault {
        beReady("{}");
        update(FIRST, "11111111-0000-0000-0000-000000000000");
        beReady("{}");
        assertEquals(0, mirror.rows("Logical_Router").size());
    }

    @Test
    void anOlderServerIsAskedInTheOlderWay() throws ProtocolFault {
        session.opened();
        receive("{\"id\":1,\"error\":\"unknown method\"}");
        receive(SCHEMA.formatted(2));
        receive("{\"id\":3,\"error\":\"unknown method\"}");
        assertTrue(done.sent.getLast().startsWith("{\"method\":\"monitor_cond\","), done.sent.getLast());
        receive("{\"id\":4,\"error\":null,\"result\":" + FIRST.replace("insert", "initial") + "}");
        assertTrue(done.ready);
        receive("{\"id\":null,\"method\":\"update2\",\"params\":[\"data\"," + SECOND + "]}");
        assertEquals(Set.of(A, B), only("Logical_Router").uuids("static_routes"));
    }

    @Test
    void aFollowerIsLeftAloneAndALeaderThatIsOneNoMoreIsLeft() throws ProtocolFault {
        session.opened();
        receive(SERVER.formatted(1, "false", "clustered"));
        assertEquals("the server is not the leader of the cluster of OVN_Northbound", done.end);

        session = session();
        session.opened();
        receive(SERVER.formatted(1, "true", "clustered"));
        assertEquals("", done.end);
        receive("""
                {"id":null,"method":"update2","params":["server",{"Database":{"a1c7d408-5652-4bb3-976e-1c5f0b15fd74":\
                {"modify":{"leader":false}}}}]}""");
        assertEquals("the server is not the leader of the cluster of OVN_Northbound", done.end);
    }

    @Test
    void theServersEchoIsAnswered() throws ProtocolFault {
        beReady("{}");
        receive("{\"id\":\"echo\",\"method\":\"echo\",\"params\":[]}");
        assertEquals("{\"id\":\"echo\",\"result\":[],\"error\":null}", done.sent.getLast());
        receive("{\"id\":[7],\"method\":\"dance\",\"params\":[]}");
        assertEquals("{\"id\":[7],\"result\":null,\"error\":\"unknown method\"}", done.sent.getLast());
    }

    @Test
    void locksAreAskedForOnEachConnectionAndTold() throws ProtocolFault {
        locks.put("a", false);
        locks.put("b", true);
        beReady("{}");
        assertEquals("{\"method\":\"lock\",\"params\":[\"a\"],\"id\":4}", done.sent.get(3));
        assertEquals("{\"method\":\"steal\",\"params\":[\"b\"],\"id\":5}", done.sent.get(4));
        receive("{\"id\":4,\"result\":{\"locked\":false},\"error\":null}");
        receive("{\"id\":5,\"result\":{\"locked\":true},\"error\":null}");
        receive("{\"id\":null,\"method\":\"locked\",\"params\":[\"a\"]}");
        receive("{\"id\":null,\"method\":\"stolen\",\"params\":[\"b\"]}");
        assertEquals(List.of("a false", "b true", "a true", "b false"), done.locks);
    }

    private TransactOutcome answeredWith(String answer, Operation... operations) throws ProtocolFault {
        beReady("{}");
        List<TransactOutcome> outcomes = new ArrayList<>();
        session.transact(List.of(operations), outcomes::add);
        long id = ids.get();
        if (answer.isEmpty()) {
            session.end("gone");
        } else {
            receive("{\"id\":" + id + "," + answer + "}");
        }
        assertEquals(1, outcomes.size());
        return outcomes.getFirst();
    }

    @Test
    void whatBecomesOfATransactionIsAValue() throws ProtocolFault {
        Operation delete = new Operation.Delete("Logical_Router_Static_Route", List.of(Condition.row(B)));
        Operation comment = new Operation.Comment("x");
        Operation select = new Operation.Select("NB_Global", List.of(), List.of("nb_cfg"));

        var committed = assertInstanceOf(TransactOutcome.Committed.class, answeredWith("""
                        "result":[{"count":1},{},{"rows":[{"_uuid":["uuid","15ee46e1-15fb-4b16-b7ee-68c36443ac7f"],\
                        "nb_cfg":2}]}],"error":null""", delete, comment, select));
        assertEquals(new OperationResult.Count(1), committed.results().get(0));
        assertEquals(new OperationResult.Done(), committed.results().get(1));
        var rows =
                assertInstanceOf(OperationResult.Rows.class, committed.results().get(2));
        assertEquals(2, rows.rows().getFirst().integer("nb_cfg"));

        // an operation's error, with nothing for those behind it
        assertEquals(
                new TransactOutcome.Aborted(0, new OvsdbError("timed out", "\"where\" clause test failed")),
                answeredWith("""
                        "result":[{"details":"\\"where\\" clause test failed","error":"timed out"},null],"error":null""", delete, comment));
        // the commit's error is one element more
        assertEquals(
                new TransactOutcome.Aborted(1, new OvsdbError("referential integrity violation", "cannot delete")),
                answeredWith("""
                        "result":[{"count":1},{"details":"cannot delete","error":"referential integrity violation"}],\
                        "error":null""", delete));
        // an error in the first operation's syntax is alone
        assertEquals(
                new TransactOutcome.Aborted(0, new OvsdbError("unknown column", "No column nocol")),
                answeredWith("""
                        "result":[{"details":"No column nocol","error":"unknown column"}],"error":null""", delete, comment));
        assertEquals(
                new TransactOutcome.Aborted(-1, new OvsdbError("unknown database", "NoDb")), answeredWith("""
                        "error":{"details":"NoDb","error":"unknown database"}""", delete));
        // an error is one, whatever it looks like
        assertEquals(
                new TransactOutcome.Aborted(0, new OvsdbError("[[],{}]", "7")),
                answeredWith(
                        "\"result\":[{\"error\":[[],{}],\"details\":7,\"count\":1},{}],\"error\":null",
                        delete,
                        comment));
        assertEquals(new TransactOutcome.Unknown("gone"), answeredWith("", delete));
    }

    /// The transaction stays unknown when the connection ends by it.
    @Test
    void anAnswerThatDoesNotFitIsAFault() {
        Operation delete = new Operation.Delete("Logical_Router_Static_Route", List.of(Condition.row(B)));
        Operation comment = new Operation.Comment("x");
        Map.of(
                        "[{\"count\":1}]", "2 operations were answered with 1 results",
                        "[{\"count\":1},{},{}]", "2 operations were answered with 3 results",
                        "[]", "2 operations were answered with 0 results",
                        "[{},{}]", "the answer to an operation has no count",
                        "[1,{}]", "the answer to an operation is no object",
                        "[{\"count\":18446744073709551617},{}]", "the answer to an operation has no count",
                        "[{\"count\":1},null]", "the answer to an operation is no object",
                        "[{\"count\":1,\"details\":{\"a\":[{},{}]}}]", "2 operations were answered with 1 results")
                .forEach((result, why) -> assertEquals(
                        why,
                        assertThrows(
                                        ProtocolFault.class,
                                        () -> answeredWith("\"result\":" + result + ",\"error\":null", delete, comment))
                                .getMessage(),
                        result));
    }

    /// As no ovsdb-server does it, but JSON allows.
    @Test
    void anAnswerMaySayAtItsEndWhatItIsAbout() throws ProtocolFault {
        Operation delete = new Operation.Delete("Logical_Router_Static_Route", List.of(Condition.row(B)));
        beReady("{}");
        List<TransactOutcome> outcomes = new ArrayList<>();
        session.transact(List.of(delete), outcomes::add);
        receive("{\"result\":[{\"count\":1}],\"error\":null,\"id\":" + ids.get() + "}");
        session.transact(List.of(delete), outcomes::add);
        receive("{\"result\":{},\"error\":null,\"id\":" + ids.get() + "}");
        assertEquals(
                List.of(
                        new TransactOutcome.Committed(List.of(new OperationResult.Count(1))),
                        new TransactOutcome.Unknown("the answer to a transaction is no array")),
                outcomes);
        assertEquals("the answer to a transaction is no array", done.end);
    }

    /// One operation to us, several to the server.
    @Test
    void rowsAreInsertedTogether() throws ProtocolFault {
        Operation inserts = new Operation.Inserts(
                "Logical_Router_Static_Route",
                List.of("ip_prefix", "nexthop"),
                List.of(
                        new Operation.NewRow(B, List.of(Value.of("10.0.0.0/24"), Value.of("192.0.2.1"))),
                        new Operation.NewRow(new UUID(1, 2), List.of(Value.of("10.0.1.0/24"), Value.of("192.0.2.1")))));
        Operation delete = new Operation.Delete("Logical_Router_Static_Route", List.of(Condition.row(B)));
        assertEquals(
                new TransactOutcome.Committed(List.of(new OperationResult.Done(), new OperationResult.Count(1))),
                answeredWith("""
                        "result":[{"uuid":["uuid","15ee46e1-15fb-4b16-b7ee-68c36443ac7f"]},{"uuid":["uuid",\
                        "00000000-0000-0001-0000-000000000002"]},{"count":1}],"error":null""", inserts, delete));
        assertEquals(
                "{\"method\":\"transact\",\"params\":[\"OVN_Northbound\","
                        + "{\"op\":\"insert\",\"table\":\"Logical_Router_Static_Route\",\"uuid\":\"" + B
                        + "\",\"row\":{\"ip_prefix\":\"10.0.0.0/24\",\"nexthop\":\"192.0.2.1\"}},"
                        + "{\"op\":\"insert\",\"table\":\"Logical_Router_Static_Route\",\"uuid\":"
                        + "\"00000000-0000-0001-0000-000000000002\",\"row\":{\"ip_prefix\":\"10.0.1.0/24\",\"nexthop\":"
                        + "\"192.0.2.1\"}},{\"op\":\"delete\",\"table\":\"Logical_Router_Static_Route\",\"where\":"
                        + "[[\"_uuid\",\"==\",[\"uuid\",\"" + B + "\"]]]}],\"id\":" + ids.get() + "}",
                done.sent.getLast());
        // an error in one of them, and one behind them
        assertEquals(
                new TransactOutcome.Aborted(0, new OvsdbError("constraint violation", "")),
                answeredWith(
                        "\"result\":[{},{\"error\":\"constraint violation\"},null],\"error\":null", inserts, delete));
        assertEquals(
                new TransactOutcome.Aborted(1, new OvsdbError("timed out", "")),
                answeredWith("\"result\":[{},{},{\"error\":\"timed out\"}],\"error\":null", inserts, delete));
        for (String result : List.of("[{},{\"count\":1}]", "[null,null,{\"count\":1}]", "[{},{},{\"count\":1}]")) {
            assertThrows(
                    ProtocolFault.class,
                    () -> answeredWith("\"result\":" + result + ",\"error\":null", inserts, delete),
                    result);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Operation.Inserts(
                        "T", List.of("a", "b"), List.of(new Operation.NewRow(B, List.of(Value.of("x"))))));
        assertThrows(IllegalArgumentException.class, () -> new Operation.Inserts("T", List.of("a", "a"), List.of()));
    }

    @Test
    void whatIsMissingIsNamed() throws ProtocolFault {
        session.opened();
        receive(SERVER.formatted(1, "true", "standalone"));
        receive(SCHEMA.formatted(2).replace("\"nexthop\"", "\"gateway\"").replace("NB_Global", "Global"));
        assertEquals(
                "OVN_Northbound has version 7.0.0, which lacks column Logical_Router_Static_Route.nexthop,"
                        + " table NB_Global; a newer server is needed",
                done.end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":99,\"result\":{}}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\"]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"other\",\"0\",{}]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"0\",{\"Other\":{}}]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"0\",{\"NB_Global\":[]}]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"0\",{\"NB_Global\":"
                        + "{\"15ee46e1-15fb-4b16-b7ee-68c36443ac7f\":[[1]]}}]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"0\",{\"NB_Global\":{\"x\":{\"delete\":null}}}]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"0\",{\"NB_Global\":"
                        + "{\"15ee46e1-15fb-4b16-b7ee-68c36443ac7f\":{\"modify\":{\"nb_cfg\":2}}}}]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"0\",{\"NB_Global\":"
                        + "{\"15ee46e1-15fb-4b16-b7ee-68c36443ac7f\":{\"insert\":{\"nb_cfg\":\"two\"}}}}]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"0\",{\"NB_Global\":"
                        + "{\"15ee46e1-15fb-4b16-b7ee-68c36443ac7f\":{\"insert\":{\"nb_cfg\":9223372036854775808}}}}]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"0\",{\"NB_Global\":"
                        + "{\"15ee46e1-15fb-4b16-b7ee-68c36443ac7f\":{\"insert\":{},\"delete\":null}}}]}",
                "{\"id\":null,\"method\":\"update3\",\"params\":[\"data\",\"0\",{\"Logical_Router\":"
                        + "{\"15ee46e1-15fb-4b16-b7ee-68c36443ac7f\":{\"insert\":{\"options\":"
                        + "[\"map\",[{\"a\":1,\"b\":2}]]}}}}]}",
            })
    void nonsenseIsAFault(String message) throws ProtocolFault {
        beReady("{}");
        assertThrows(ProtocolFault.class, () -> receive(message));
    }

    /// What a newer server may say.
    @Test
    void anUnknownNotificationIsIgnored() throws ProtocolFault {
        beReady("{}");
        receive("{\"id\":null,\"method\":\"something_new\",\"params\":[]}");
        assertEquals("", done.end);
    }
}
