package io.barewire.ovn.ovsdb;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Whatever a server sends: nothing but [ProtocolFault] comes of it.
class OvsdbFuzzTest {
    private static final ColumnType STRING = new ColumnType(ColumnType.Base.STRING, Optional.empty(), 1, 1);
    private static final ColumnType UUIDS =
            new ColumnType(ColumnType.Base.UUID, Optional.empty(), 0, Integer.MAX_VALUE);
    private static final ColumnType MAP =
            new ColumnType(ColumnType.Base.STRING, Optional.of(ColumnType.Base.INTEGER), 0, Integer.MAX_VALUE);
    private static final String SCHEMA = """
            {"id":2,"error":null,"result":{"name":"D","version":"1.0.0","tables":{"T":{"columns":{
             "s":{"type":"string"},"u":{"type":{"key":"uuid","min":0,"max":"unlimited"}},
             "m":{"type":{"key":"string","value":"integer","min":0,"max":"unlimited"}}}}}}}""";

    @FuzzTest
    void octets(byte[] input) {
        try {
            new JsonFraming(1 << 16).feed(input, 0, input.length, OvsdbFuzzTest::tree);
        } catch (ProtocolFault _) {
            // as it should be
        }
    }

    @FuzzTest
    void updates(byte[] input) {
        MirrorTables tables = new MirrorTables();
        tables.use(List.of(new RowShape("T", List.of("s", "u", "m"), List.of(STRING, UUIDS, MAP))));
        try {
            RowUpdates.apply(tree(input, 0, input.length), tables, (_, _) -> false);
        } catch (ProtocolFault _) {
            // as it should be
        }
    }

    /// To a session that is ready, with a transaction that waits for its answer.
    @FuzzTest
    void messages(byte[] input) {
        AtomicLong ids = new AtomicLong();
        OvsdbConfig config = OvsdbConfig.of(
                List.of(Endpoint.parse("unix:/nowhere")), "D", List.of(MonitoredTable.of("T", "s", "u", "m")));
        Session session = new Session(config, new MirrorTables(), Map.of(), ids::incrementAndGet, new Nobody());
        session.opened();
        try {
            receive(session, "{\"id\":1,\"error\":\"unknown method\"}");
            receive(session, SCHEMA);
            receive(session, "{\"id\":3,\"error\":null,\"result\":[false,\"0\",{}]}");
            List<Operation> operations = List.of(
                    new Operation.Comment("x"),
                    new Operation.Inserts(
                            "T",
                            List.of("s"),
                            List.of(
                                    new Operation.NewRow(new UUID(0, 1), List.of(Value.of("a"))),
                                    new Operation.NewRow(new UUID(0, 2), List.of(Value.of("b"))))),
                    Operation.Insert.named("T", "third", Map.of()),
                    new Operation.Select("T", List.of(), List.of("s", "m")));
            session.transact(operations, _ -> {});
            new JsonFraming(1 << 16).feed(input, 0, input.length, session::received);
        } catch (ProtocolFault _) {
            // as it should be
        }
        session.end("over");
    }

    private static JsonNode tree(byte[] octets, int offset, int length) throws ProtocolFault {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        Json.read(octets, offset, length, (name, in) -> tree.set(name, in.<JsonNode>readValueAsTree()));
        return tree;
    }

    private static void receive(Session session, String message) throws ProtocolFault {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        session.received(octets, 0, octets.length);
    }

    private static final class Nobody implements Session.Outlet {
        @Override
        public void send(Json.Writer document) {}

        @Override
        public void whenSent(Runnable task) {
            task.run();
        }

        @Override
        public void answer(byte[] document) {}

        @Override
        public void close(String reason) {}

        @Override
        public void ready(DatabaseSchema schema) {}

        @Override
        public void changed(List<RowChange> changes) {}

        @Override
        public void lock(String name, boolean held) {}
    }
}
