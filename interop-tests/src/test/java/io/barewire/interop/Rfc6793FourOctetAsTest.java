package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.ReceivedRoute;
import io.barewire.wire.PathAttribute;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 6793: AS numbers above 65535, with a peer that knows them and with one that offers no capabilities at all.
class Rfc6793FourOctetAsTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.FOUR_OCTET_AS)
    void bothSidesHaveFourOctetAsNumbers(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(
                Speakers.config(4_200_000_002L, Set.of("10.2.0.0/24"), Peer.of(daemon.address(), 4_200_000_001L)));
        daemon.configure(DaemonConfig.as(4_200_000_001L)
                .neighbor(daemon.gateway(), 4_200_000_002L, new Option.Passive())
                .originate("10.1.0.0/24"));
        assertEquals("4200000002", daemon.waitForRoute("10.2.0.0/24").asPath());
        assertEquals(List.of(4_200_000_001L), asPath(speaker.waitForReceived(daemon.address(), "10.1.0.0/24")));
    }

    /// §4.2.3: an old speaker writes 23456 into AS_PATH and the real number into AS4_PATH; we see the real one.
    @Test
    @Tag("container")
    void anOldSpeakersAs4PathIsMerged() {
        EmbeddedSpeaker speaker =
                speakers.start(Speakers.config(65002, Set.of("10.2.0.0/24"), Peer.of(frr.address(), 65001)));
        frr.configure(FrrConfig.as(65001)
                .policy("""
                        route-map OUT permit 10
                         set as-path prepend 4200000001
                        exit
                        """)
                .neighbor(frr.gateway(), 65002, "passive", "dont-capability-negotiate")
                .activate(IPV4, frr.gateway(), "route-map OUT out")
                .networks(IPV4, "10.1.0.0/24"));
        assertEquals(List.of(65001L, 4_200_000_001L), asPath(speaker.waitForReceived(frr.address(), "10.1.0.0/24")));
        assertEquals(
                List.of(), speaker.peer(frr.address()).session().orElseThrow().received());
        assertEquals(
                "65002",
                frr.waitForRoute("ipv4", "10.2.0.0/24")
                        .path("aspath")
                        .path("string")
                        .asText());
    }

    private static List<Long> asPath(ReceivedRoute route) {
        return route.attributes().get(PathAttribute.AsPath.class).orElseThrow().segments().stream()
                .flatMap(segment -> segment.asNumbers().stream())
                .toList();
    }
}
