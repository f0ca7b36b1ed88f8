package io.barewire.rib;

import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Optional;

/// What one routing instance (VRF) lends another of a prefix: its state now, not the way there.
///
/// @param paths those in use, the best first; none when there are none, or when all are lent themselves: what was
///     leaked is not leaked on, so nothing goes round
public record LeakedRoute(Prefix prefix, List<Path> paths) {
    /// Who told a path, which decides as it does where the path was learned.
    ///
    /// @param peer empty: it is the instance's own prefix
    public record Teller(
            Optional<PeerId> peer, long as, boolean external, IpAddress bgpIdentifier, IpAddress address) {}

    /// @param nextHop to be looked up in the lending instance; of its own prefix the instance itself
    public record Path(Teller teller, NextHop nextHop, int interfaceIndex, PathAttributes attributes) {}

    public LeakedRoute {
        paths = List.copyOf(paths);
    }
}
