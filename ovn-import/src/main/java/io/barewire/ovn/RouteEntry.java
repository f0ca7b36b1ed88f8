package io.barewire.ovn;

import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;

/// One prefix, as `show ovn` tells it.
///
/// @param learned the next hops that peers named; empty when no peer's route is in force
/// @param gateways what they come to: one row for each
/// @param rows the next hops of our owner's rows, as they are written there
/// @param others rows of other owners under the same prefix: OVN spreads packets over those and ours
public record RouteEntry(
        Prefix prefix,
        List<ScopedNextHop> learned,
        List<IpAddress> gateways,
        List<String> rows,
        List<Other> others,
        State state) {
    /// @param owner empty when the row names none
    /// @param isDouble it leads where a row of ours leads
    public record Other(String owner, String nextHop, boolean isDouble) {}

    public enum State {
        /// The rows are as wanted.
        AGREES,
        /// Rows are missing, differ, or are too many.
        DIFFERS,
        /// Inside a prefix that is not to be imported.
        EXCLUDED,
        /// No next hop can be reached, or packets go to no neighbor; then there is no row.
        NO_GATEWAY,
        /// Of an earlier run, or of another writer with the same owner, and not wanted so far; it goes after
        /// convergence unless it becomes wanted.
        STALE
    }

    public RouteEntry {
        learned = List.copyOf(learned);
        gateways = List.copyOf(gateways);
        rows = List.copyOf(rows);
        others = List.copyOf(others);
    }
}
