package io.barewire.speaker;

import io.barewire.wire.AddressFamily;
import java.util.Set;

/// Several paths of a prefix (RFC 7911), as offered to a peer. What is offered is in use where the peer offers the
/// other direction.
///
/// @param receive families of which the peer may tell us several paths
/// @param send families of which we tell it several; how many is [io.barewire.rib.PeerPolicy#mostPathsTold]
public record AddPath(Set<AddressFamily> receive, Set<AddressFamily> send) {
    public static final AddPath NONE = new AddPath(Set.of(), Set.of());

    /// We take what we are told, and tell one path.
    public static final AddPath DEFAULT = NONE.withReceive(AddressFamily.values());

    public AddPath {
        receive = Set.copyOf(receive);
        send = Set.copyOf(send);
    }

    public AddPath withReceive(AddressFamily... families) {
        return new AddPath(Set.of(families), send);
    }

    public AddPath withSend(AddressFamily... families) {
        return new AddPath(receive, Set.of(families));
    }
}
