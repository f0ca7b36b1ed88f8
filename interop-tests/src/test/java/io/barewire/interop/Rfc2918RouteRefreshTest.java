package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.rib.PeerId;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 2918 and RFC 7313: each side asks for the other's routes again and gets them, and the session stays.
@Tag("container")
class Rfc2918RouteRefreshTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Test
    void frrGetsOurRoutesAgain() {
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24", "2001:db8:2::/48"),
                Peer.of(frr.address(), 65001).families(IPV4, IPV6)));
        frr.configure(bothFamilies());
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        frr.waitForRoute("ipv6", "2001:db8:2::/48");
        long before = stat("updatesRecv");
        frr.vtysh("clear bgp ipv4 unicast " + frr.gateway() + " soft in");
        frr.vtysh("clear bgp ipv6 unicast " + frr.gateway() + " soft in");
        frr.waitForNeighbor(frr.gateway(), "our routes again", _ -> stat("updatesRecv") >= before + 2);
        assertTrue(speaker.peer(frr.address()).messagesIn().routeRefreshes() >= 2);
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        frr.waitForRoute("ipv6", "2001:db8:2::/48");
        assertSessionStayed();
    }

    /// What FRR refused and did not keep arrives when it lets it in.
    @Test
    void aRouteThatFrrRefusedArrivesWhenItAsksAgain() {
        speakers.start(Speakers.config(65002, Set.of("10.2.0.0/24", "10.2.1.0/24"), Peer.of(frr.address(), 65001)));
        frr.configure(FrrConfig.as(65001)
                .policy("ip prefix-list IN permit 10.2.1.0/24")
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway(), "prefix-list IN in"));
        frr.waitForRoute("ipv4", "10.2.1.0/24");
        frr.waitForNoRoute("ipv4", "10.2.0.0/24");
        frr.change("ip prefix-list IN permit any");
        frr.vtysh("clear bgp ipv4 unicast " + frr.gateway() + " soft in");
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        assertSessionStayed();
    }

    @Test
    void weGetFrrsRoutesAgain() {
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(frr.address(), 65001).families(IPV4, IPV6));
        frr.configure(bothFamilies().networks(IPV4, "10.1.0.0/24").networks(IPV6, "2001:db8:1::/48"));
        speaker.waitForRoute("10.1.0.0/24");
        speaker.waitForRoute("2001:db8:1::/48");
        long before = speaker.peer(frr.address()).messagesIn().updates();
        PeerId peer = new PeerId(frr.address().toString());
        assertTrue(speaker.speaker().refresh(peer, IPV4));
        assertTrue(speaker.speaker().refresh(peer, IPV6));
        speaker.waitForPeer(
                frr.address(),
                "FRR's routes again",
                status -> status.messagesIn().updates() >= before + 2);
        assertEquals(2, stat("routeRefreshRecv"));
        speaker.waitForRoute("10.1.0.0/24");
        speaker.waitForRoute("2001:db8:1::/48");
        assertSessionStayed();
    }

    private static FrrConfig bothFamilies() {
        return FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .activate(IPV6, frr.gateway());
    }

    private static long stat(String name) {
        return frr.neighbor(frr.gateway()).path("messageStats").path(name).asLong();
    }

    private static void assertSessionStayed() {
        JsonNode neighbor = frr.neighbor(frr.gateway());
        assertEquals("Established", neighbor.path("bgpState").asText());
        assertEquals(1, neighbor.path("connectionsEstablished").asInt());
    }
}
