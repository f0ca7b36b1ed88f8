package io.barewire.ovn.ovsdb;

import java.util.List;
import java.util.Optional;

/// A table to be mirrored.
///
/// @param columns that the server must have
/// @param ifPresent columns that are mirrored where the server has them
/// @param where which rows: those that match one of them; all when empty
/// @param namedBy what names each of its rows, where the server need not tell of new ones
public record MonitoredTable(
        String table, List<String> columns, List<String> ifPresent, List<Condition> where, Optional<NamedBy> namedBy) {
    /// A column of another mirrored table that names every row of this one, as rows that nothing refers to
    /// do not last in a table that is no root.
    ///
    /// To tell a client of the rows that it has just written costs the server half as much again as to
    /// write them. So where that can be exact, which is with a standalone database, new rows are not told:
    /// those of one's own transactions are taken as they were written, and those of others are read when
    /// they are named. The mirror is the same, but rows of others come to it one round trip later than
    /// their names.
    public record NamedBy(String table, String column) {}

    public MonitoredTable {
        columns = List.copyOf(columns);
        ifPresent = List.copyOf(ifPresent);
        where = List.copyOf(where);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("table " + table + " is to be mirrored without any column");
        }
        if (namedBy.isPresent() && !where.isEmpty()) {
            throw new IllegalArgumentException(
                    "of table " + table + " some rows are to be mirrored, but all are named");
        }
    }

    public MonitoredTable(String table, List<String> columns, List<String> ifPresent, List<Condition> where) {
        this(table, columns, ifPresent, where, Optional.empty());
    }

    public static MonitoredTable of(String table, String... columns) {
        return new MonitoredTable(table, List.of(columns), List.of(), List.of());
    }

    /// The same, where a column of another table names every row.
    public MonitoredTable namedBy(String other, String column) {
        return new MonitoredTable(table, columns, ifPresent, where, Optional.of(new NamedBy(other, column)));
    }
}
