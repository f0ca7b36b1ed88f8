package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One connection's conversation, from its first request to its end.
///
/// 1. `monitor_cond` of `_Server`.`Database` says whether this server is the one to talk to; one that has no such
///    database (before Open vSwitch 2.9) is.
/// 2. `get_schema` gives the schema, which is compared with what is needed. `_Server` has it, too, but Open vSwitch 3.1
///    goes on showing the old one there after a standalone database was converted.
/// 3. `monitor_cond_since` continues where the mirror stands, if the server remembers that, or `monitor_cond` where the
///    server does not know the former (before 2.12).
/// 4. Then the session is ready: updates come, transactions go.
final class Session {
    /// What a session does to the world.
    interface Outlet {
        void send(byte[] document);

        /// Sends the answer to something that the server asked.
        void answer(byte[] document);

        /// The session is over; nothing more comes from it.
        void close(String reason);

        void ready(DatabaseSchema schema);

        void changed(List<RowChange> changes);

        void lock(String name, boolean held);
    }

    /// What the answer to a request will be about.
    private sealed interface Expected {
        enum Answer implements Expected {
            SERVER_DATABASE,
            SCHEMA,
            MONITOR_SINCE,
            MONITOR,
            ECHO,
            UNLOCK
        }

        record Lock(String name) implements Expected {}

        record Transaction(List<Operation> operations, Consumer<TransactOutcome> outcome) implements Expected {}
    }

    private static final String SERVER_MONITOR = "server";
    private static final String DATA_MONITOR = "data";
    private static final String SERVER_TABLE = "Database";

    private final OvsdbConfig config;
    private final MirrorTables mirror;
    private final Map<String, Boolean> locks;
    private final LongSupplier ids;
    private final Outlet outlet;
    private final ServerDatabase server;
    private final Map<Long, Expected> expected = new HashMap<>();
    private @Nullable DatabaseSchema schema;
    private boolean answered;
    private boolean ready;
    private boolean over;

    /// @param mirror of this and earlier sessions
    /// @param locks that are wanted, and whether to steal them; asked for when the session becomes ready
    /// @param ids of requests
    Session(OvsdbConfig config, MirrorTables mirror, Map<String, Boolean> locks, LongSupplier ids, Outlet outlet) {
        this.config = config;
        this.mirror = mirror;
        this.locks = locks;
        this.ids = ids;
        this.outlet = outlet;
        this.server = new ServerDatabase(config.database(), config.leaderOnly());
    }

    /// The connection can be written to.
    void opened() {
        request("monitor_cond", Expected.Answer.SERVER_DATABASE, out -> {
            out.writeString("_Server");
            out.writeString(SERVER_MONITOR);
            out.writeStartObject();
            monitorRequest(
                    SERVER_TABLE,
                    ServerDatabase.COLUMNS,
                    List.of(Condition.equal("name", Value.of(config.database()))),
                    out);
            out.writeEndObject();
        });
    }

    boolean isReady() {
        return ready && !over;
    }

    boolean isOver() {
        return over;
    }

    /// Whether the server has said anything.
    boolean hasAnswered() {
        return answered;
    }

    /// @param id of the request, from [#ids]
    /// @param request as [OperationCodec#request] writes it
    void transact(long id, byte[] request, List<Operation> operations, Consumer<TransactOutcome> outcome) {
        expected.put(id, new Expected.Transaction(operations, outcome));
        outlet.send(request);
    }

    /// @param steal take it from whoever has it
    void lock(String name, boolean steal) {
        request(steal ? "steal" : "lock", new Expected.Lock(name), out -> out.writeString(name));
    }

    void unlock(String name) {
        request("unlock", Expected.Answer.UNLOCK, out -> out.writeString(name));
    }

    /// Asks for a sign of life.
    void probe() {
        request("echo", Expected.Answer.ECHO, _ -> {});
    }

