package io.barewire.ovn.ovsdb;

import java.util.Optional;
import java.util.UUID;

/// A row that came, changed or went.
///
/// @param before absent: the row is new, or matches the monitor's conditions only now
/// @param after absent: the row is gone, or does not match them any more
public record RowChange(String table, UUID uuid, Optional<Row> before, Optional<Row> after) {
    /// What changed is in no column that is here.
    boolean isNone() {
        return before.equals(after);
    }
}
