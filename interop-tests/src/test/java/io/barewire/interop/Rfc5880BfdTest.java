package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdProfile;
import io.barewire.bfd.BfdState;
import io.barewire.interop.DaemonConfig.Option;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SessionEnd;
import io.barewire.wire.Notification;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 5880, RFC 5881, RFC 5882 §4.2: BFD finds a frozen peer long before the hold time does, and its session ends with
/// Cease 6/10 (RFC 9384).
class Rfc5880BfdTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.BFD)
    void aFrozenPeerIsFoundByBfd(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(
                65002,
                Peer.of(daemon.address(), 65001)
                        .timers(new PeerConfig.Timers(
                                Duration.ofSeconds(240), Duration.ofSeconds(80), Duration.ofSeconds(1)))
                        .with(change -> change.bfd(BfdProfile.DEFAULT)));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.HoldTime(240), new Option.Bfd())
                .originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        waitForBfd(speaker, daemon);
        daemon.freeze();
        try {
            SessionEnd end = speaker.waitForEnd("the end by BFD", SessionEnd::wasEstablished);
            assertEquals(Optional.of(Notification.of(6, 10)), end.sent().map(Notification::enclosed), end.why());
            assertTrue(end.why().contains("BFD"), end.why());
            speaker.waitForNoRoute("10.1.0.0/24");
        } finally {
            daemon.thaw();
        }
        speaker.waitForRoute("10.1.0.0/24");
        waitForBfd(speaker, daemon);
    }

    @Scenario(Feature.BFD_PASSIVE)
    void oneEndWaitsForTheOther(Daemon daemon, boolean weDo) {
        EmbeddedSpeaker speaker = speakers.start(
                65002,
                Peer.of(daemon.address(), 65001).with(change -> change.bfd(BfdProfile.DEFAULT.withPassive(weDo))));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(
                        daemon.gateway(),
                        65002,
                        new Option.Passive(),
                        weDo ? new Option.Bfd() : new Option.PassiveBfd()));
        waitForBfd(speaker, daemon);
    }

    static void waitForBfd(EmbeddedSpeaker speaker, Daemon daemon) {
        speaker.waitForPeer(
                daemon.address(),
                "a BFD session that is up on both sides",
                peer -> peer.bfd()
                        .filter(bfd -> bfd.state() == BfdState.UP && bfd.remoteState() == BfdState.UP)
                        .isPresent());
    }
}
