package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.speaker.SessionEnd;
import io.barewire.wire.Notification;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §6.5: a peer that says nothing for the hold time is given NOTIFICATION 4/0, though its TCP stack goes on
/// answering. That FRR does the same to us is in [AgentTest], whose process can be stopped.
class HoldTimerTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.HOLD_TIMER)
    void aFrozenPeerLosesItsSessionAndComesBackWhenItThaws(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(), 65001));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.HoldTime(3))
                .originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        daemon.freeze();
        try {
            SessionEnd end = speaker.waitForEnd("the end of the hold time", SessionEnd::wasEstablished);
            assertEquals(Optional.of(Notification.of(4, 0)), end.sent(), end.why());
            assertTrue(end.why().contains("hold"), end.why());
            speaker.waitForNoRoute("10.1.0.0/24");
        } finally {
            daemon.thaw();
        }
        speaker.waitForRoute("10.1.0.0/24");
        assertEquals(2, speaker.peer(daemon.address()).timesEstablished());
    }
}
