package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.interop.DaemonConfig.Origin;
import io.barewire.wire.Prefix;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §5, RFC 1997, RFC 4360, RFC 8092: what one daemon attaches to a route arrives at another one behind us,
/// apart from what must not travel on.
class AttributesTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    private static final Origin MARKED = Origin.of("10.1.0.0/24")
            .med(50)
            .communities("65001:100", "65001:200")
            .largeCommunities("4200000001:2:3")
            .routeTargets("65001:7");

    /// In both directions: the daemon first, then behind us.
    @Scenario(Feature.ATTRIBUTES)
    void communitiesTravelOnAndTheMedDoesNot(Daemon daemon, Frr bystander, boolean itIsBehindUs) {
        Daemon first = itIsBehindUs ? bystander : daemon;
        Daemon second = itIsBehindUs ? daemon : bystander;
        speakers.start(65002, Peer.of(first.address(), 65001), Peer.of(second.address(), 65003));
        first.configure(DaemonConfig.as(65001)
                .neighbor(first.gateway(), 65002, new Option.Passive())
                .originate(MARKED));
        second.configure(DaemonConfig.as(65003)
                .identifier("192.0.2.201")
                .neighbor(second.gateway(), 65002, new Option.Passive()));
        HeardRoute route = second.waitForRoute("10.1.0.0/24");
        assertEquals("65002 65001", route.asPath());
        assertEquals("igp", route.origin());
        assertEquals(Set.of("65001:100", "65001:200"), route.communities());
        assertEquals(Set.of("4200000001:2:3"), route.largeCommunities());
        assertEquals(Set.of("rt:65001:7"), route.extendedCommunities());
        assertEquals(0, route.med().orElse(0));
        assertEquals(first.address().toString(), route.nextHop()); // on the same network (§5.1.3)
    }

    /// RFC 1997: NO_EXPORT keeps a route inside the AS that received it.
    @Scenario(Feature.NO_EXPORT)
    void aRouteMarkedNoExportStaysWithUs(Daemon daemon, Frr bystander) {
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(daemon.address(), 65001), Peer.of(bystander.address(), 65003));
        bystander.configure(DaemonConfig.as(65003)
                .identifier("192.0.2.201")
                .neighbor(bystander.gateway(), 65002, new Option.Passive()));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive())
                .originate(Origin.of("10.1.0.0/24").communities("no-export"))
                .originate("10.1.1.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        bystander.waitForRoute("10.1.1.0/24");
        bystander.waitForNoRoute("10.1.0.0/24");
    }

    /// RFC 4271 §9.2: a route learned inside the AS is not told to others inside it.
    @Scenario(Feature.NOT_REFLECTED)
    void anInternalRouteIsNotReflected(Daemon daemon, Frr bystander) {
        EmbeddedSpeaker speaker =
                speakers.start(65001, Peer.of(daemon.address(), 65001), Peer.of(bystander.address(), 65001));
        bystander.configure(DaemonConfig.as(65001)
                .identifier("192.0.2.201")
                .neighbor(bystander.gateway(), 65001, new Option.Passive()));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65001, new Option.Passive())
                .originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        speaker.speaker().announce(Prefix.parse("10.2.0.0/24"));
        bystander.waitForRoute("10.2.0.0/24");
        bystander.waitForNoRoute("10.1.0.0/24");
    }
}
