package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.PeerId;
import io.barewire.speaker.PeerStatus;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 2918 and RFC 7313: each side asks for the other's routes again and gets them, and the session stays.
class Rfc2918RouteRefreshTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.REFRESH_BY_PEER)
    void thePeerGetsOurRoutesAgain(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24", "2001:db8:2::/48"),
                Peer.of(daemon.address(), 65001).families(IPV4, IPV6)));
        daemon.configure(bothFamilies(daemon));
        daemon.waitForRoute("10.2.0.0/24");
        daemon.waitForRoute("2001:db8:2::/48");
        PeerStatus before = speaker.peer(daemon.address());
        daemon.refresh(daemon.gateway(), IPV4);
        daemon.refresh(daemon.gateway(), IPV6);
        speaker.waitForPeer(
                daemon.address(),
                "two ROUTE-REFRESHes, each answered",
                now -> now.messagesIn().routeRefreshes() >= before.messagesIn().routeRefreshes() + 2
                        && now.messagesOut().updates() >= before.messagesOut().updates() + 2);
        daemon.waitForRoute("10.2.0.0/24");
        daemon.waitForRoute("2001:db8:2::/48");
        assertSessionStayed(speaker, daemon);
    }

    @Scenario(Feature.REFRESH_BY_US)
    void weGetThePeersRoutesAgain(Daemon daemon) {
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(daemon.address(), 65001).families(IPV4, IPV6));
        daemon.configure(bothFamilies(daemon).originate("10.1.0.0/24", "2001:db8:1::/48"));
        speaker.waitForRoute("10.1.0.0/24");
        speaker.waitForRoute("2001:db8:1::/48");
        long before = speaker.peer(daemon.address()).messagesIn().updates();
        PeerId peer = new PeerId(daemon.address().toString());
        assertTrue(speaker.speaker().refresh(peer, IPV4));
        assertTrue(speaker.speaker().refresh(peer, IPV6));
        speaker.waitForPeer(
                daemon.address(),
                "its routes again",
                status -> status.messagesIn().updates() >= before + 2);
        speaker.waitForRoute("10.1.0.0/24");
        speaker.waitForRoute("2001:db8:1::/48");
        assertSessionStayed(speaker, daemon);
    }

    /// Two ROUTE-REFRESH messages frame each answer: the beginning and the end of it.
    @Scenario(Feature.ENHANCED_REFRESH)
    void answersHaveABeginningAndAnEnd(Daemon daemon) {
        EmbeddedSpeaker speaker =
                speakers.start(Speakers.config(65002, Set.of("10.2.0.0/24"), Peer.of(daemon.address(), 65001)));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.EnhancedRefresh())
                .originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        daemon.waitForRoute("10.2.0.0/24");
        assertTrue(speaker.speaker().refresh(new PeerId(daemon.address().toString()), IPV4));
        speaker.waitForPeer(
                daemon.address(),
                "the frame around its answer",
                status -> status.messagesIn().routeRefreshes() == 2);
        daemon.refresh(daemon.gateway(), IPV4);
        speaker.waitForPeer(
                daemon.address(),
                "the frame around our answer",
                status -> status.messagesIn().routeRefreshes() == 3
                        && status.messagesOut().routeRefreshes() == 3);
        speaker.waitForRoute("10.1.0.0/24");
        daemon.waitForRoute("10.2.0.0/24");
        assertSessionStayed(speaker, daemon);
    }

    private static DaemonConfig bothFamilies(Daemon daemon) {
        return DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), Option.Families.of(IPV4, IPV6));
    }

    private static void assertSessionStayed(EmbeddedSpeaker speaker, Daemon daemon) {
        PeerStatus peer = speaker.peer(daemon.address());
        assertTrue(peer.isEstablished());
        assertEquals(1, peer.timesEstablished());
    }
}
