package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.speaker.SessionEnd;
import io.barewire.wire.Notification;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §6.2, RFC 4486: a session that must not be is refused with the right NOTIFICATION, attempts go on, and when
/// the mistake is mended the session comes up.
class RefusalTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.WRONG_AS)
    void weRefuseAPeerOfAnotherAs(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(), 65009));
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(), 65002, new Option.Passive()));
        SessionEnd end =
                speaker.waitForEnd("our refusal", attempt -> attempt.sent().isPresent());
        assertEquals("2/2", code(end.sent()), end.why());
        assertTrue(end.why().contains("65001"), end.why());
        speaker.apply(Speakers.config(65002, Set.of(), Peer.of(daemon.address(), 65001)));
        speaker.waitForEstablished(daemon.address());
    }

    @Scenario(Feature.WRONG_AS)
    void aPeerThatExpectsAnotherAsRefusesUs(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(), 65001));
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(), 65009, new Option.Passive()));
        SessionEnd end =
                speaker.waitForEnd("its refusal", attempt -> attempt.received().isPresent());
        assertEquals("2/2", code(end.received()), end.why());
    }

    /// RFC 4486 §4: too many prefixes end the session with Cease 6/1.
    @Scenario(Feature.MAXIMUM_PREFIXES)
    void weEndASessionWithTooManyPrefixes(Daemon daemon) {
        EmbeddedSpeaker speaker =
                speakers.start(65002, Peer.of(daemon.address(), 65001).maximumPrefixes(3));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive())
                .originate("10.1.0.0/24", "10.1.1.0/24", "10.1.2.0/24", "10.1.3.0/24"));
        SessionEnd end = speaker.waitForEnd("our Cease", ended -> ended.sent().isPresent());
        assertEquals("6/1", code(end.sent()), end.why());
    }

    @Scenario(Feature.MAXIMUM_PREFIXES)
    void aPeerEndsASessionWithTooManyPrefixes(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24", "10.2.1.0/24", "10.2.2.0/24", "10.2.3.0/24"),
                Peer.of(daemon.address(), 65001)));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.MaximumPrefixes(3)));
        SessionEnd end =
                speaker.waitForEnd("its Cease", ended -> ended.received().isPresent());
        assertEquals("6/1", code(end.received()), end.why());
    }

    /// It knows us, but we do not know it.
    @Scenario(Feature.UNKNOWN_PEER)
    void anUnconfiguredPeerIsNotListenedTo(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002);
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(), 65002, new Option.Port(speaker.port())));
        speaker.waitForRefusalOf(daemon.address());
        assertEquals(
                Optional.empty(), speaker.speaker().status().peers().stream().findAny());
    }

    /// Of a Hard Reset the reason that it carries (RFC 8538 §3.1).
    private static String code(Optional<Notification> notification) {
        return notification
                .map(Notification::enclosed)
                .map(sent -> sent.code() + "/" + sent.subcode())
                .orElse("none");
    }
}
