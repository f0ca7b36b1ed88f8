package io.barewire.ovn.ovsdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether a server's database has what is needed. What it has beside that does not matter.
final class SchemaCheck {
    private SchemaCheck() {}

    /// What is missing, all of it, and of which version.
    static Optional<String> lacking(OvsdbConfig config, DatabaseSchema schema) {
        Set<String> missing = new TreeSet<>();
        for (MonitoredTable table : config.monitored()) {
            missing(table.table(), table.columns(), schema, missing);
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("%s has version %s, which lacks %s; a newer server is needed"
                        .formatted(schema.name(), schema.version(), String.join(", ", missing)));
    }

    private static void missing(String table, Iterable<String> columns, DatabaseSchema schema, Set<String> missing) {
        Map<String, ColumnType> there = schema.tables().get(table);
        if (there == null) {
            missing.add("table " + table);
            return;
        }
        for (String column : columns) {
            if (!there.containsKey(column)) {
                missing.add("column " + table + "." + column);
            }
        }
    }

    /// Which columns of a table are mirrored.
    static List<String> columns(MonitoredTable table, DatabaseSchema schema) {
        List<String> columns = new ArrayList<>(table.columns());
        for (String column : table.ifPresent()) {
            if (schema.has(table.table(), column)) {
                columns.add(column);
            }
        }
        return columns;
    }
}
