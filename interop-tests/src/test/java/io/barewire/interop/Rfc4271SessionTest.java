package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.rib.ReceivedRoute;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.SessionDetails;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.PathAttribute;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 4271 §6.8, §8, §5.1: a session comes up whoever connects, over either family, inside an AS and between two, and
/// one route each way carries the attributes that it must.
@Tag("container")
class Rfc4271SessionTest {
    private static final long FRR_AS = 65001;

    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    enum Connects {
        BAREWIRE,
        FRR,
        BOTH
    }

    @ParameterizedTest(name = "{0} connects over {1}, our AS {2}")
    @CsvSource({
        "BAREWIRE, IPV4, 65001", "BAREWIRE, IPV4, 65002", "BAREWIRE, IPV6, 65001", "BAREWIRE, IPV6, 65002",
        "FRR,      IPV4, 65001", "FRR,      IPV4, 65002", "FRR,      IPV6, 65001", "FRR,      IPV6, 65002",
        "BOTH,     IPV4, 65001", "BOTH,     IPV4, 65002", "BOTH,     IPV6, 65001", "BOTH,     IPV6, 65002"
    })
    void aSessionComesUpAndRoutesGoBothWays(Connects who, AddressFamily family, long ourAs) {
        IpAddress theirs = family == IPV4 ? frr.address() : frr.addressV6();
        IpAddress ours = family == IPV4 ? frr.gateway() : frr.gatewayV6();
        String fromFrr = family == IPV4 ? "10.1.0.0/24" : "2001:db8:1::/48";
        String fromUs = family == IPV4 ? "10.2.0.0/24" : "2001:db8:2::/48";
        boolean external = ourAs != FRR_AS;

        EmbeddedSpeaker speaker = speakers.start(
                Speakers.config(ourAs, Set.of(fromUs), Peer.of(theirs, FRR_AS).passive(who == Connects.FRR)));
        String direction = who == Connects.BAREWIRE ? "passive" : "port " + speaker.port();
        frr.configure(FrrConfig.as(FRR_AS)
                .neighbor(ours, ourAs, direction)
                .activate(family, ours)
                .networks(family, fromFrr));

        JsonNode neighbor = frr.waitForEstablished(ours);
        PeerStatus peer = speaker.waitForEstablished(theirs);
        assertEquals(ourAs, neighbor.path("remoteAs").asLong());
        assertEquals(
                Speakers.IDENTIFIER.toString(), neighbor.path("remoteRouterId").asText());
        assertEquals(external, peer.external());
        assertEquals(
                FrrConfig.ROUTER_ID,
                peer.session().map(SessionDetails::peerIdentifier).orElseThrow().toString());

        JsonNode path = frr.waitForRoute(FrrConfig.name(family), fromUs);
        assertEquals(
                external ? Long.toString(ourAs) : "",
                path.path("aspath").path("string").asText().replace("Local", ""));
        assertEquals("IGP", path.path("origin").asText());
        assertEquals(ours.toString(), path.path("nexthops").path(0).path("ip").asText());
        assertTrue(path.path("valid").asBoolean(), path.toPrettyString());
        if (!external) {
            assertEquals(100, path.path("locPrf").asInt());
        }

        assertEquals(theirs, speaker.waitForRoute(fromFrr).getFirst().address());
        ReceivedRoute received = speaker.waitForReceived(theirs, fromFrr);
        assertEquals(external ? List.of(FRR_AS) : List.of(), asPath(received));
        assertEquals(
                PathAttribute.Origin.Kind.IGP,
                received.attributes()
                        .get(PathAttribute.Origin.class)
                        .orElseThrow()
                        .kind());
        assertEquals(
                !external,
                received.attributes().get(PathAttribute.LocalPref.class).isPresent());
    }

    /// §6.8: whichever identifier is the higher one, exactly one of two simultaneous connections is left, and it stays.
    @ParameterizedTest(name = "FRR''s identifier is {0}")
    @CsvSource({"10.0.0.1", "192.0.2.250"})
    void twoConnectionsBecomeOneSession(String frrIdentifier) {
        PeerConfig.Timers brisk =
                new PeerConfig.Timers(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(1));
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(frr.address(), FRR_AS).timers(brisk));
        for (int round = 0; round < 3; round++) {
            frr.configure(FrrConfig.as(FRR_AS)
                    .line("bgp router-id " + frrIdentifier)
                    .neighbor(frr.gateway(), 65002, "port " + speaker.port())
                    .activate(IPV4, frr.gateway())
                    .networks(IPV4, "10.1." + round + ".0/24"));
            frr.waitForEstablished(frr.gateway());
            speaker.waitForEstablished(frr.address());
            speaker.waitForRoute("10.1." + round + ".0/24");
            long keepalives = keepalives();
            frr.waitForNeighbor(frr.gateway(), "two more KEEPALIVEs", _ -> keepalives() >= keepalives + 2);
            JsonNode neighbor = frr.neighbor(frr.gateway());
            assertEquals(1, neighbor.path("connectionsEstablished").asInt());
            assertEquals(0, neighbor.path("connectionsDropped").asInt());
        }
    }

    private long keepalives() {
        return frr.neighbor(frr.gateway())
                .path("messageStats")
                .path("keepalivesRecv")
                .asLong();
    }

    /// §4.2: the smaller hold time is in force on both sides, and a keepalive goes three times in it.
    @ParameterizedTest(name = "we ask for {0} s, FRR for {1} s")
    @CsvSource({"9, 30, 9", "90, 12, 12", "0, 30, 0"})
    void theSmallerHoldTimeIsAgreed(int ours, int theirs, int agreed) {
        speakers.start(
                65002,
                Peer.of(frr.address(), FRR_AS)
                        .timers(new PeerConfig.Timers(
                                Duration.ofSeconds(ours), Duration.ofSeconds(ours / 3), Duration.ofSeconds(1))));
        frr.configure(FrrConfig.as(FRR_AS)
                .neighbor(frr.gateway(), 65002, "passive", "timers " + theirs / 3 + " " + theirs)
                .activate(IPV4, frr.gateway()));
        JsonNode neighbor = frr.waitForEstablished(frr.gateway());
        assertEquals(agreed * 1000, neighbor.path("bgpTimerHoldTimeMsecs").asInt());
    }

    @Test
    void eachSideSeesTheOthersCapabilities() {
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(frr.address(), FRR_AS).families(IPV4, IPV6));
        frr.configure(FrrConfig.as(FRR_AS)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .activate(IPV6, frr.gateway()));
        JsonNode capabilities = frr.waitForEstablished(frr.gateway()).path("neighborCapabilities");
        assertEquals("advertisedAndReceived", capabilities.path("4byteAs").asText(), capabilities.toPrettyString());
        assertEquals(
                "barewire-node",
                capabilities.path("hostName").path("rcvHostName").asText(),
                capabilities.toPrettyString());
        SessionDetails session =
                speaker.waitForEstablished(frr.address()).session().orElseThrow();
        assertEquals(Set.of(IPV4, IPV6), session.families());
        assertTrue(session.received().contains(new Capability.FourOctetAs(FRR_AS)), session.toString());
        assertTrue(session.received().contains(new Capability.RouteRefresh()), session.toString());
        assertTrue(session.received().stream().anyMatch(Capability.Fqdn.class::isInstance), session.toString());
    }

    private static List<Long> asPath(ReceivedRoute route) {
        return route.attributes().get(PathAttribute.AsPath.class).orElseThrow().segments().stream()
                .flatMap(segment -> segment.asNumbers().stream())
                .toList();
    }
}
