package io.barewire.bench.peers;

import io.barewire.wire.IpAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// What every daemon is told in its own language: wait for these neighbors, accept everything but from those that are
/// refused, advertise everything.
///
/// @param address where it listens; its identifier too
/// @param refused neighbors of which nothing is accepted
/// @param holdSeconds its hold time, with keepalives three times in it; its own default when empty
/// @param kernel whether routes go to the kernel
record DaemonConfig(
        long as, IpAddress address, List<Peer> neighbors, Set<Peer> refused, OptionalInt holdSeconds, boolean kernel) {
    DaemonConfig {
        neighbors = List.copyOf(neighbors);
        refused = Set.copyOf(refused);
    }

    DaemonConfig(long as, IpAddress address, List<Peer> neighbors, OptionalInt holdSeconds, boolean kernel) {
        this(as, address, neighbors, Set.of(), holdSeconds, kernel);
    }

    /// The same, but nothing is accepted from `peer` any more.
    DaemonConfig refusing(Peer peer) {
        return new DaemonConfig(as, address, neighbors, Set.of(peer), holdSeconds, kernel);
    }
}
