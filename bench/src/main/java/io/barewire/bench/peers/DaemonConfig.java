package io.barewire.bench.peers;

import io.barewire.wire.IpAddress;
import java.util.List;
import java.util.OptionalInt;

/// What every daemon is told in its own language: wait for these neighbors, accept everything, advertise everything.
///
/// @param address where it listens; its identifier too
/// @param holdSeconds its hold time, with keepalives three times in it; its own default when empty
/// @param kernel whether routes go to the kernel
record DaemonConfig(long as, IpAddress address, List<Peer> neighbors, OptionalInt holdSeconds, boolean kernel) {
    DaemonConfig {
        neighbors = List.copyOf(neighbors);
    }
}
