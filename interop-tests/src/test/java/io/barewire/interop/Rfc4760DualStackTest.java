package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// RFC 4760: both families over one session, whichever of them carries it, and only what both sides offered.
@Tag("container")
class Rfc4760DualStackTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @ParameterizedTest(name = "over {0}")
    @EnumSource(AddressFamily.class)
    void bothFamiliesTravelOverOneSession(AddressFamily transport) {
        IpAddress theirs = transport == IPV4 ? frr.address() : frr.addressV6();
        IpAddress ours = transport == IPV4 ? frr.gateway() : frr.gatewayV6();
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24", "2001:db8:2::/48"),
                Peer.of(theirs, 65001).families(IPV4, IPV6)));
        frr.configure(FrrConfig.as(65001)
                .neighbor(ours, 65002, "passive")
                .activate(IPV4, ours)
                .activate(IPV6, ours)
                .networks(IPV4, "10.1.0.0/24")
                .networks(IPV6, "2001:db8:1::/48"));

        assertEquals(
                frr.address(), speaker.waitForRoute("10.1.0.0/24").getFirst().address());
        assertEquals(
                frr.addressV6(),
                speaker.waitForRoute("2001:db8:1::/48").getFirst().address());
        JsonNode ipv4 = frr.waitForRoute("ipv4", "10.2.0.0/24");
        assertEquals(
                frr.gateway().toString(),
                ipv4.path("nexthops").path(0).path("ip").asText());
        JsonNode ipv6 = frr.waitForRoute("ipv6", "2001:db8:2::/48");
        assertEquals(
                frr.gatewayV6().toString(),
                ipv6.path("nexthops").path(0).path("ip").asText());
        assertTrue(ipv6.path("valid").asBoolean(), ipv6.toPrettyString());
    }

    @Test
    void aFamilyThatOnlyOneSideOffersIsNotExchanged() {
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24", "2001:db8:2::/48"),
                Peer.of(frr.address(), 65001).families(IPV4, IPV6)));
        frr.configure(FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .networks(IPV4, "10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        assertEquals(
                Set.of(IPV4),
                speaker.peer(frr.address()).session().orElseThrow().families());
        frr.waitForNoRoute("ipv6", "2001:db8:2::/48");
    }
}
