package io.barewire.bfd;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// RFC 5880 §6.8, section by section, with a peer that is a few packets.
class SessionTest {
    private static final int OURS = 0x1000;
    private static final long MILLI = 1_000_000;
    private static final BfdProfile FAST =
            BfdProfile.DEFAULT.withIntervals(Duration.ofMillis(50), Duration.ofMillis(50));

    private final MemorySegment sent = MemorySegment.ofArray(new byte[24]);
    private long now = 1_000 * MILLI;

    @Test
    void comesUpInThreePackets() {
        Session session = session(BfdProfile.DEFAULT);
        assertEquals(Session.CHANGED, session.receive(Packets.packet(BfdState.DOWN, 0, 0), 0, now));
        assertEquals(BfdState.INIT, session.state());
        transmit(session);
        assertEquals(7, ControlPacket.yourDiscriminator(sent, 0));
        assertEquals(Session.CHANGED, session.receive(Packets.packet(BfdState.INIT, 0, OURS), 0, now));
        assertEquals(BfdState.UP, session.state());
    }

    /// §6.8.3: not faster than once a second before it is up; then a Poll Sequence tells the interval wanted.
    @Test
    void startsSlowlyAndPollsForItsIntervalOnceItIsUp() {
        Session session = session(FAST);
        transmit(session);
        assertEquals(1_000_000, ControlPacket.desiredMinTx(sent, 0));
        assertEquals(50_000, ControlPacket.requiredMinRx(sent, 0));
        up(session);
        transmit(session);
        assertEquals(ControlPacket.POLL, ControlPacket.flags(sent, 0));
        assertEquals(50_000, ControlPacket.desiredMinTx(sent, 0));
        session.receive(Packets.packet(BfdState.UP, ControlPacket.FINAL, OURS), 0, now);
        now += 300 * MILLI;
        transmit(session);
        assertEquals(0, ControlPacket.flags(sent, 0));
    }

    /// §6.8.6: a Poll is answered at once, with the Final bit and never with both.
    @Test
    void aPollIsAnswered() {
        Session session = session(FAST);
        up(session);
        assertEquals(Session.REPLY, session.receive(Packets.packet(BfdState.UP, ControlPacket.POLL, OURS), 0, now));
        session.write(sent, 0, true, now);
        assertEquals(ControlPacket.FINAL, ControlPacket.flags(sent, 0));
        assertTrue(session.isPolling());
    }

    /// §6.8.3: a longer interval is only used, and a shorter detection only relied on, when the peer has agreed.
    @Test
    void changedParametersTakeEffectWhenTheyCannotBreakTheSession() {
        Session session = session(FAST);
        up(session);
        answerPoll(session, 50_000, 50_000);
        assertEquals(50_000, session.transmitMicros());
        assertEquals(150_000, session.detectionMicros());

        session.configure(FAST.withIntervals(Duration.ofMillis(20), Duration.ofMillis(200)), now);
        assertEquals(BfdState.UP, session.state());
        assertEquals(50_000, session.transmitMicros(), "still as fast as the peer expects");
        assertEquals(150_000, session.detectionMicros(), "still as patient as the peer needs");
        transmit(session);
        assertEquals(ControlPacket.POLL, ControlPacket.flags(sent, 0));
        assertEquals(200_000, ControlPacket.desiredMinTx(sent, 0));
        assertEquals(20_000, ControlPacket.requiredMinRx(sent, 0));
        answerPoll(session, 20_000, 50_000);
        assertEquals(200_000, session.transmitMicros());
        assertEquals(60_000, session.detectionMicros());
    }

    /// §6.5: the Final bit under way may answer the Poll before the change.
    @Test
    void aChangeDuringAPollSequenceNeedsAnother() {
        Session session = session(FAST);
        up(session);
        session.configure(FAST.withIntervals(Duration.ofMillis(50), Duration.ofMillis(400)), now);
        answerPoll(session, 50_000, 50_000);
        assertTrue(session.isPolling());
        assertEquals(50_000, session.transmitMicros());
        answerPoll(session, 50_000, 50_000);
        assertFalse(session.isPolling());
        assertEquals(400_000, session.transmitMicros());
    }