    /// Ends the session; what is not answered stays unknown.
    void end(String reason) {
        if (over) {
            return;
        }
        over = true;
        List<Expected> unanswered = new ArrayList<>(expected.values());
        expected.clear();
        for (Expected each : unanswered) {
            if (each instanceof Expected.Transaction(List<Operation> _, Consumer<TransactOutcome> outcome)) {
                outcome.accept(new TransactOutcome.Unknown(reason));
            }
        }
        outlet.close(reason);
    }

    /// The server sent this.
    void received(byte[] octets, int offset, int length) throws ProtocolFault {
        if (over) {
            return;
        }
        answered = true;
        JsonNode message = Json.read(octets, offset, length);
        if (message.hasNonNull("method")) {
            if (message.hasNonNull("id")) {
                asked(message);
            } else {
                told(message.path("method").asText(), message.path("params"));
            }
        } else {
            answered(message);
        }
    }

    private void asked(JsonNode request) {
        boolean echo = request.path("method").asText().equals("echo");
        outlet.answer(Json.write(out -> {
            out.writeStartObject();
            out.writePOJOField("id", request.get("id"));
            if (echo) {
                out.writePOJOField("result", request.path("params"));
                out.writeNullField("error");
            } else {
                out.writeNullField("result");
                out.writeStringField("error", "unknown method");
            }
            out.writeEndObject();
        }));
    }

    private void told(String method, JsonNode params) throws ProtocolFault {
        switch (method) {
            case "update2", "update3" -> updated(method, params);
            case "locked" -> outlet.lock(params.path(0).asText(), true);
            case "stolen" -> outlet.lock(params.path(0).asText(), false);
            case "monitor_canceled" -> end("the server serves " + config.database() + " no more");
            default -> {
                // RFC 7047 §4.1 has no other; newer servers may.
            }
        }
    }

    private void updated(String method, JsonNode params) throws ProtocolFault {
        boolean since = method.equals("update3");
        JsonNode updates = params.path(since ? 2 : 1);
        switch (params.path(0).asText()) {
            case SERVER_MONITOR -> {
                server.apply(updates);
                server.objection().ifPresent(this::end);
            }
            case DATA_MONITOR -> {
                List<RowChange> changes = applied(updates);
                if (since) {
                    mirror.lastTransaction(params.path(1).asText());
                }
                if (!changes.isEmpty() && ready) {
                    outlet.changed(changes);
                }
            }
            default -> throw new ProtocolFault("an update of a monitor that was not asked for");
        }
    }

    /// A mirror that an update did not fit is of no use to the next session either.
    private List<RowChange> applied(JsonNode updates) throws ProtocolFault {
        boolean fits = false;
        try {
            List<RowChange> changes = RowUpdates.apply(updates, mirror);
            fits = true;
            return changes;
        } finally {
            if (!fits) {
                mirror.clear();
            }
        }
    }

    private void answered(JsonNode response) throws ProtocolFault {
        JsonNode id = response.path("id");
        Expected about = id.isIntegralNumber() ? expected.remove(id.longValue()) : null;
        if (about == null) {
            throw new ProtocolFault("an answer to a request that was not made");
        }
        Optional<OvsdbError> error = response.hasNonNull("error")
                ? Optional.of(OperationCodec.error(response.get("error")))
                : Optional.empty();
        JsonNode result = response.path("result");
        switch (about) {
            case Expected.Answer.SERVER_DATABASE -> {
                if (error.isEmpty()) {
                    server.apply(result);
                    server.objection().ifPresent(this::end);
                }
                if (!over) {
                    request("get_schema", Expected.Answer.SCHEMA, out -> out.writeString(config.database()));
                }
            }
            case Expected.Answer.SCHEMA -> {
                if (error.isPresent()) {
                    end("the server does not give the schema of " + config.database() + ": " + error.get());
                } else {
                    monitor(DatabaseSchema.parse(result));
                }
            }
            case Expected.Answer.MONITOR_SINCE -> {
                if (error.isPresent() && error.get().error().equals("unknown method")) {
                    requestMonitor("monitor_cond", Expected.Answer.MONITOR);
                } else if (!refused(error)) {
                    becomeReady(result.path(0).asBoolean(), result.path(1).asText(), result.path(2));
                }
            }
            case Expected.Answer.MONITOR -> {
                if (!refused(error)) {
                    becomeReady(false, MirrorTables.NO_TRANSACTION, result);
                }
            }
            case Expected.Answer.ECHO, Expected.Answer.UNLOCK -> {}
            case Expected.Lock(String name) -> {
                if (error.isEmpty()) {
                    outlet.lock(name, result.path("locked").asBoolean());
                }
            }
            case Expected.Transaction(List<Operation> operations, Consumer<TransactOutcome> outcome) ->
                outcome.accept(
                        error.isPresent()
                                ? new TransactOutcome.Aborted(-1, error.get())
                                : outcomeOrUnknown(result, operations));
        }
    }

