package io.barewire.ovn;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Optional;
import java.util.UUID;

/// One thing to do to a router's static routes.
sealed interface RowEdit {
    /// @param uuid chosen by us, so that the row is known before the database answers
    /// @param bfd the row of `BFD` that watches the next hop
    record Insert(UUID uuid, Prefix prefix, IpAddress nextHop, Optional<UUID> bfd) implements RowEdit {}

    /// Changes the columns that are not right. Cheaper for OVN than a new row beside the removal of the old one.
    ///
    /// @param row as the database has it
    /// @param wanted the same row, as it is to be
    record Update(StaticRoute row, StaticRoute wanted) implements RowEdit {}

    record Delete(UUID uuid) implements RowEdit {}
}
