package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.ovn.ovsdb.MonitorRequest.Told;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
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
///    server does not know the former (before 2.12). New rows that need not be told ([NewRows]) begin anew each time.
/// 4. Then the session is ready: updates come, transactions go.
final class Session {
    /// What a session does to the world.
    interface Outlet {
        void send(Json.Writer document);

        /// Runs this once the socket has what was sent so far.
        void whenSent(Runnable task);

        /// Sends the answer to something that the server asked.
        void answer(byte[] document);

        /// The session is over; nothing more comes from it.
        void close(String reason);

        void ready(DatabaseSchema schema);

        void changed(List<RowChange> changes);

        void lock(String name, boolean held);
    }

    private static final String SERVER_MONITOR = "server";
    private static final String DATA_MONITOR = "data";
    private static final String NAMES_MONITOR = "names";
    private static final String SERVER_TABLE = "Database";

    private final OvsdbConfig config;
    private final MirrorTables mirror;
    private final Map<String, Boolean> locks;
    private final LongSupplier ids;
    private final Outlet outlet;
    private final ServerDatabase server;
    private final Map<Long, Expected> expected = new HashMap<>();
    private @Nullable DatabaseSchema schema;
    private NewRows newRows;
    private final List<List<Operation>> unprepared = new ArrayList<>();
    private Expected.@Nullable NewRowsRead lastRead;
    /// How often rows that name others have changed since silence was asked for, by row.
    private final Map<UUID, Integer> touched = new HashMap<>();
    private boolean answered;
    private boolean ready;
    private boolean over;
    private String whyOver = "";

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
        this.newRows = NewRows.allTold(mirror);
    }

    /// The connection can be written to.
    void opened() {
        request("monitor_cond", Expected.Answer.SERVER_DATABASE, out -> {
            out.writeString("_Server");
            out.writeString(SERVER_MONITOR);
            out.writeStartObject();
            List<Condition> where = List.of(Condition.equal("name", Value.of(config.database())));
            MonitorRequest.write(
                    SERVER_TABLE, List.of(new MonitorRequest(ServerDatabase.COLUMNS, where, Told.ALL)), out);
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

    /// Many names that this gives to rows, or takes from them, are known here: to have them told back would
    /// cost the server a fifth of the transaction's time. So it is asked to say nothing of the row that has
    /// them, for as long as the transaction takes. That the row has changed it says all the same; so it
    /// shows when somebody else changed it meanwhile.
    void transact(List<Operation> operations, Consumer<TransactOutcome> outcome) {
        Optional<Naming> naming = newRows.naming(operations);
        naming.ifPresent(silent -> hear(silent, silent.othersRows(), new Expected.Silent(silent)));
        if (over) { // that could not be written
            outcome.accept(new TransactOutcome.NotSent(whyOver));
            return;
        }
        transact(operations, new Expected.Transaction(operations, naming, outcome));
        naming.ifPresent(silent -> hear(silent, List.of(), new Expected.Heard(silent)));
        unprepared.add(operations);
        outlet.whenSent(this::prepare);
    }

    /// Makes the rows of transactions while the server is at work on them: when it has all octets, and before anything
    /// that it says of rows is looked at.
    private void prepare() {
        if (unprepared.isEmpty() || over) {
            return;
        }
        unprepared.forEach(newRows::sent);
        unprepared.clear();
        readNewRows();
    }

    /// From here on the names of these rows are told when they change.
    private void hear(Naming naming, List<Condition> where, Expected about) {
        request("monitor_cond_change", about, out -> {
            out.writeString(NAMES_MONITOR);
            out.writeString(NAMES_MONITOR);
            out.writeStartObject();
            MonitorRequest.writeChange(naming.by().table(), where, out);
            out.writeEndObject();
        });
    }

    private void transact(List<? extends Operation> operations, Expected about) {
        request("transact", about, out -> OperationCodec.write(config.database(), operations, out));
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
        whyOver = reason;
        List<Expected> unanswered = new ArrayList<>(expected.values());
        expected.clear();
        for (Expected each : unanswered) {
            if (each
                    instanceof
                    Expected.Transaction(List<Operation> _, Optional<Naming> _, Consumer<TransactOutcome> outcome)) {
                outcome.accept(new TransactOutcome.Unknown(reason));
            } else if (each instanceof Expected.NewRowsRead read) {
                read.outcomes().forEach(Runnable::run);
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
        Arrival arrival = new Arrival();
        Json.read(octets, offset, length, arrival);
        JsonNode message = arrival.members;
        if (message.hasNonNull("method")) {
            if (message.hasNonNull("id")) {
                asked(message);
            } else {
                told(message.path("method").asText(), message.path("params"));
            }
        } else {
            answered(message, arrival.outcome);
        }
    }

    /// What the server sent, as a tree: but for what became of a transaction, where the answer begins with which it is
    /// about, as those of an ovsdb-server do.
    private final class Arrival implements Json.Members {
        private final ObjectNode members = JsonNodeFactory.instance.objectNode();
        private @Nullable TransactOutcome outcome;

        @Override
        public void member(String name, JsonParser in) throws IOException, ProtocolFault {
            if (name.equals("result")
                    && in.currentToken() == JsonToken.START_ARRAY
                    && about(members) instanceof Expected.Transaction transaction) {
                outcome = OutcomeReader.read(in, transaction.operations(), Objects.requireNonNull(schema));
            } else {
                members.set(name, in.<JsonNode>readValueAsTree());
            }
        }
    }

    private @Nullable Expected about(JsonNode response) {
        JsonNode id = response.path("id");
        return id.isIntegralNumber() ? expected.get(id.longValue()) : null;
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
        prepare();
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
                    follow(params.path(1).asText());
                }
                if (ready) {
                    if (!touched.isEmpty()) {
                        changes.forEach(change -> touched.computeIfPresent(change.uuid(), (_, times) -> times + 1));
                    }
                    changes.removeIf(RowChange::isNone);
                    tellAndRead(changes);
                }
            }
            case NAMES_MONITOR -> {
                if (ready) { // before, what the data monitor is answered has it
                    tellAndRead(applied(updates));
                }
            }
            default -> throw new ProtocolFault("an update of a monitor that was not asked for");
        }
    }

    private void tellAndRead(List<RowChange> changes) {
        tell(changes);
        newRows.look(changes);
        readNewRows();
    }

    private void tell(List<RowChange> changes) {
        if (!changes.isEmpty()) {
            outlet.changed(changes);
        }
    }

    private void readNewRows() {
        List<Operation.Select> selects = over ? List.of() : newRows.toRead();
        if (!selects.isEmpty()) {
            lastRead = new Expected.NewRowsRead(selects, new ArrayList<>());
            transact(selects, lastRead);
        }
    }

    /// A mirror that has not been told of all cannot be continued.
    private void follow(String transaction) {
        if (newRows.areTold()) {
            mirror.lastTransaction(transaction);
        }
    }

    /// A mirror that an update did not fit is of no use to the next session either.
    private List<RowChange> applied(JsonNode updates) throws ProtocolFault {
        boolean fits = false;
        try {
            List<RowChange> changes = RowUpdates.apply(updates, mirror, newRows);
            fits = true;
            return changes;
        } finally {
            if (!fits) {
                mirror.clear();
            }
        }
    }

    private void answered(JsonNode response, @Nullable TransactOutcome readAlready) throws ProtocolFault {
        Expected about = about(response);
        if (about == null) {
            throw new ProtocolFault("an answer to a request that was not made");
        }
        Optional<OvsdbError> error = response.hasNonNull("error")
                ? Optional.of(OperationCodec.error(response.get("error")))
                : Optional.empty();
        JsonNode result = response.path("result");
        expected.remove(response.path("id").longValue());
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
            case Expected.Answer.NAMES -> refused(error);
            case Expected.Silent(Naming naming) -> touched.put(naming.row(), 0);
            case Expected.Heard(Naming naming) -> {
                if (!refused(error) && Objects.requireNonNullElse(touched.remove(naming.row()), 0) > 0) {
                    newRows.wantNames(naming.by(), naming.row());
                    readNewRows();
                }
            }
            case Expected.Transaction(
                    List<Operation> operations,
                    Optional<Naming> naming,
                    Consumer<TransactOutcome> outcome) -> {
                prepare();
                TransactOutcome became = error.isPresent()
                        ? new TransactOutcome.Aborted(-1, error.get())
                        : readAlready != null ? readAlready : outcomeOrUnknown(result, operations);
                tell(came(operations, naming, became));
                if (lastRead == null) {
                    outcome.accept(became);
                } else {
                    lastRead.outcomes().add(() -> outcome.accept(became)); // its own rows may be among them
                }
            }
            case Expected.NewRowsRead read -> {
                try {
                    if (!refused(error)) {
                        List<RowChange> changes = newRows.read(read.selects(), result);
                        tell(changes);
                        newRows.look(changes);
                    }
                } finally {
                    told(read);
                }
            }
        }
    }

    /// What a transaction brought into the mirror that no update told. In silence the row that names others was to be
    /// touched once, by this transaction: else its names are read, which the server does after the silence.
    private List<RowChange> came(List<Operation> operations, Optional<Naming> naming, TransactOutcome became) {
        List<RowChange> changes = new ArrayList<>();
        boolean known = became instanceof TransactOutcome.Committed;
        if (naming.isPresent()) {
            UUID row = naming.get().row();
            int times = touched.getOrDefault(row, 0);
            if (naming.get().isDone(became) && times == 1) {
                touched.put(row, 0);
                changes.add(newRows.apply(naming.get()));
                newRows.look(changes);
            } else if (known || times > 0) {
                known = false;
                touched.remove(row);
                newRows.wantNames(naming.get().by(), row);
            }
        }
        changes.addAll(newRows.answered(operations, known));
        readNewRows();
        return changes;
    }

    /// Outcomes that waited for this, or go on waiting for what it brought to light.
    @SuppressWarnings("ReferenceEquality") // which request it is, not what it asks for
    private void told(Expected.NewRowsRead read) {
        readNewRows();
        if (over || lastRead == null || lastRead == read) {
            lastRead = null;
            read.outcomes().forEach(Runnable::run);
        } else {
            lastRead.outcomes().addAll(read.outcomes());
        }
    }

    /// Where the result came before it was known what it is about.
    private TransactOutcome outcomeOrUnknown(JsonNode result, List<Operation> operations) {
        try (JsonParser in = Json.again(result)) {
            return OutcomeReader.read(in, operations, Objects.requireNonNull(schema));
        } catch (IOException | ProtocolFault fault) {
            end(Reason.of(fault));
            return new TransactOutcome.Unknown(Reason.of(fault));
        }
    }

    private boolean refused(Optional<OvsdbError> error) {
        error.ifPresent(why -> end("the server does not let " + config.database() + " be read: " + why));
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
        if (server.isStandalone()) {
            newRows = new NewRows(config.monitored(), mirror);
        }
        if (!newRows.areTold()) {
            mirror.lastTransaction(MirrorTables.NO_TRANSACTION);
            request("monitor_cond", Expected.Answer.NAMES, out -> {
                out.writeString(config.database());
                out.writeString(NAMES_MONITOR);
                monitors().writeNames(out);
            });
        }
        requestMonitor("monitor_cond_since", Expected.Answer.MONITOR_SINCE);
    }

    private void requestMonitor(String method, Expected.Answer answer) {
        Monitors monitors = monitors();
        request(method, answer, out -> {
            out.writeString(config.database());
            out.writeString(DATA_MONITOR);
            monitors.writeData(out);
            if (answer == Expected.Answer.MONITOR_SINCE) {
                out.writeString(mirror.lastTransaction());
            }
        });
    }

    private Monitors monitors() {
        return new Monitors(config.monitored(), newRows, Objects.requireNonNull(schema));
    }

    private void becomeReady(boolean found, String lastTransaction, JsonNode updates) throws ProtocolFault {
        if (!found) {
            mirror.clear();
        }
        applied(updates);
        follow(lastTransaction);
        ready = true;
        outlet.ready(Objects.requireNonNull(schema));
        locks.forEach(this::lock);
    }

    private void request(String method, Expected about, Json.Writer params) {
        if (over) {
            return;
        }
        long id = ids.getAsLong();
        expected.put(id, about);
        outlet.send(out -> {
            out.writeStartObject();
            out.writeStringField("method", method);
            out.writeArrayFieldStart("params");
            params.write(out);
            out.writeEndArray();
            out.writeNumberField("id", id);
            out.writeEndObject();
        });
    }
}