    /// §6.8.4, §6.8.1: the peer's multiplier times the slower of what we take and it sends.
    @Test
    void silenceForTheDetectionTimeEndsTheSession() {
        Session session = session(BfdProfile.DEFAULT);
        up(session);
        session.receive(Packets.packet(BfdState.UP, ControlPacket.FINAL, OURS, 400_000, 300_000), 0, now);
        assertEquals(1_200_000, session.detectionMicros());
        now += 1_200 * MILLI - 1;
        assertEquals(Session.NOTHING, session.expire(now));
        now += 1;
        assertEquals(Session.CHANGED, session.expire(now));
        assertEquals(BfdState.DOWN, session.state());
        assertEquals(Diagnostic.DETECTION_TIME_EXPIRED, session.localDiagnostic());
        transmit(session);
        assertEquals(0, ControlPacket.yourDiscriminator(sent, 0), "forgotten");
        assertEquals(1_000_000, ControlPacket.desiredMinTx(sent, 0), "slow again");
    }

    @Test
    void aPeerThatSaysDownOrAdminDownTakesTheSessionDown() {
        for (BfdState said : new BfdState[] {BfdState.DOWN, BfdState.ADMIN_DOWN}) {
            Session session = session(BfdProfile.DEFAULT);
            up(session);
            assertEquals(Session.CHANGED, session.receive(Packets.packet(said, 0, OURS), 0, now));
            assertEquals(BfdState.DOWN, session.state());
            assertEquals(Diagnostic.NEIGHBOR_SIGNALED_DOWN, session.localDiagnostic());
            assertEquals(said, session.remoteState());
        }
    }

    /// §6.8.7: 75 to 100 % of the agreed interval, and the agreed one is the slower of both.
    @Test
    void intervalsAreJittered() {
        forSeeds(200, rng -> {
            Session session = new Session(OURS, FAST, false, true, (int) rng.bits(), 0);
            session.receive(Packets.packet(BfdState.DOWN, 0, 0), 0, 0);
            session.receive(Packets.packet(BfdState.INIT, 0, OURS, 300_000, 100_000), 0, 0);
            session.write(sent, 0, false, 0);
            long next = session.nextDeadline();
            assertTrue(next >= 75 * MILLI && next <= 100 * MILLI, () -> "after " + next + " ns");
        });
    }

    @Test
    void aPassiveSessionSpeaksWhenItIsSpokenTo() {
        Session session = session(new BfdProfile(
                Duration.ofMillis(300), Duration.ofMillis(300), 3, false, Duration.ofMillis(50), true, 254));
        assertEquals(Session.NEVER, session.nextDeadline());
        session.receive(Packets.packet(BfdState.DOWN, 0, 0), 0, now);
        assertTrue(session.isTransmitDue(now));
        now += 10_000 * MILLI;
        session.expire(now);
        assertEquals(Session.NEVER, session.nextDeadline(), "silent again when the peer is gone");
    }

    /// §6.6, §6.8.7: a peer in Demand mode wants no packets but those of a Poll Sequence.
    @Test
    void demandModeOfThePeerStopsPeriodicPackets() {
        Session session = session(BfdProfile.DEFAULT);
        up(session);
        session.receive(Packets.packet(BfdState.UP, ControlPacket.DEMAND, OURS), 0, now);
        transmit(session);
        assertTrue(session.isPolling() && session.nextDeadline() < now + 400 * MILLI, "the Poll goes on");
        session.receive(Packets.packet(BfdState.UP, ControlPacket.DEMAND | ControlPacket.FINAL, OURS), 0, now);
        assertFalse(session.isTransmitDue(Long.MAX_VALUE - 1));
        session.receive(Packets.packet(BfdState.UP, 0, OURS), 0, now);
        assertTrue(session.isTransmitDue(now + 300 * MILLI));
    }

