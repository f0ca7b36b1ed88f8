package io.barewire.speaker;

import io.barewire.rib.PeerId;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Octets;
import java.net.InetSocketAddress;
import java.time.Instant;

/// A BGP message as a peer sent it, before anything was made of it: well-formed or not, but framed rightly.
///
/// @param localAs the AS that we show this peer
/// @param peerAs the AS that the peer showed; 0 before its OPEN
/// @param format how to read it: four-octet AS numbers, path identifiers
/// @param octets from the header's marker on, 19 to 65535 of them
public record ReceivedMessage(
        Instant at,
        PeerId peer,
        InetSocketAddress localAddress,
        InetSocketAddress remoteAddress,
        long localAs,
        long peerAs,
        MessageFormat format,
        Octets octets) {}
