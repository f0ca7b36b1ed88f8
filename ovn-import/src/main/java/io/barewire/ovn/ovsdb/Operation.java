package io.barewire.ovn.ovsdb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// One step of a transaction (RFC 7047 §5.2). All of a transaction's steps happen, or none.
public sealed interface Operation {
    /// A new row. In a table that is not a root it vanishes on commit, without an error, unless something refers to it.
    record Insert(String table, Identity identity, Map<String, Value> row) implements Operation {
        public Insert {
            row = Map.copyOf(row);
        }

        public static Insert of(String table, UUID uuid, Map<String, Value> row) {
            return new Insert(table, new Chosen(uuid), row);
        }

        public static Insert named(String table, String name, Map<String, Value> row) {
            return new Insert(table, new Named(name), row);
        }
    }

    /// New rows that have the same columns. To the server they are as many inserts; here they are one operation,
    /// because what holds for all of them need not be looked at for each.
    ///
    /// @param rows each with a value for each column
    record Inserts(String table, List<String> columns, List<NewRow> rows) implements Operation {
        public Inserts {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            if (Set.copyOf(columns).size() < columns.size()) {
                throw new IllegalArgumentException("rows of " + table + " with a column twice: " + columns);
            }
            for (NewRow row : rows) {
                if (row.values().size() != columns.size()) {
                    throw new IllegalArgumentException("a row of " + table + " with "
                            + row.values().size() + " values for " + columns.size() + " columns");
                }
            }
        }
    }

    /// @param uuid as for [Chosen]
    record NewRow(UUID uuid, List<Value> values) {
        public NewRow {
            values = List.copyOf(values);
        }
    }

    /// How an inserted row gets its uuid.
    sealed interface Identity {}

    /// The client chooses it, so that the row is known before the server answers. Open vSwitch from 3.0 on.
    record Chosen(UUID uuid) implements Identity {}

    /// The server chooses it; [Value.NamedUuid] refers to it in the same transaction, where names must not repeat.
    record Named(String name) implements Identity {}

    /// @param columns to be read; `_uuid` always is
    record Select(String table, List<Condition> where, List<String> columns) implements Operation {
        public Select {
            where = List.copyOf(where);
            columns = List.copyOf(columns);
        }
    }

    /// Sets columns.
    record Update(String table, List<Condition> where, Map<String, Value> row) implements Operation {
        public Update {
            where = List.copyOf(where);
            row = Map.copyOf(row);
        }
    }

    /// Changes columns by what they hold. One with many elements costs the server far less than many with one.
    record Mutate(String table, List<Condition> where, List<Mutation> mutations) implements Operation {
        public Mutate {
            where = List.copyOf(where);
            mutations = List.copyOf(mutations);
        }
    }

    record Delete(String table, List<Condition> where) implements Operation {
        public Delete {
            where = List.copyOf(where);
        }
    }

    /// Goes on only when the matching rows are these, or are not; else the transaction fails with `timed out`.
    ///
    /// @param timeout how long the server waits for that; zero: not at all
    /// @param columns that are compared
    /// @param equal whether the rows must be equal to `rows`, or must not
    record Wait(
            String table,
            Duration timeout,
            List<Condition> where,
            List<String> columns,
            boolean equal,
            List<Map<String, Value>> rows)
            implements Operation {
        public Wait {
            where = List.copyOf(where);
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }

        /// At once, that a row exists.
        ///
        /// @param column any of the table, with what is believed to be its value
        public static Wait exists(String table, UUID uuid, String column, Value value) {
            return new Wait(
                    table,
                    Duration.ZERO,
                    List.of(Condition.row(uuid)),
                    List.of(column),
                    true,
                    List.of(Map.of(column, value)));
        }

        /// At once, that no row matches.
        public static Wait none(String table, List<Condition> where) {
            return new Wait(table, Duration.ZERO, where, List.of("_uuid"), true, List.of());
        }
    }

    /// Goes on only while this client has the lock; else the transaction fails with `not owner`.
    record Assert(String lock) implements Operation {}

    /// A word for the server's log.
    record Comment(String text) implements Operation {}
}