    private TransactOutcome outcomeOrUnknown(JsonNode result, List<Operation> operations) {
        try {
            return OperationCodec.outcome(result, operations, Objects.requireNonNull(schema));
        } catch (ProtocolFault fault) {
            end(Objects.requireNonNull(fault.getMessage()));
            return new TransactOutcome.Unknown(fault.getMessage());
        }
    }

    private boolean refused(Optional<OvsdbError> error) {
        error.ifPresent(why -> end("the server does not let " + config.database() + " be monitored: " + why));
        return error.isPresent();
    }

    private void monitor(DatabaseSchema found) throws ProtocolFault {
        Optional<String> lacking = SchemaCheck.lacking(config, found);
        if (lacking.isPresent()) {
            end(lacking.get());
            return;
        }
        schema = found;
        List<RowShape> shapes = new ArrayList<>();
        for (MonitoredTable table : config.monitored()) {
            shapes.add(RowShape.of(table.table(), SchemaCheck.columns(table, found), found));
        }
        mirror.use(shapes);
        requestMonitor("monitor_cond_since", Expected.Answer.MONITOR_SINCE);
    }

    private void requestMonitor(String method, Expected.Answer answer) {
        DatabaseSchema known = Objects.requireNonNull(schema);
        request(method, answer, out -> {
            out.writeString(config.database());
            out.writeString(DATA_MONITOR);
            out.writeStartObject();
            for (MonitoredTable table : config.monitored()) {
                monitorRequest(table.table(), SchemaCheck.columns(table, known), table.where(), out);
            }
            out.writeEndObject();
            if (answer == Expected.Answer.MONITOR_SINCE) {
                out.writeString(mirror.lastTransaction());
            }
        });
    }

    private void becomeReady(boolean found, String lastTransaction, JsonNode updates) throws ProtocolFault {
        if (!found) {
            mirror.clear();
        }
        applied(updates);
        mirror.lastTransaction(lastTransaction);
        ready = true;
        outlet.ready(Objects.requireNonNull(schema));
        locks.forEach(this::lock);
    }

    private static void monitorRequest(String table, List<String> columns, List<Condition> where, JsonGenerator out)
            throws IOException {
        out.writeArrayFieldStart(table);
        out.writeStartObject();
        out.writeArrayFieldStart("columns");
        for (String column : columns) {
            out.writeString(column);
        }
        out.writeEndArray();
        out.writeFieldName("where");
        ValueCodec.writeConditions(where, out);
        out.writeEndObject();
        out.writeEndArray();
    }

    private void request(String method, Expected about, Json.Writer params) {
        long id = ids.getAsLong();
        expected.put(id, about);
        outlet.send(Json.write(out -> {
            out.writeStartObject();
            out.writeStringField("method", method);
            out.writeArrayFieldStart("params");
            params.write(out);
            out.writeEndArray();
            out.writeNumberField("id", id);
            out.writeEndObject();
        }));
    }
}
