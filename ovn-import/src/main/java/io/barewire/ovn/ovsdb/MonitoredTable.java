package io.barewire.ovn.ovsdb;

import java.util.List;

/// A table to be mirrored.
///
/// @param columns that the server must have
/// @param ifPresent columns that are mirrored where the server has them
/// @param where which rows: those that match one of them; all when empty
public record MonitoredTable(String table, List<String> columns, List<String> ifPresent, List<Condition> where) {
    public MonitoredTable {
        columns = List.copyOf(columns);
        ifPresent = List.copyOf(ifPresent);
        where = List.copyOf(where);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("table " + table + " is to be mirrored without any column");
        }
    }

    public static MonitoredTable of(String table, String... columns) {
        return new MonitoredTable(table, List.of(columns), List.of(), List.of());
    }
}
