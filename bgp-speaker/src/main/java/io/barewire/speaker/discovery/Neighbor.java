package io.barewire.speaker.discovery;

import io.barewire.wire.IpAddress;

/// Who is at the other end of a link.
public sealed interface Neighbor {
    /// @param interfaceIndex the kernel's number of the interface, without which a link-local address means nothing
    record Known(IpAddress linkLocal, int interfaceIndex) implements Neighbor {}

    /// @param interfaceIndex 0 when the interface is not there
    /// @param why in words
    record Unknown(int interfaceIndex, String why) implements Neighbor {}

    int interfaceIndex();
}
