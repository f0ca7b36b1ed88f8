package io.barewire.speaker;

import io.barewire.wire.IpAddress;
import java.util.Optional;

/// How connections with a peer are made and taken.
///
/// @param passive never connect, only accept
/// @param multihop an external peer need not be on a connected network
/// @param sourceAddress the local address to connect from
public record TcpOptions(boolean passive, boolean multihop, Optional<IpAddress> sourceAddress) {
    public static final TcpOptions DEFAULT = new TcpOptions(false, false, Optional.empty());

    public TcpOptions withPassive(boolean passive) {
        return new TcpOptions(passive, multihop, sourceAddress);
    }

    public TcpOptions withMultihop(boolean multihop) {
        return new TcpOptions(passive, multihop, sourceAddress);
    }

    public TcpOptions withSourceAddress(IpAddress sourceAddress) {
        return new TcpOptions(passive, multihop, Optional.of(sourceAddress));
    }
}
