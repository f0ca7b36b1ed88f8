package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// New rows that the server does not tell of ([MonitoredTable.NamedBy]), and how they get into the mirror all the same.
///
/// It is exact with a standalone database, whose server carries a transaction out as soon as it has read it, and
/// tells a client all that has happened before it sends it an answer. So when a transaction of ours is answered, the
/// mirror stands where that left the database, and nothing that others did later was told. Its new rows that are named
/// by then are there, as they were written; the others vanished with the commit. A row of somebody else that is read by
/// its uuid is, likewise, as it was after the last update before the answer.
///
/// Only what the server cannot have changed is taken as it was written: no reference, since a weak one to a row that
/// is gone is left out, and no row that the same transaction touches again, but by an update of rows that hold a text.
/// What is not taken is read.
final class NewRows implements RowUpdates.Absent {
    private final Map<String, MonitoredTable.NamedBy> tables = new LinkedHashMap<>();
    private final MirrorTables mirror;
    /// Of transactions that are not answered, what can be taken as it was written.
    private final Map<UUID, Row> sent = new HashMap<>();
    /// Those of them that are named.
    private final Set<UUID> named = new HashSet<>();
    /// To be read, by table.
    private final Map<UUID, String> wanted = new LinkedHashMap<>();

    private final Set<UUID> asked = new HashSet<>();
    private final Map<UUID, MonitoredTable.NamedBy> wantedNames = new LinkedHashMap<>();

    /// @param mirror where the rows belong; knows the tables' shapes
    NewRows(List<MonitoredTable> monitored, MirrorTables mirror) {
        this.mirror = mirror;
        monitored.forEach(table -> table.namedBy().ifPresent(by -> tables.put(table.table(), by)));
    }

    /// With every new row told.
    static NewRows allTold(MirrorTables mirror) {
        return new NewRows(List.of(), mirror);
    }

    boolean areTold() {
        return tables.isEmpty();
    }

    boolean areTold(String table) {
        return !tables.containsKey(table);
    }

    /// The columns of a table that name rows.
    List<String> namingColumns(String table) {
        return tables.values().stream()
                .filter(by -> by.table().equals(table))
                .map(MonitoredTable.NamedBy::column)
                .distinct()
                .toList();
    }

    /// The names that a transaction adds or takes away, where it is worth while not to be told of them.
    Optional<Naming> naming(List<Operation> operations) {
        return tables.values().stream()
                .flatMap(by -> Naming.of(operations, by).stream())
                .filter(naming -> mirror.rowsOf(naming.by().table()).containsKey(naming.row()))
                .findFirst();
    }

    /// Does to the mirror what a transaction did to the database without a word about it.
    RowChange apply(Naming naming) {
        List<RowChange> changes = new ArrayList<>();
        Row before = mirror.rowsOf(naming.by().table()).get(naming.row());
        if (before == null) {
            throw new IllegalStateException("a row that names others went without a word");
        }
        put(naming.applied(before), changes);
        return changes.getFirst();
    }

    /// A transaction goes to the server.
    void sent(List<Operation> operations) {
        if (areTold()) {
            return;
        }
        Set<UUID> inserted = new LinkedHashSet<>();
        for (Operation operation : operations) {
            switch (operation) {
                case Operation.Insert insert -> {
                    if (insert.identity() instanceof Operation.Chosen(UUID uuid)) {
                        sent(alone(uuid, insert), inserted);
                    }
                }
                case Operation.Inserts inserts -> sent(inserts, inserted);
                case Operation.Update update -> update(update, inserted);
                case Operation.Mutate mutate -> doubt(mutate.table(), mutate.where());
                case Operation.Delete delete -> doubt(delete.table(), delete.where());
                case Operation.Select _, Operation.Wait _, Operation.Assert _, Operation.Comment _ -> {}
            }
        }
    }

    private static Operation.Inserts alone(UUID uuid, Operation.Insert insert) {
        List<String> columns = List.copyOf(insert.row().keySet());
        List<Value> values = columns.stream().map(insert.row()::get).toList();
        return new Operation.Inserts(insert.table(), columns, List.of(new Operation.NewRow(uuid, values)));
    }

