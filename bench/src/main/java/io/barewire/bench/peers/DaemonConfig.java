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
record DaemonConfig(
        long as, IpAddress address, List<Peer> neighbors, Set<Peer> refused, OptionalInt holdSeconds, Role role) {
    enum Role {
        /// Passes routes on; none goes to the kernel.
        TRANSIT,
        /// Puts routes into the kernel.
        KERNEL,
        /// A node of a mesh: puts routes into the kernel, with all that a node runs beside.
        NODE
    }

    DaemonConfig {
        neighbors = List.copyOf(neighbors);
        refused = Set.copyOf(refused);
    }

    DaemonConfig(long as, IpAddress address, List<Peer> neighbors, OptionalInt holdSeconds, Role role) {
        this(as, address, neighbors, Set.of(), holdSeconds, role);
    }

    /// The same, but nothing is accepted from `peer` any more.
    DaemonConfig refusing(Peer peer) {
        return new DaemonConfig(as, address, neighbors, Set.of(peer), holdSeconds, role);
    }

    boolean kernel() {
        return role != Role.TRANSIT;
    }
}
