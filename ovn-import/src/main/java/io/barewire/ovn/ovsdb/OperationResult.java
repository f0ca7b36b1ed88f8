package io.barewire.ovn.ovsdb;

import java.util.List;
import java.util.UUID;

/// What one operation of a committed transaction came to, in the operations' order.
public sealed interface OperationResult {
    /// Of an insert.
    record Inserted(UUID uuid) implements OperationResult {}

    /// Of an update, mutate or delete: rows that matched. 0 is no error to the server.
    record Count(long rows) implements OperationResult {}

    /// Of a select.
    record Rows(List<Row> rows) implements OperationResult {
        public Rows {
            rows = List.copyOf(rows);
        }
    }

    /// Of a wait, assert or comment, and of inserts whose uuids are known.
    record Done() implements OperationResult {}
}