    private void sent(Row row, Set<UUID> inserted) {
        inserted.add(row.uuid());
        if (sent.putIfAbsent(row.uuid(), row) != null) {
            doubt(row.uuid());
        }
    }

    private void sent(Operation.Inserts inserts, Set<UUID> inserted) {
        if (!areTold(inserts.table())) {
            WrittenRows written = new WrittenRows(inserts.columns(), shape(inserts.table()));
            for (Operation.NewRow row : inserts.rows()) {
                written.row(row.uuid(), row.values()).ifPresent(kept -> sent(kept, inserted));
            }
        }
    }

    private static boolean areKeptAsWritten(Map<String, Value> columns, RowShape shape) {
        for (Map.Entry<String, Value> column : columns.entrySet()) {
            if (shape.has(column.getKey())
                    && !shape.type(shape.index(column.getKey())).keeps(column.getValue())) {
                return false;
            }
        }
        return true;
    }

    /// What an update makes of rows that the same transaction has inserted is known where it is known which it finds:
    /// those that hold a text. What it finds of others is told.
    private void update(Operation.Update update, Set<UUID> inserted) {
        if (areTold(update.table())) {
            return;
        }
        RowShape shape = shape(update.table());
        if (update.where().size() != 1
                || !(update.where().getFirst() instanceof Condition(String column, var function, Value.Text text))
                || function != Condition.Function.EQUAL
                || !shape.has(column)
                || !areKeptAsWritten(update.row(), shape)) {
            doubt(update.table(), update.where());
            return;
        }
        Value searched = shape.type(shape.index(column)).held(text);
        sent.keySet().stream().filter(uuid -> !inserted.contains(uuid)).toList().forEach(this::doubt);
        Map<String, Value> held = held(update.row(), shape);
        for (UUID uuid : inserted) {
            sent.computeIfPresent(
                    uuid,
                    (_, row) -> row.shape() == shape && row.value(column).equals(searched) ? row.with(held) : row);
        }
    }

    /// As rows have them, each of them once for all rows; those of monitored columns.
    private static Map<String, Value> held(Map<String, Value> columns, RowShape shape) {
        Map<String, Value> held = new HashMap<>();
        columns.forEach((column, value) -> {
            if (shape.has(column)) {
                held.put(column, shape.type(shape.index(column)).held(value));
            }
        });
        return held;
    }

    private void doubt(String table, List<Condition> where) {
        if (areTold(table)) {
            return;
        }
        Condition.uuid(where)
                .ifPresentOrElse(this::doubt, () -> List.copyOf(sent.keySet()).forEach(this::doubt));
    }

    private void doubt(UUID uuid) {
        Row row = sent.remove(uuid);
        if (row != null && named.remove(uuid)) {
            want(row.shape().table(), uuid);
        }
    }

    /// A row that is asked for already will come as it is by then.
    private void want(String table, UUID uuid) {
        if (!asked.contains(uuid)) {
            wanted.put(uuid, table);
        }
    }

    @Override
    public boolean touched(String table, UUID uuid) {
        if (areTold(table)) {
            return false;
        }
        doubt(uuid);
        want(table, uuid);
        return true;
    }

    /// An update was applied: it may name rows that are not here.
    void look(List<RowChange> changes) {
        tables.forEach((table, by) -> {
            Map<UUID, Row> rows = mirror.rowsOf(table);
            for (RowChange change : changes) {
                if (!change.table().equals(by.table())) {
                    continue;
                }
                Set<Value.Atom> now = names(change.after(), by.column());
                for (Value.Atom each : now) {
                    if (each instanceof Value.Uuid(UUID uuid) && !rows.containsKey(uuid)) {
                        name(table, uuid);
                    }
                }
                if (!named.isEmpty()) {
                    for (Value.Atom each : names(change.before(), by.column())) {
                        if (each instanceof Value.Uuid(UUID uuid) && !now.contains(each)) {
                            named.remove(uuid);
                        }
                    }
                }
            }
        });
    }

