package io.barewire.rib;

import io.barewire.wire.Prefix;
import java.util.List;

/// What a route sink hears of one prefix: its state now, not the way there.
///
/// @param nextHops where packets go: the best path's first, then those of equal paths; empty when there is no route
///     to install, because the prefix is gone or is our own
public record RouteChange(Prefix prefix, List<ScopedNextHop> nextHops) {
    public RouteChange {
        nextHops = List.copyOf(nextHops);
    }
}
