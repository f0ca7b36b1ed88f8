package io.barewire.ovn.ovsdb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Which columns the rows of a table have here, once for all of them.
final class RowShape {
    private final String table;
    private final List<String> columns;
    private final List<ColumnType> types;
    private final List<Value> defaults;
    private final Map<String, Integer> indexes = new HashMap<>();

    RowShape(String table, List<String> columns, List<ColumnType> types) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.types = List.copyOf(types);
        this.defaults = types.stream().map(ColumnType::defaultValue).toList();
        for (int i = 0; i < columns.size(); i++) {
            indexes.put(columns.get(i), i);
        }
    }

    /// @throws ProtocolFault when the schema has no such table or column
    static RowShape of(String table, List<String> columns, DatabaseSchema schema) throws ProtocolFault {
        for (String column : columns) {
            if (!schema.has(table, column)) {
                throw new ProtocolFault("there is no column " + table + "." + column);
            }
        }
        Map<String, ColumnType> types = schema.tables().getOrDefault(table, Map.of());
        return new RowShape(
                table,
                columns,
                columns.stream()
                        .map(column -> Objects.requireNonNull(types.get(column)))
                        .toList());
    }

    String table() {
        return table;
    }

    List<String> columns() {
        return columns;
    }

    ColumnType type(int index) {
        return types.get(index);
    }

    Value defaultValue(int index) {
        return defaults.get(index);
    }

    boolean has(String column) {
        return indexes.containsKey(column);
    }

    int index(String column) {
        Integer index = indexes.get(column);
        if (index == null) {
            throw new IllegalArgumentException("column " + table + "." + column + " was not asked for");
        }
        return index;
    }

    boolean sameAs(RowShape other) {
        return table.equals(other.table) && columns.equals(other.columns) && types.equals(other.types);
    }
}
