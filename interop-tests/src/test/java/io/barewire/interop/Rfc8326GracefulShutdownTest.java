package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.interop.DaemonConfig.Origin;
import io.barewire.rib.PeerId;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.Prefix;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 8326: who is about to leave says so with a community, and whoever hears it prefers other ways.
class Rfc8326GracefulShutdownTest {
    private static final String GRACEFUL_SHUTDOWN = "65535:0";

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.GRACEFUL_SHUTDOWN_BY_PEER)
    void itsMarkedRouteIsTheLastResort(Daemon daemon, Frr bystander) {
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(daemon.address(), 65001), Peer.of(bystander.address(), 65003));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive())
                .originate(Origin.of("10.1.0.0/24").communities("graceful-shutdown")));
        speaker.waitForRouteBy("10.1.0.0/24", daemon.address());
        assertTrue(speaker.waitForReceived(daemon.address(), "10.1.0.0/24")
                .attributes()
                .get(Communities.class)
                .orElseThrow()
                .values()
                .contains(Communities.GRACEFUL_SHUTDOWN));
        bystander.configure(DaemonConfig.as(65003)
                .identifier("192.0.2.201")
                .neighbor(bystander.gateway(), 65002, new Option.Passive())
                .originate(Origin.of("10.1.0.0/24").prepend(65003L, 65003L)));
        speaker.waitForRouteBy("10.1.0.0/24", bystander.address());
    }

    @Scenario(Feature.GRACEFUL_SHUTDOWN_BY_US)
    void ourMarkArrivesAndGoes(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(), 65001));
        speaker.speaker().announce(Prefix.parse("10.2.0.0/24"));
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(), 65002, new Option.Passive()));
        daemon.waitForRoute("10.2.0.0/24");
        PeerId peer = new PeerId(daemon.address().toString());
        speaker.speaker().announceShutdown(peer, true);
        daemon.waitForRoute(
                "10.2.0.0/24", "a marked path", route -> route.communities().contains(GRACEFUL_SHUTDOWN));
        speaker.speaker().announceShutdown(peer, false);
        daemon.waitForRoute(
                "10.2.0.0/24",
                "a path that is not marked",
                route -> !route.communities().contains(GRACEFUL_SHUTDOWN));
    }
}
