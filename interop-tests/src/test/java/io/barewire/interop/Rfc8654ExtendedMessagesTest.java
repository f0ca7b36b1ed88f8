package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.interop.DaemonConfig.Origin;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 8654: a route whose attributes alone are longer than 4096 octets goes from one daemon to another through us.
class Rfc8654ExtendedMessagesTest {
    /// As many of each kind as FRR takes in a line: 24 octets for the three of them.
    private static final int COMMUNITIES = 200;

    @RegisterExtension
    final Speakers speakers = new Speakers();

    /// In both directions: the daemon first, then behind us.
    @Scenario(Feature.EXTENDED_MESSAGES)
    void aRouteThatFillsMoreThanAnOrdinaryMessageTravelsOn(Daemon daemon, Frr bystander, boolean itIsBehindUs) {
        Daemon first = itIsBehindUs ? bystander : daemon;
        Daemon second = itIsBehindUs ? daemon : bystander;
        speakers.start(65002, Peer.of(first.address(), 65001), Peer.of(second.address(), 65003));
        first.configure(DaemonConfig.as(65001)
                .neighbor(first.gateway(), 65002, new Option.Passive(), new Option.ExtendedMessages())
                .originate(Origin.of("10.1.0.0/24")
                        .communities(numbered("65001:"))
                        .routeTargets(numbered("65001:"))
                        .largeCommunities(numbered("65001:1:"))));
        second.configure(DaemonConfig.as(65003)
                .identifier("192.0.2.201")
                .neighbor(second.gateway(), 65002, new Option.Passive(), new Option.ExtendedMessages()));
        HeardRoute route = second.waitForRoute("10.1.0.0/24");
        assertEquals(COMMUNITIES, route.communities().size());
        assertEquals(COMMUNITIES, route.extendedCommunities().size());
        assertEquals(COMMUNITIES, route.largeCommunities().size());
    }

    private static String[] numbered(String begin) {
        return IntStream.range(0, COMMUNITIES)
                .mapToObj(number -> begin + number)
                .toArray(String[]::new);
    }
}
