package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.PeerId;
import io.barewire.speaker.Clear;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SessionEnd;
import io.barewire.wire.Notification;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 9687: a peer that reads nothing any more loses its session though the hold time is far from over, as soon as its
/// TCP stack has no room for more.
class Rfc9687SendHoldTimerTest {
    private static final PeerConfig.Timers PATIENT_WITH_SILENCE = new PeerConfig.Timers(
            Duration.ofSeconds(240), Duration.ofSeconds(80), Duration.ofSeconds(1), Optional.of(Duration.ofSeconds(3)));

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.SEND_HOLD_TIMER)
    void aFrozenPeerThatTakesNothingLosesItsSession(Daemon daemon) {
        Set<String> many = IntStream.range(0, 20_000)
                .mapToObj(i -> "10." + (i >> 8) + "." + (i & 0xFF) + ".0/24")
                .collect(Collectors.toSet());
        EmbeddedSpeaker speaker = speakers.start(
                Speakers.config(65002, many, Peer.of(daemon.address(), 65001).timers(PATIENT_WITH_SILENCE)));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.HoldTime(240)));
        daemon.waitForRoute("10.0.0.0/24");
        PeerId peer = new PeerId(daemon.address().toString());
        daemon.freeze();
        try {
            // All routes again and again, until nothing more fits into both ends' buffers.
            Waiting.waitFor(
                    "the end of the session",
                    () -> speaker.speaker().clear(peer, new Clear.SoftOut()),
                    Clear.Outcome.NOT_ESTABLISHED::equals);
            SessionEnd end = speaker.waitForEnd("the end of the send hold time", SessionEnd::wasEstablished);
            assertEquals(Optional.of(Notification.of(8, 0)), end.sent(), end.why());
        } finally {
            daemon.thaw();
        }
        speaker.waitForEstablished(daemon.address());
    }
}
