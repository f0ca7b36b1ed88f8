package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdProfile;
import io.barewire.interop.DaemonConfig.Option;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.Reach;
import io.barewire.speaker.SessionEnd;
import io.barewire.wire.Notification;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 5883: BFD of a session that may go over several hops, on its own port.
class Rfc5883MultihopBfdTest {
    /// It leaves the TTL to the system.
    private static final int BIRDS_TTL = 64;

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.BFD_MULTIHOP)
    void aFrozenPeerIsFound(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(
                65002,
                Peer.of(daemon.address(), 65001)
                        .timers(new PeerConfig.Timers(
                                Duration.ofSeconds(240), Duration.ofSeconds(80), Duration.ofSeconds(1)))
                        .with(change -> change.tcp(tcp -> tcp.withReach(new Reach.Multihop(255)))
                                .bfd(BfdProfile.DEFAULT.withMinimumTtl(BIRDS_TTL))));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(
                        daemon.gateway(),
                        65002,
                        new Option.Passive(),
                        new Option.HoldTime(240),
                        new Option.Multihop(),
                        new Option.Bfd()));
        speaker.waitForEstablished(daemon.address());
        Rfc5880BfdTest.waitForBfd(speaker, daemon);
        assertTrue(speaker.peer(daemon.address()).bfd().orElseThrow().path().multihop());
        daemon.freeze();
        try {
            SessionEnd end = speaker.waitForEnd("the end by BFD", SessionEnd::wasEstablished);
            assertEquals(Optional.of(Notification.of(6, 10)), end.sent().map(Notification::enclosed), end.why());
        } finally {
            daemon.thaw();
        }
        Rfc5880BfdTest.waitForBfd(speaker, daemon);
    }
}
