package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.SessionEnd;
import io.barewire.wire.Notification;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §6.2, RFC 4486: a session that must not be is refused with the right NOTIFICATION, attempts go on, and when
/// the mistake is mended the session comes up.
@Tag("container")
class RefusalTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Test
    void weRefuseAnFrrOfAnotherAs() {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(frr.address(), 65009));
        frr.configure(
                FrrConfig.as(65001).neighbor(frr.gateway(), 65002, "passive").activate(IPV4, frr.gateway()));
        SessionEnd end =
                speaker.waitForEnd("our refusal", attempt -> attempt.sent().isPresent());
        Notification sent = end.sent().orElseThrow();
        assertEquals("2/2", sent.code() + "/" + sent.subcode(), end.why());
        assertTrue(end.why().contains("65001"), end.why());
        frr.waitForLog("received from neighbor " + frr.gateway() + " 2/2 (OPEN Message Error/Bad Peer AS)");
        speaker.apply(Speakers.config(65002, Set.of(), Peer.of(frr.address(), 65001)));
        speaker.waitForEstablished(frr.address());
        frr.waitForEstablished(frr.gateway());
    }

    @Test
    void anFrrThatExpectsAnotherAsRefusesUs() {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(frr.address(), 65001));
        frr.configure(
                FrrConfig.as(65001).neighbor(frr.gateway(), 65009, "passive").activate(IPV4, frr.gateway()));
        SessionEnd end = speaker.waitForEnd(
                "FRR's refusal", attempt -> attempt.received().isPresent());
        Notification received = end.received().orElseThrow();
        assertEquals("2/2", received.code() + "/" + received.subcode(), end.why());
        frr.change("router bgp 65001\n neighbor " + frr.gateway() + " remote-as 65002\n");
        speaker.waitForEstablished(frr.address());
    }

    /// RFC 4486 §4: too many prefixes end the session with Cease 6/1.
    @Test
    void tooManyPrefixesEndTheSession() {
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(frr.address(), 65001).maximumPrefixes(3));
        frr.configure(FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .networks(IPV4, "10.1.0.0/24", "10.1.1.0/24", "10.1.2.0/24", "10.1.3.0/24"));
        SessionEnd end = speaker.waitForEnd("the end of a flooded session", SessionEnd::wasEstablished);
        assertEquals(
                "6/1",
                end.sent().map(sent -> sent.code() + "/" + sent.subcode()).orElse("none"),
                end.why());
        frr.waitForNeighbor(
                frr.gateway(),
                "Maximum Number of Prefixes Reached",
                neighbor -> neighbor.path("lastNotificationReason").asText().contains("Maximum Number of Prefixes"));
    }

    /// FRR knows us, but we do not know FRR: the connection is closed before a word is said.
    @Test
    void anUnconfiguredFrrIsNotListenedTo() {
        EmbeddedSpeaker speaker = speakers.start(65002);
        frr.configure(FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "port " + speaker.port())
                .activate(IPV4, frr.gateway()));
        speaker.waitForRefusalOf(frr.address());
        assertEquals(
                Optional.empty(), speaker.speaker().status().peers().stream().findAny());
        assertEquals(
                0,
                frr.neighbor(frr.gateway())
                        .path("messageStats")
                        .path("opensRecv")
                        .asInt());
    }
}
