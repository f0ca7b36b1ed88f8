package io.barewire.fib;

import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One prefix of the book, as `show fib` tells it.
///
/// @param learned the next hops that peers named
/// @param nextHops what they come to on this machine; for a [State#STALE] route those found in the kernel; empty when
///     none of them can be reached, or packets are dropped
/// @param discard packets are dropped
/// @param error why the kernel refused it, who holds its place, or why no next hop can be reached; empty when all is
///     well
/// @param since when this state began
public record FibEntry(
        Prefix prefix,
        List<ScopedNextHop> learned,
        List<Hop> nextHops,
        boolean discard,
        State state,
        String error,
        Instant since) {
    /// @param gateway empty: into the interface itself, a VRF's device
    /// @param interfaceName empty when it is not known
    public record Hop(Optional<IpAddress> gateway, String interfaceName) {}

    public enum State {
        /// In the kernel as wanted.
        INSTALLED,
        /// Not yet sent, or the kernel's answer is missing.
        PENDING,
        /// The kernel said no, another protocol's route holds the place, or no next hop can be reached; offered again
        /// from time to time and when the network changes.
        REFUSED,
        /// Inside a protected prefix: wanted by peers, never installed.
        PROTECTED,
        /// Found at start, not wanted so far; goes after convergence unless it becomes wanted.
        STALE
    }

    public FibEntry {
        learned = List.copyOf(learned);
        nextHops = List.copyOf(nextHops);
    }
}
