package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.interop.DaemonConfig.Option;
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
import java.util.OptionalLong;
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
    private static final long THEIR_AS = 65001;

    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    enum Connects {
        BAREWIRE,
        PEER,
        BOTH
    }

    /// Every pair of choices is in one of them.
    enum Shape {
        WE_CONNECT_OVER_IPV4_INTERNAL(Connects.BAREWIRE, IPV4, false),
        WE_CONNECT_OVER_IPV6_EXTERNAL(Connects.BAREWIRE, IPV6, true),
        THE_PEER_CONNECTS_OVER_IPV4_EXTERNAL(Connects.PEER, IPV4, true),
        THE_PEER_CONNECTS_OVER_IPV6_INTERNAL(Connects.PEER, IPV6, false),
        BOTH_CONNECT_OVER_IPV4_EXTERNAL(Connects.BOTH, IPV4, true),
        BOTH_CONNECT_OVER_IPV6_INTERNAL(Connects.BOTH, IPV6, false);

        private final Connects who;
        private final AddressFamily family;
        private final boolean external;

        Shape(Connects who, AddressFamily family, boolean external) {
            this.who = who;
            this.family = family;
            this.external = external;
        }
    }

    @Scenario(Feature.SESSION)
    void aSessionComesUpAndRoutesGoBothWays(Daemon daemon, Shape shape) {
        Connects who = shape.who;
        AddressFamily family = shape.family;
        boolean external = shape.external;
        IpAddress theirs = daemon.address(family);
        IpAddress ours = daemon.gateway(family);
        String fromThem = family == IPV4 ? "10.1.0.0/24" : "2001:db8:1::/48";
        String fromUs = family == IPV4 ? "10.2.0.0/24" : "2001:db8:2::/48";
        long ourAs = external ? 65002 : THEIR_AS;

        EmbeddedSpeaker speaker = speakers.start(
                Speakers.config(ourAs, Set.of(fromUs), Peer.of(theirs, THEIR_AS).passive(who == Connects.PEER)));
        Option direction = who == Connects.BAREWIRE ? new Option.Passive() : new Option.Port(speaker.port());
        daemon.configure(
                DaemonConfig.as(THEIR_AS).neighbor(ours, ourAs, direction).originate(fromThem));

        assertEquals(
                Speakers.IDENTIFIER.toString(), daemon.waitForEstablished(ours).identifier());
        PeerStatus peer = speaker.waitForEstablished(theirs);
        assertEquals(external, peer.external());
        assertEquals(
                DaemonConfig.IDENTIFIER,
                peer.session().map(SessionDetails::peerIdentifier).orElseThrow().toString());

        HeardRoute heard = daemon.waitForRoute(fromUs);
        assertEquals(external ? Long.toString(ourAs) : "", heard.asPath());
        assertEquals("igp", heard.origin());
        assertEquals(ours.toString(), heard.nextHop());
        if (!external) {
            assertEquals(OptionalLong.of(100), heard.localPref());
        }

        assertEquals(theirs, speaker.waitForRoute(fromThem).getFirst().address());
        ReceivedRoute received = speaker.waitForReceived(theirs, fromThem);
        assertEquals(external ? List.of(THEIR_AS) : List.of(), asPath(received));
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
                new PeerConfig.Timers(Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofSeconds(1));
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(frr.address(), THEIR_AS).timers(brisk));
        for (int round = 0; round < 3; round++) {
            frr.configure(FrrConfig.as(THEIR_AS)
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

    enum HoldTimes {
        OURS_IS_SMALLER(9, 30),
        THEIRS_IS_SMALLER(90, 12),
        OURS_IS_NONE(0, 30);

        private final int ours;
        private final int theirs;

        HoldTimes(int ours, int theirs) {
            this.ours = ours;
            this.theirs = theirs;
        }
    }

    /// §4.2: the smaller hold time is in force on both sides.
    @Scenario(Feature.HOLD_TIME)
    void theSmallerHoldTimeIsAgreed(Daemon daemon, HoldTimes asked) {
        EmbeddedSpeaker speaker = speakers.start(
                65002,
                Peer.of(daemon.address(), THEIR_AS)
                        .timers(new PeerConfig.Timers(
                                Duration.ofSeconds(asked.ours),
                                Duration.ofSeconds(asked.ours / 3),
                                Duration.ofSeconds(1))));
        daemon.configure(DaemonConfig.as(THEIR_AS)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.HoldTime(asked.theirs)));
        int agreed = Math.min(asked.ours, asked.theirs);
        assertEquals(agreed, daemon.waitForEstablished(daemon.gateway()).holdTimeSeconds());
        assertEquals(
                Duration.ofSeconds(agreed),
                speaker.waitForEstablished(daemon.address())
                        .session()
                        .orElseThrow()
                        .holdTime());
    }

    @Test
    void eachSideSeesTheOthersCapabilities() {
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(frr.address(), THEIR_AS).families(IPV4, IPV6));
        frr.configure(FrrConfig.as(THEIR_AS)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .activate(IPV6, frr.gateway()));
        frr.waitForEstablished(frr.gateway());
        JsonNode capabilities = frr.neighbor(frr.gateway()).path("neighborCapabilities");
        assertEquals("advertisedAndReceived", capabilities.path("4byteAs").asText(), capabilities.toPrettyString());
        assertEquals(
                "barewire-node",
                capabilities.path("hostName").path("rcvHostName").asText(),
                capabilities.toPrettyString());
        SessionDetails session =
                speaker.waitForEstablished(frr.address()).session().orElseThrow();
        assertEquals(Set.of(IPV4, IPV6), session.families());
        assertTrue(session.received().contains(new Capability.FourOctetAs(THEIR_AS)), session.toString());
        assertTrue(session.received().contains(new Capability.RouteRefresh()), session.toString());
        assertTrue(session.received().stream().anyMatch(Capability.Fqdn.class::isInstance), session.toString());
    }

    private static List<Long> asPath(ReceivedRoute route) {
        return route.attributes().get(PathAttribute.AsPath.class).orElseThrow().segments().stream()
                .flatMap(segment -> segment.asNumbers().stream())
                .toList();
    }
}