    /// §6.8.1: a Required Min RX Interval of zero asks for silence.
    @Test
    void aPeerThatTakesNothingIsSentNothing() {
        Session session = session(BfdProfile.DEFAULT);
        up(session);
        session.receive(Packets.packet(BfdState.UP, ControlPacket.FINAL, OURS, 300_000, 0), 0, now);
        assertFalse(session.isTransmitDue(Long.MAX_VALUE - 1));
    }

    @Test
    void aDisabledSessionSaysSoAndHearsNothing() {
        Session session = session(BfdProfile.DEFAULT);
        up(session);
        session.disable(now);
        transmit(session);
        assertEquals(BfdState.ADMIN_DOWN, ControlPacket.state(sent, 0));
        assertEquals(Diagnostic.ADMINISTRATIVELY_DOWN, ControlPacket.diagnostic(sent, 0));
        assertEquals(Session.NOTHING, session.receive(Packets.packet(BfdState.DOWN, ControlPacket.POLL, OURS), 0, now));
        assertEquals(BfdState.ADMIN_DOWN, session.state());
    }

    /// §6.8.5, §6.8.8: echo packets begin with the session, and their loss ends it.
    @Test
    void lostEchoesEndTheSession() {
        Session session = session(new BfdProfile(
                Duration.ofMillis(300), Duration.ofMillis(300), 3, true, Duration.ofMillis(20), false, 254));
        assertFalse(session.isEchoActive());
        up(session);
        assertTrue(session.isEchoDue(now));
        session.echoSent(false, now);
        now += 500 * MILLI;
        assertEquals(Session.NOTHING, session.expire(now), "what never left is not missed");
        session.echoSent(true, now);
        session.echoReturned(now);
        now += 150 * MILLI - 1;
        assertEquals(Session.NOTHING, session.expire(now), "the peer asked for 50 ms, three times");
        now += 1;
        assertEquals(Session.CHANGED, session.expire(now));
        assertEquals(Diagnostic.ECHO_FAILED, session.localDiagnostic());
        assertFalse(session.isEchoActive());
    }

    @Test
    void noEchoWithoutThePeersConsentNorOverSeveralHops() {
        BfdProfile echo = new BfdProfile(
                Duration.ofMillis(300), Duration.ofMillis(300), 3, true, Duration.ofMillis(20), false, 254);
        Session far = new Session(OURS, echo, true, true, 1, now);
        far.receive(Packets.packet(BfdState.DOWN, 0, 0), 0, now);
        far.receive(Packets.packet(BfdState.INIT, 0, OURS), 0, now);
        assertEquals(BfdState.UP, far.state());
        assertFalse(far.isEchoActive());
        far.write(sent, 0, false, now);
        assertEquals(0, ControlPacket.requiredMinEchoRx(sent, 0));

        Session unwilling = session(echo);
        up(unwilling);
        MemorySegment noEcho = Packets.packet(BfdState.UP, 0, OURS);
        noEcho.set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 20, 0);
        unwilling.receive(noEcho, 0, now);
        assertFalse(unwilling.isEchoActive());
    }

    private Session session(BfdProfile profile) {
        return new Session(OURS, profile, false, true, 1, now);
    }

    private void up(Session session) {
        session.receive(Packets.packet(BfdState.DOWN, 0, 0), 0, now);
        session.receive(Packets.packet(BfdState.INIT, 0, OURS), 0, now);
        assertEquals(BfdState.UP, session.state());
    }

    private void answerPoll(Session session, long minTx, long minRx) {
        session.receive(Packets.packet(BfdState.UP, ControlPacket.FINAL, OURS, minTx, minRx), 0, now);
    }

    private void transmit(Session session) {
        assertTrue(session.isTransmitDue(now));
        session.write(sent, 0, false, now);
    }
}
