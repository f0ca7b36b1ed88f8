package io.barewire.bfd;

import java.lang.foreign.MemorySegment;

/// A datagram as it came in, filled in anew for each: a record would be garbage for every packet.
final class Arrival {
    MemorySegment packet = MemorySegment.NULL;
    long at;
    long length;
    /// Whose port it came to.
    boolean multihop;

    boolean ipv6;
    long peerHigh;
    long peerLow;
    long localHigh;
    long localLow;
    int interfaceIndex;
    int ttl;
    /// The number of the VRF whose socket it came by, as [SessionSet#add] was told.
    int vrf;
}
