package io.barewire.speaker.transport;

import io.barewire.rib.SessionInfo;
import io.barewire.rib.SessionTerms;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SessionDetails;
import io.barewire.speaker.session.Negotiated;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.wire.IpAddress;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.util.Set;

/// What others are told of a session that has just come up: what was agreed, and where its ends are.
///
/// @param info for the tables
/// @param details for people
record UpSession(SessionInfo info, SessionDetails details) {
    static UpSession over(
            SocketChannel channel,
            Negotiated agreed,
            PeerConfig config,
            SessionConfig session,
            LocalInterfaces interfaces) {
        InetAddress local = channel.localAddress().getAddress();
        InetAddress remote = channel.remoteAddress().getAddress();
        int scope = LocalAddresses.scope(remote);
        LocalInterface here = interfaces.at(local);
        IpAddress peer = IpAddress.of(remote);
        boolean oneHopAway = agreed.format().external() && config.tcp().reach().isOneHop();
        SessionInfo info = new SessionInfo(
                agreed.received().myAs(),
                agreed.received().bgpIdentifier(),
                peer,
                here.nextHops(peer, session.bgpIdentifier(), agreed.format().extendedNextHop()),
                agreed.format(),
                agreed.enhancedRouteRefresh(),
                scope == 0 ? here.index() : scope,
                agreed.format().external() && config.tcp().reach().isConnected(),
                new SessionTerms(
                        session.localAs(),
                        agreed.longLivedKnown(),
                        session.options().role(),
                        session.options().heedGracefulShutdown(),
                        false,
                        oneHopAway ? here.sharedWith(peer) : Set.of()));
        SessionDetails details = new SessionDetails(
                channel.localAddress(),
                channel.remoteAddress(),
                agreed.sent().myAs(),
                agreed.peerAs(),
                agreed.received().bgpIdentifier(),
                agreed.holdTime(),
                agreed.keepaliveTime(),
                agreed.families(),
                agreed.sent().capabilities(),
                agreed.received().capabilities());
        return new UpSession(info, details);
    }
}
