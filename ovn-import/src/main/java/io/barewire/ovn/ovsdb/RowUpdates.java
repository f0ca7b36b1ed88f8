package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Applies `<table-updates2>` (ovsdb-server(7), 4.1.14) to tables.
final class RowUpdates {
    /// Is told of changes to a row that is not here.
    interface Absent {
        /// @return whether that is no fault
        boolean touched(String table, UUID uuid);
    }

    private RowUpdates() {}

    /// @return what changed, in the order of the message
    /// @throws ProtocolFault when the message does not fit the tables, which are of no use then
    static List<RowChange> apply(JsonNode updates, MirrorTables tables, Absent absent) throws ProtocolFault {
        if (!updates.isObject()) {
            throw new ProtocolFault("an update of tables is no object");
        }
        List<RowChange> changes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> table : updates.properties()) {
            RowShape shape = tables.shape(table.getKey());
            if (shape == null) {
                throw new ProtocolFault("an update of table " + table.getKey() + ", which is not monitored");
            }
            if (!table.getValue().isObject()) {
                throw new ProtocolFault("an update of table " + table.getKey() + " that is no object");
            }
            Map<UUID, Row> rows = tables.rowsOf(table.getKey());
            Optional<Row> last = Optional.empty();
            for (Map.Entry<String, JsonNode> row : table.getValue().properties()) {
                UUID uuid = ValueCodec.uuid(row.getKey());
                Row before = rows.get(uuid);
                boolean touched = row.getValue().has("modify") || row.getValue().has("delete");
                if (before == null && touched && absent.touched(table.getKey(), uuid)) {
                    continue;
                }
                Optional<Row> after = after(uuid, Optional.ofNullable(before), row.getValue(), last, shape);
                after.ifPresentOrElse(now -> rows.put(uuid, now), () -> rows.remove(uuid));
                changes.add(new RowChange(table.getKey(), uuid, Optional.ofNullable(before), after));
                last = after;
            }
        }
        return changes;
    }

    private static Optional<Row> after(
            UUID uuid, Optional<Row> before, JsonNode update, Optional<Row> last, RowShape shape) throws ProtocolFault {
        if (!update.isObject() || update.size() != 1) {
            throw new ProtocolFault("an update of a row that is no object of one member");
        }
        Map.Entry<String, JsonNode> member = update.properties().iterator().next();
        JsonNode row = member.getValue();
        return switch (member.getKey()) {
            case "initial", "insert" -> Optional.of(whole(uuid, row, last, shape));
            case "modify" -> {
                if (before.isEmpty()) {
                    throw new ProtocolFault("a change of row " + uuid + ", which is not here");
                }
                yield Optional.of(changed(before.get(), row, shape));
            }
            case "delete" -> Optional.empty();
            default -> throw new ProtocolFault("an update of a row by '" + member.getKey() + "'");
        };
    }

    /// A row as it comes the first time: columns that it does not mention hold their default.
    ///
    /// @param last the row before: equal values, as next hop and owner of many routes are, are kept once
    static Row whole(UUID uuid, JsonNode json, Optional<Row> last, RowShape shape) throws ProtocolFault {
        Value[] values = new Value[shape.columns().size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = json.get(shape.columns().get(i));
            Value read = value == null ? shape.defaultValue(i) : ValueCodec.read(value, shape.type(i));
            values[i] = once(read, i, last, shape);
        }
        return new Row(uuid, shape, values);
    }

    private static Value once(Value value, int column, Optional<Row> last, RowShape shape) {
        if (last.isEmpty() || last.get().shape() != shape) {
            return value;
        }
        Value before = last.get().values()[column];
        return before.equals(value) ? before : value;
    }

    private static Row changed(Row before, JsonNode difference, RowShape shape) throws ProtocolFault {
        if (difference.isEmpty()) {
            return before; // what changed is in columns whose changes are not told
        }
        Value[] values = before.values().clone();
        for (Map.Entry<String, JsonNode> column : difference.properties()) {
            if (!shape.has(column.getKey())) {
                throw new ProtocolFault("a change of column " + column.getKey() + ", which is not monitored");
            }
            int i = shape.index(column.getKey());
            Value value = ValueCodec.read(column.getValue(), shape.type(i));
            values[i] = shape.type(i).isComposite() ? apply(value, values[i]) : value;
        }
        return new Row(before.uuid(), shape, values);
    }

    /// Elements that only one of old and new has; pairs whose key only one has, with that one's value; and pairs
    /// that both have with different values, with the new one.
    private static Value apply(Value difference, Value old) {
        return switch (difference) {
            case Value.SetOf(Set<Value.Atom> toggled)
            when old instanceof Value.SetOf(Set<Value.Atom> had) -> {
                Set<Value.Atom> atoms = new LinkedHashSet<>(had);
                for (Value.Atom atom : toggled) {
                    if (!atoms.remove(atom)) {
                        atoms.add(atom);
                    }
                }
                yield new Value.SetOf(new Atoms(atoms));
            }
            case Value.MapOf(Map<Value.Atom, Value.Atom> toggled)
            when old instanceof Value.MapOf(Map<Value.Atom, Value.Atom> had) -> {
                Map<Value.Atom, Value.Atom> pairs = new LinkedHashMap<>(had);
                for (Map.Entry<Value.Atom, Value.Atom> pair : toggled.entrySet()) {
                    if (!pairs.remove(pair.getKey(), pair.getValue())) {
                        pairs.put(pair.getKey(), pair.getValue());
                    }
                }
                yield new Value.MapOf(pairs);
            }
            case Value.SetOf _, Value.MapOf _, Value.Atom _ ->
                throw new IllegalStateException("a column's type changed within a connection");
        };
    }
}
