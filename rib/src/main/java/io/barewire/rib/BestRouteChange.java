package io.barewire.rib;

import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.Optional;

/// The best route of a prefix now.
///
/// @param route empty when the prefix is gone
public record BestRouteChange(Prefix prefix, Optional<BestRoute> route) {
    /// @param peer who told it; empty for our own prefix
    /// @param nextHop as it came; empty for our own prefix
    /// @param attributes as they came, after import policy; none for our own prefix unless it is an
    ///     aggregate
    public record BestRoute(Optional<PeerId> peer, Optional<NextHop> nextHop, PathAttributes attributes) {}
}
