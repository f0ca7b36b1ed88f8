package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.wire.Prefix;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §5, RFC 1997, RFC 4360, RFC 8092: what one FRR attaches to a route arrives at another one behind us, apart
/// from what must not travel on.
@Tag("container")
class AttributesTest {
    @AutoClose
    @RegisterExtension
    static final Frr first = Frr.onBridge();

    @AutoClose
    @RegisterExtension
    static final Frr second = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    private static final String MARKED = """
            route-map OUT permit 10
             set community 65001:100 65001:200
             set large-community 4200000001:2:3
             set extcommunity rt 65001:7
             set metric 50
             set as-path prepend 4200000001
             set origin incomplete
            exit
            """;

    @Test
    void communitiesAndTheLongAsNumberPassThroughAndTheMedDoesNot() {
        speakers.start(65002, Peer.of(first.address(), 65001), Peer.of(second.address(), 65003));
        first.configure(FrrConfig.as(65001)
                .policy(MARKED)
                .neighbor(first.gateway(), 65002, "passive")
                .activate(IPV4, first.gateway(), "route-map OUT out")
                .networks(IPV4, "10.1.0.0/24"));
        second.configure(
                FrrConfig.as(65003).neighbor(second.gateway(), 65002, "passive").activate(IPV4, second.gateway()));
        JsonNode path = second.waitForRoute("ipv4", "10.1.0.0/24");
        assertEquals(
                "65002 65001 4200000001", path.path("aspath").path("string").asText());
        assertEquals("incomplete", path.path("origin").asText());
        assertEquals(
                "65001:100 65001:200", path.path("community").path("string").asText());
        assertEquals(
                "4200000001:2:3", path.path("largeCommunity").path("string").asText());
        assertEquals("RT:65001:7", path.path("extendedCommunity").path("string").asText());
        assertFalse(path.has("metric") && path.path("metric").asInt() != 0, path.toPrettyString());
        assertEquals(
                second.gateway().toString(),
                path.path("nexthops").path(0).path("ip").asText());
    }

    /// RFC 1997: NO_EXPORT keeps a route inside the AS that received it.
    @Test
    void aRouteMarkedNoExportStaysWithUs() {
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(first.address(), 65001), Peer.of(second.address(), 65003));
        first.configure(FrrConfig.as(65001)
                .policy("""
                        ip prefix-list SECRET permit 10.1.0.0/24
                        route-map OUT permit 10
                         match ip address prefix-list SECRET
                         set community no-export
                        exit
                        route-map OUT permit 20
                        exit
                        """)
                .neighbor(first.gateway(), 65002, "passive")
                .activate(IPV4, first.gateway(), "route-map OUT out")
                .networks(IPV4, "10.1.0.0/24", "10.1.1.0/24"));
        second.configure(
                FrrConfig.as(65003).neighbor(second.gateway(), 65002, "passive").activate(IPV4, second.gateway()));
        speaker.waitForRoute("10.1.0.0/24");
        second.waitForRoute("ipv4", "10.1.1.0/24");
        second.waitForNoRoute("ipv4", "10.1.0.0/24");
    }

    /// RFC 4271 §9.2: a route learned inside the AS is not told to others inside it.
    @Test
    void anInternalRouteIsNotReflected() {
        EmbeddedSpeaker speaker =
                speakers.start(65001, Peer.of(first.address(), 65001), Peer.of(second.address(), 65001));
        first.configure(FrrConfig.as(65001)
                .neighbor(first.gateway(), 65001, "passive")
                .activate(IPV4, first.gateway())
                .networks(IPV4, "10.1.0.0/24"));
        second.configure(FrrConfig.as(65001)
                .line("bgp router-id 192.0.2.201")
                .neighbor(second.gateway(), 65001, "passive")
                .activate(IPV4, second.gateway()));
        speaker.waitForRoute("10.1.0.0/24");
        speaker.speaker().announce(Prefix.parse("10.2.0.0/24"));
        second.waitForRoute("ipv4", "10.2.0.0/24");
        second.waitForNoRoute("ipv4", "10.1.0.0/24");
    }
}
