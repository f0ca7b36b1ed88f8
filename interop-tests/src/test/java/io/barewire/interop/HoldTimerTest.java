package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.SessionEnd;
import io.barewire.wire.Notification;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §6.5: a peer that says nothing for the hold time is given NOTIFICATION 4/0, though its TCP stack goes on
/// answering. That FRR does the same to us is in [AgentTest], whose process can be stopped.
@Tag("container")
class HoldTimerTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Test
    void aFrozenFrrLosesItsSessionAndComesBackWhenItThaws() {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(frr.address(), 65001));
        frr.configure(FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive", "timers 1 3")
                .activate(IPV4, frr.gateway())
                .networks(IPV4, "10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        frr.freeze();
        try {
            SessionEnd end = speaker.waitForEnd("the end of the hold time", SessionEnd::wasEstablished);
            assertEquals(Optional.of(Notification.of(4, 0)), end.sent(), end.why());
            assertTrue(end.why().contains("hold"), end.why());
            speaker.waitForNoRoute("10.1.0.0/24");
        } finally {
            frr.thaw();
        }
        speaker.waitForRoute("10.1.0.0/24");
        assertEquals(2, speaker.peer(frr.address()).timesEstablished());
    }
}
