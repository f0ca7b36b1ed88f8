package io.barewire.ovn.ovsdb;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A row as the server has it, with those of its columns that were asked for. A column that the server left out, as it
/// does when it holds its type's default, holds that here.
///
/// The accessors throw [IllegalArgumentException] when the column was not asked for, or has another type.
public final class Row {
    private final UUID uuid;
    private final RowShape shape;
    private final Value[] values;

    Row(UUID uuid, RowShape shape, Value[] values) {
        this.uuid = uuid;
        this.shape = shape;
        this.values = values;
    }

    public UUID uuid() {
        return uuid;
    }

    public List<String> columns() {
        return shape.columns();
    }

    public Value value(String column) {
        return values[shape.index(column)];
    }

    /// @param column its place among the [#columns], for whoever reads many rows
    public Value value(int column) {
        return values[column];
    }

    public String text(String column) {
        return text(shape.index(column));
    }

    /// @param column as for [#value(int)]
    public String text(int column) {
        if (values[column] instanceof Value.Text(String text)) {
            return text;
        }
        throw mistaken(shape.columns().get(column), "strings");
    }

    public long integer(String column) {
        if (value(column) instanceof Value.Int(long number)) {
            return number;
        }
        throw mistaken(column, "an integer");
    }

    public boolean bool(String column) {
        if (value(column) instanceof Value.Bool(boolean truth)) {
            return truth;
        }
        throw mistaken(column, "a boolean");
    }

    /// Of a column that holds a string or nothing.
    public Optional<String> optionalText(String column) {
        return textSet(column).stream().findFirst();
    }

    /// Of a column that holds a reference or nothing.
    public Optional<UUID> optionalUuid(String column) {
        return uuids(column).stream().findFirst();
    }

    public Set<String> textSet(String column) {
        Set<String> texts = new LinkedHashSet<>();
        for (Value.Atom atom : atoms(column)) {
            texts.add(text(atom, column));
        }
        return texts;
    }

    public Set<UUID> uuids(String column) {
        Set<Value.Atom> atoms = atoms(column);
        if (shape.type(shape.index(column)).key() != ColumnType.Base.UUID) {
            throw mistaken(column, "a set of references");
        }
        return new References(atoms);
    }

    /// The same set, and no copy: a router may have ten thousand routes.
    private static final class References extends AbstractSet<UUID> {
        private final Set<Value.Atom> atoms;

        References(Set<Value.Atom> atoms) {
            this.atoms = atoms;
        }

        @Override
        public boolean contains(Object uuid) {
            return uuid instanceof UUID one && atoms.contains(new Value.Uuid(one));
        }

        @Override
        public Iterator<UUID> iterator() {
            Iterator<Value.Atom> each = atoms.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public UUID next() {
                    return ((Value.Uuid) each.next()).uuid();
                }
            };
        }

        @Override
        public int size() {
            return atoms.size();
        }
    }

    /// Of a column that maps strings to strings.
    public Map<String, String> textMap(String column) {
        if (!(value(column) instanceof Value.MapOf(Map<Value.Atom, Value.Atom> pairs))) {
            throw mistaken(column, "a map");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        pairs.forEach((key, value) -> texts.put(text(key, column), text(value, column)));
        return texts;
    }

    /// The same with another value in one column.
    Row with(String column, Value value) {
        Value[] others = values.clone();
        others[shape.index(column)] = value;
        return new Row(uuid, shape, others);
    }

    /// The same with other values in these columns.
    Row with(Map<String, Value> columns) {
        Value[] others = values.clone();
        columns.forEach((column, value) -> others[shape.index(column)] = value);
        return new Row(uuid, shape, others);
    }

    private Set<Value.Atom> atoms(String column) {
        if (value(column) instanceof Value.SetOf(Set<Value.Atom> atoms)) {
            return atoms;
        }
        throw mistaken(column, "a set");
    }

    private String text(Value value, String column) {
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        throw mistaken(column, "strings");
    }

    private IllegalArgumentException mistaken(String column, String wanted) {
        return new IllegalArgumentException("column " + column + " does not hold " + wanted + " but " + value(column));
    }

    RowShape shape() {
        return shape;
    }

    Value[] values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row
                && uuid.equals(row.uuid)
                && shape.columns().equals(row.shape.columns())
                && Arrays.equals(values, row.values);
    }

    @Override
    public int hashCode() {
        return 31 * uuid.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Row[").append(uuid);
        for (int i = 0; i < values.length; i++) {
            text.append(", ").append(shape.columns().get(i)).append('=').append(values[i]);
        }
        return text.append(']').toString();
    }
}
