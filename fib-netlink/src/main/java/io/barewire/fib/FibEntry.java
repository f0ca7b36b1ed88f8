package io.barewire.fib;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Instant;
import java.util.List;

/// One prefix of the book, as `show fib` tells it.
///
/// @param nextHops those wanted; for a [State#STALE] route those found in the kernel
/// @param error why the kernel refused it, or who holds its place; empty when all is well
/// @param since when this state began
public record FibEntry(Prefix prefix, List<Hop> nextHops, State state, String error, Instant since) {
    /// @param interfaceName empty when it is not known
    public record Hop(IpAddress gateway, String interfaceName) {}

    public enum State {
        /// In the kernel as wanted.
        INSTALLED,
        /// Not yet sent, or the kernel's answer is missing.
        PENDING,
        /// The kernel said no, or another protocol's route holds the place; offered again from time to time.
        REFUSED,
        /// Inside a protected prefix: wanted by peers, never installed.
        PROTECTED,
        /// Found at start, not wanted so far; goes after convergence unless it becomes wanted.
        STALE
    }

    public FibEntry {
        nextHops = List.copyOf(nextHops);
    }
}