    private void name(String table, UUID uuid) {
        if (sent.containsKey(uuid)) {
            named.add(uuid);
        } else {
            want(table, uuid);
        }
    }

    private static Set<Value.Atom> names(Optional<Row> row, String column) {
        return row.isPresent() && row.get().value(column) instanceof Value.SetOf(Set<Value.Atom> atoms)
                ? atoms
                : Set.of();
    }

    /// A transaction was answered.
    ///
    /// @return the rows that are in the mirror by it
    List<RowChange> answered(List<Operation> operations, boolean committed) {
        List<RowChange> changes = new ArrayList<>();
        if (sent.isEmpty()) {
            return changes;
        }
        for (Operation operation : operations) {
            if (operation instanceof Operation.Insert insert
                    && insert.identity() instanceof Operation.Chosen(UUID uuid)) {
                answered(uuid, committed, changes);
            } else if (operation instanceof Operation.Inserts inserts) {
                inserts.rows().forEach(row -> answered(row.uuid(), committed, changes));
            }
        }
        return changes;
    }

    private void answered(UUID uuid, boolean committed, List<RowChange> changes) {
        Row row = sent.remove(uuid);
        if (row != null && named.remove(uuid) && committed) {
            put(row, changes);
        }
    }

    private Row put(Row row, List<RowChange> changes) {
        String table = row.shape().table();
        Row before = mirror.rowsOf(table).put(row.uuid(), row);
        changes.add(new RowChange(table, row.uuid(), Optional.ofNullable(before), Optional.of(row)));
        return row;
    }

    private RowShape shape(String table) {
        RowShape shape = mirror.shape(table);
        if (shape == null) {
            throw new IllegalStateException("table " + table + " is not mirrored");
        }
        return shape;
    }

    /// The names that a row has must be read: what was said of them is not all.
    void wantNames(MonitoredTable.NamedBy by, UUID row) {
        wantedNames.put(row, by);
    }

    /// What is to be read now, each row by an operation of its own; empty when nothing is. Its answer is for [#read].
    List<Operation.Select> toRead() {
        List<Operation.Select> selects = new ArrayList<>(wanted.size());
        wantedNames.forEach((uuid, by) -> selects.add(select(by.table(), uuid, List.of(by.column()))));
        wantedNames.clear();
        wanted.forEach(
                (uuid, table) -> selects.add(select(table, uuid, shape(table).columns())));
        asked.addAll(wanted.keySet());
        wanted.clear();
        return selects;
    }

    private static Operation.Select select(String table, UUID row, List<String> columns) {
        return new Operation.Select(table, List.of(Condition.row(row)), columns);
    }

    /// What the server has of the rows that it was asked for. Those that it has no more are named no more, either.
    ///
    /// @param result of [#toRead]
    /// @return the rows that are in the mirror by it
    List<RowChange> read(List<Operation.Select> selects, JsonNode result) throws ProtocolFault {
        List<RowChange> changes = new ArrayList<>();
        Optional<Row> last = Optional.empty();
        for (int i = 0; i < selects.size(); i++) {
            Operation.Select select = selects.get(i);
            UUID uuid = Condition.uuid(select.where()).orElseThrow();
            if (!result.path(i).path("rows").isArray()) {
                throw new ProtocolFault("rows of " + select.table() + " cannot be read");
            }
            JsonNode row = result.path(i).path("rows").path(0);
            if (areTold(select.table())) {
                readNames(select, uuid, row, changes);
            } else {
                asked.remove(uuid);
                if (!row.isMissingNode()) {
                    last = Optional.of(put(RowUpdates.whole(uuid, row, last, shape(select.table())), changes));
                }
            }
        }
        return changes;
    }

    private void readNames(Operation.Select select, UUID uuid, JsonNode row, List<RowChange> changes)
            throws ProtocolFault {
        String column = select.columns().getFirst();
        RowShape shape = shape(select.table());
        Row before = mirror.rowsOf(select.table()).get(uuid);
        if (before != null && row.has(column)) {
            put(before.with(column, ValueCodec.read(row.get(column), shape.type(shape.index(column)))), changes);
        }
    }
}
