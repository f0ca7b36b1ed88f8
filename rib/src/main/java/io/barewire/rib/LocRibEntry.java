package io.barewire.rib;

import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Optional;

/// A prefix of the Loc-RIB with every path that could be used.
///
/// @param paths the best first, then those used beside it, then the rest; none is used where no next hop can be reached
/// @param decidedBy the step that left the best path alone; empty when there was only one
public record LocRibEntry(Prefix prefix, List<Path> paths, Optional<Step> decidedBy) {
    /// @param peer who told it; empty for our own prefix
    /// @param pathId what the peer calls the path (RFC 7911), as unsigned; 0 without ADD-PATH
    /// @param nextHop empty for our own prefix
    /// @param used the best path, or one that shares the load with it
    /// @param unreachable why its next hop cannot be reached, which excludes it from the decision; else empty
    /// @param lostBy the step at which it was worse than what was left; empty for the best, and where it is
    ///     unreachable
    public record Path(
            Optional<PeerId> peer,
            int pathId,
            Optional<NextHop> nextHop,
            PathAttributes attributes,
            boolean used,
            Optional<String> unreachable,
            Optional<Step> lostBy) {}

    public LocRibEntry {
        paths = List.copyOf(paths);
    }
}
