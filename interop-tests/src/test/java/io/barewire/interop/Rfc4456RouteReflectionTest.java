package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.ReceivedRoute;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4456: routes of one client reach the other through the reflector, with the names of where they began and of the
/// cluster that they went through, and nothing else changed.
class Rfc4456RouteReflectionTest {
    private static final String OTHERS_IDENTIFIER = "192.0.2.201";

    @RegisterExtension
    final Speakers speakers = new Speakers();

    /// In both directions: the daemon's routes to the bystander, then the bystander's to the daemon.
    @Scenario(Feature.REFLECTION_BY_US)
    void weReflectBetweenClients(Daemon daemon, Frr bystander, boolean itIsBehindUs) {
        Daemon first = itIsBehindUs ? bystander : daemon;
        Daemon second = itIsBehindUs ? daemon : bystander;
        speakers.start(65001, client(first), client(second));
        first.configure(DaemonConfig.as(65001)
                .neighbor(first.gateway(), 65001, new Option.Passive())
                .originate("10.1.0.0/24"));
        second.configure(DaemonConfig.as(65001)
                .identifier(OTHERS_IDENTIFIER)
                .neighbor(second.gateway(), 65001, new Option.Passive()));
        HeardRoute route = second.waitForRoute("10.1.0.0/24");
        assertEquals(DaemonConfig.IDENTIFIER, route.originatorId());
        assertEquals(List.of(Speakers.IDENTIFIER.toString()), route.clusterList());
        assertEquals(first.address().toString(), route.nextHop());
        assertEquals("", route.asPath());
        assertEquals(100, route.localPref().orElseThrow());
    }

    private static Peer client(Daemon daemon) {
        return Peer.of(daemon.address(), 65001)
                .with(change -> change.policy(policy -> policy.withRouteReflectorClient(true)));
    }

    @Scenario(Feature.REFLECTION_BY_PEER)
    void thePeerReflectsToUs(Daemon daemon, Frr bystander) {
        EmbeddedSpeaker speaker =
                speakers.start(Speakers.config(65001, Set.of("10.2.0.0/24"), Peer.of(daemon.address(), 65001)));
        bystander.configure(DaemonConfig.as(65001)
                .identifier(OTHERS_IDENTIFIER)
                .neighbor(daemon.address(), 65001)
                .originate("10.1.0.0/24"));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65001, new Option.Passive(), new Option.RouteReflectorClient())
                .neighbor(bystander.address(), 65001, new Option.RouteReflectorClient()));
        assertEquals(
                bystander.address(),
                speaker.waitForRoute("10.1.0.0/24").getFirst().address());
        ReceivedRoute route = speaker.waitForReceived(daemon.address(), "10.1.0.0/24");
        assertEquals(
                new PathAttribute.OriginatorId(number(OTHERS_IDENTIFIER)),
                route.attributes().get(PathAttribute.OriginatorId.class).orElseThrow());
        assertEquals(
                new PathAttribute.ClusterList(List.of(number(DaemonConfig.IDENTIFIER))),
                route.attributes().get(PathAttribute.ClusterList.class).orElseThrow());
        assertEquals("10.255.0.1", bystander.waitForRoute("10.2.0.0/24").originatorId());
        assertEquals(Set.of(Prefix.parse("10.1.0.0/24")), speaker.routes().keySet());
    }

    private static int number(String dotted) {
        int number = 0;
        for (String octet : dotted.split("\\.", -1)) {
            number = number << 8 | Integer.parseInt(octet);
        }
        return number;
    }
}
