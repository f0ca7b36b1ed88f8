package io.barewire.speaker;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What both ends of an established session agreed on.
///
/// @param localAs the AS that our OPEN showed
/// @param peerAs the AS that the peer's OPEN showed
/// @param holdTime the negotiated hold time; zero: no keepalives, and the session never times out
/// @param keepaliveTime how often we send KEEPALIVE; zero when the hold time is
/// @param families unicast families that both sides offered
/// @param offered the capabilities of our OPEN
/// @param received the capabilities of the peer's OPEN, unknown ones included
public record SessionDetails(
        InetSocketAddress localAddress,
        InetSocketAddress remoteAddress,
        long localAs,
        long peerAs,
        IpAddress peerIdentifier,
        Duration holdTime,
        Duration keepaliveTime,
        Set<AddressFamily> families,
        List<Capability> offered,
        List<Capability> received) {
    public SessionDetails {
        families = Set.copyOf(families);
        offered = List.copyOf(offered);
        received = List.copyOf(received);
    }
}
