package io.barewire.rib;

import io.barewire.wire.Prefix;
import java.util.List;

/// What a route sink hears of one prefix: its state now, not the way there.
///
/// @param nextHops where packets go: the best path's first, then those of equal paths; empty when there is no route
///     to install, because the prefix is gone or is our own
/// @param discard packets are to be dropped: it is an aggregate of ours ([Aggregate#discard])
public record RouteChange(Prefix prefix, List<ScopedNextHop> nextHops, boolean discard) {
    public RouteChange {
        nextHops = List.copyOf(nextHops);
        if (discard && !nextHops.isEmpty()) {
            throw new IllegalArgumentException("packets for " + prefix + " are dropped, or go somewhere");
        }
    }

    public RouteChange(Prefix prefix, List<ScopedNextHop> nextHops) {
        this(prefix, nextHops, false);
    }

    /// Nothing is to be installed.
    public boolean isGone() {
        return nextHops.isEmpty() && !discard;
    }
}
