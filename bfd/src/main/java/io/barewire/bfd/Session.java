package io.barewire.bfd;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// One BFD session: RFC 5880 §6.8 without clock, socket or randomness of its own. Time comes in as nanoseconds of
/// some clock that never goes back; what is to be done comes out as an answer, or is due at [#nextDeadline].
///
/// Fields have the RFC's names without `bfd.`; intervals are microseconds, as on the wire. An instance is made when
/// the session is configured and nothing is allocated afterwards.
///
/// **Parameters change by a Poll Sequence** (§6.5, §6.8.3). What is announced changes at once, but until the peer
/// has answered with the Final bit, an interval only counts where it cannot break the peer's idea of the session:
/// we already send faster, but not yet slower, and we already wait longer, but not yet shorter. So two values are
/// kept of each: as announced, and in use.
///
/// Two choices of the RFC are made as FRR makes them, whose users expect them: the echo function does not slow down
/// control packets (§6.8.9 says it should), and the intervals announced are those of the profile.
final class Session {
    static final int NOTHING = 0;
    /// Answers of [#receive] and [#expire], which may come together. A packet with the Final bit is to be sent now.
    static final int REPLY = 1;

    /// The session's state has changed.
    static final int CHANGED = 2;

    static final long NEVER = Long.MAX_VALUE;

    /// §6.8.3: a session that is not up sends at most once a second.
    static final long SLOW_MICROS = 1_000_000;

    private final int localDiscriminator;
    private final boolean multihop;
    // Where jitter comes from: xorshift, seeded from outside.
    private int jitterState;

    private BfdState sessionState = BfdState.DOWN;
    private BfdState remoteState = BfdState.DOWN;
    private Diagnostic localDiagnostic = Diagnostic.NONE;
    private Diagnostic remoteDiagnostic = Diagnostic.NONE;
    private int remoteDiscriminator;
    private int remoteMultiplier;
    private long remoteDesiredMinTx;
    private long remoteMinRx = 1;
    private long remoteMinEchoRx;
    private boolean remoteDemand;
    private boolean remoteControlPlaneIndependent;

    private int detectMultiplier;
    private boolean passive;
    private boolean echoMode;
    private int minimumTtl;
    private long configuredMinTx;
    private long echoInterval;
    private boolean returnsEchoes;
    private long desiredMinTx;
    private long desiredMinTxInUse;
    private long requiredMinRx;
    private long requiredMinRxInUse;
    private boolean polling;
    private boolean pollAgain;

    private long lastSent;
    private long transmitAt;
    private long detectAt = NEVER;
    private long echoAt = NEVER;
    private long echoDetectAt = NEVER;

    /// @param returnsEchoes whether echo packets of the peer come back from this machine
    /// @param seed where jitter begins
    Session(int localDiscriminator, BfdProfile profile, boolean multihop, boolean returnsEchoes, int seed, long now) {
        this.localDiscriminator = localDiscriminator;
        this.multihop = multihop;
        this.returnsEchoes = returnsEchoes;
        this.jitterState = seed == 0 ? 1 : seed;
        this.lastSent = now - Duration.ofMinutes(1).toNanos();
        this.transmitAt = now;
        take(profile);
        settle(now);
    }

    // What happens

    /// Another profile: the session stays as it is, intervals change by a Poll Sequence.
    void configure(BfdProfile profile, long now) {
        long announcedTx = desiredMinTx;
        long announcedRx = requiredMinRx;
        take(profile);
        if (sessionState == BfdState.UP && (announcedTx != desiredMinTx || announcedRx != requiredMinRx)) {
            poll(now);
        }
        settle(now);
    }

    /// §6.8.16: held down because nobody wants the session any more. The peer learns why.
    void disable(long now) {
        localDiagnostic = Diagnostic.ADMINISTRATIVELY_DOWN;
        enter(BfdState.ADMIN_DOWN, now);
        detectAt = NEVER;
        settle(now);
    }

    /// A packet of this session that has passed every check (§6.8.6 from the point where a session is found).
    int receive(MemorySegment packet, long at, long now) {
        int flags = ControlPacket.flags(packet, at);
        remoteDiscriminator = ControlPacket.myDiscriminator(packet, at);
        remoteState = ControlPacket.state(packet, at);
        remoteDiagnostic = ControlPacket.diagnostic(packet, at);
        remoteDemand = (flags & ControlPacket.DEMAND) != 0;
        remoteControlPlaneIndependent = (flags & ControlPacket.CONTROL_PLANE_INDEPENDENT) != 0;
        remoteMultiplier = ControlPacket.detectMultiplier(packet, at);
        remoteDesiredMinTx = ControlPacket.desiredMinTx(packet, at);
        remoteMinRx = ControlPacket.requiredMinRx(packet, at);
        remoteMinEchoRx = ControlPacket.requiredMinEchoRx(packet, at);
        if (polling && (flags & ControlPacket.FINAL) != 0) {
            pollAnswered();
        }
        if (sessionState == BfdState.ADMIN_DOWN) {
            settle(now);
            return NOTHING;
        }
        int answer = (flags & ControlPacket.POLL) != 0 ? REPLY : NOTHING;
        BfdState next = sessionState.after(remoteState);
        if (next != sessionState) {
            localDiagnostic = next == BfdState.DOWN ? Diagnostic.NEIGHBOR_SIGNALED_DOWN : localDiagnostic;
            enter(next, now);
            answer |= CHANGED;
        }
        detectAt = now + 1000 * detectionMicros();
        settle(now);
        return answer;
    }

    /// An echo packet of ours has come back.
    void echoReturned(long now) {
        if (echoDetectAt != NEVER) {
            echoDetectAt = now + 1000L * detectMultiplier * echoMicros();
        }
    }

    /// Judges what should have arrived by now. To be asked only after what has arrived was taken.
    int expire(long now) {
        int answer = NOTHING;
        if (detectAt <= now) {
            detectAt = NEVER;
            // §6.8.1: forgotten after a detection time of silence, in any state.
            remoteDiscriminator = 0;
            remoteMinRx = 1;
            remoteDemand = false;
            answer = fail(Diagnostic.DETECTION_TIME_EXPIRED, now);
        }
        if (echoDetectAt <= now) {
            answer = fail(Diagnostic.ECHO_FAILED, now);
        }
        settle(now);
        return answer;
    }

    /// Writes the packet to send now and counts it as sent.
    ///
    /// @param last whether it answers a Poll: it then carries the Final bit, and never the Poll bit
    void write(MemorySegment into, long at, boolean last, long now) {
        ControlPacket.write(
                into,
                at,
                localDiagnostic,
                sessionState,
                last ? ControlPacket.FINAL : polling ? ControlPacket.POLL : 0,
                detectMultiplier,
                localDiscriminator,
                remoteDiscriminator,
                desiredMinTx,
                requiredMinRx,
                multihop || !returnsEchoes ? 0 : echoInterval);
        if (!last) {
            lastSent = now;
            transmitAt = maySend() ? now + 1000 * jittered(transmitMicros()) : NEVER;
        }
    }

    /// An echo packet has just been sent, or could not be sent.
    ///
    /// @param sent whether it left: what never left is not missed
    void echoSent(boolean sent, long now) {
        echoAt = now + 1000 * jittered(echoMicros());
        if (sent && echoDetectAt == NEVER) {
            echoDetectAt = now + 1000L * detectMultiplier * echoMicros();
        }
    }

    // When to come back

    boolean isTransmitDue(long now) {
        return transmitAt <= now;
    }

    boolean isEchoDue(long now) {
        return echoAt <= now;
    }

    boolean isJudgementDue(long now) {
        return detectAt <= now || echoDetectAt <= now;
    }

    long nextDeadline() {
        return Math.min(Math.min(transmitAt, detectAt), Math.min(echoAt, echoDetectAt));
    }

    // What is

    int localDiscriminator() {
        return localDiscriminator;
    }

    int remoteDiscriminator() {
        return remoteDiscriminator;
    }

    BfdState state() {
        return sessionState;
    }

    BfdState remoteState() {
        return remoteState;
    }

    Diagnostic localDiagnostic() {
        return localDiagnostic;
    }

    Diagnostic remoteDiagnostic() {
        return remoteDiagnostic;
    }

    boolean remoteControlPlaneIndependent() {
        return remoteControlPlaneIndependent;
    }

    int minimumTtl() {
        return multihop ? minimumTtl : 255;
    }

    boolean multihop() {
        return multihop;
    }

    boolean isEchoActive() {
        return echoAt != NEVER;
    }

    boolean isPolling() {
        return polling;
    }

    int detectMultiplier() {
        return detectMultiplier;
    }

    int remoteMultiplier() {
        return remoteMultiplier;
    }

    long desiredMinTx() {
        return desiredMinTx;
    }

    long requiredMinRx() {
        return requiredMinRx;
    }

    long requiredMinEchoRx() {
        return multihop || !returnsEchoes ? 0 : echoInterval;
    }

    long remoteDesiredMinTx() {
        return remoteDesiredMinTx;
    }

    long remoteMinRx() {
        return remoteMinRx;
    }

    long remoteMinEchoRx() {
        return remoteMinEchoRx;
    }

    /// §6.8.7: what the peer can take and we want.
    long transmitMicros() {
        return Math.max(desiredMinTxInUse, remoteMinRx);
    }

    /// §6.8.4, for asynchronous mode.
    long detectionMicros() {
        return remoteMultiplier * Math.max(requiredMinRxInUse, remoteDesiredMinTx);
    }

    /// The detection time of the peer: for so long it must be told that the session is disabled.
    long remoteDetectionMicros() {
        return detectMultiplier * transmitMicros();
    }

    long echoMicros() {
        return Math.max(echoInterval, remoteMinEchoRx);
    }

    // How

    private void take(BfdProfile profile) {
        detectMultiplier = profile.detectMultiplier();
        passive = profile.passive();
        echoMode = profile.echoMode();
        minimumTtl = profile.minimumTtl();
        configuredMinTx = micros(profile.transmitInterval());
        echoInterval = micros(profile.echoInterval());
        requiredMinRx = micros(profile.receiveInterval());
        desiredMinTx = sessionState == BfdState.UP ? configuredMinTx : Math.max(configuredMinTx, SLOW_MICROS);
        if (sessionState == BfdState.UP) {
            desiredMinTxInUse = Math.min(desiredMinTxInUse, desiredMinTx);
            requiredMinRxInUse = Math.max(requiredMinRxInUse, requiredMinRx);
        } else {
            desiredMinTxInUse = desiredMinTx;
            requiredMinRxInUse = requiredMinRx;
        }
    }

    private void enter(BfdState next, long now) {
        sessionState = next;
        polling = false;
        pollAgain = false;
        requiredMinRxInUse = requiredMinRx;
        if (next == BfdState.UP) {
            localDiagnostic = Diagnostic.NONE;
            if (configuredMinTx != desiredMinTx) {
                desiredMinTx = configuredMinTx;
                poll(now);
            }
        } else {
            desiredMinTx = Math.max(configuredMinTx, SLOW_MICROS);
        }
        desiredMinTxInUse = desiredMinTx;
        echoDetectAt = NEVER;
        // §6.8.7: a packet that says something new goes out at once.
        transmitAt = now;
    }

    private int fail(Diagnostic why, long now) {
        boolean fails = sessionState == BfdState.UP || sessionState == BfdState.INIT;
        if (fails) {
            localDiagnostic = why;
            enter(BfdState.DOWN, now);
        }
        return fails ? CHANGED : NOTHING;
    }

    /// §6.5: a change during a Poll Sequence needs another one, because nobody knows which packet the Final bit to
    /// come is an answer to.
    private void poll(long now) {
        pollAgain = polling;
        polling = true;
        transmitAt = now;
    }

    private void pollAnswered() {
        if (pollAgain) {
            pollAgain = false;
            return;
        }
        polling = false;
        desiredMinTxInUse = desiredMinTx;
        requiredMinRxInUse = requiredMinRx;
    }

    /// Sets deadlines anew after anything has changed.
    private void settle(long now) {
        if (!maySend()) {
            transmitAt = NEVER;
        } else if (transmitAt != now) {
            // A shorter interval counts from the last packet on; a longer one from the next.
            long latest = lastSent + 1000 * transmitMicros();
            if (transmitAt > latest) {
                transmitAt = Math.max(now, lastSent + 1000 * jittered(transmitMicros()));
            }
        }
        boolean echoes = echoMode && !multihop && sessionState == BfdState.UP && remoteMinEchoRx > 0;
        if (!echoes) {
            echoAt = NEVER;
            echoDetectAt = NEVER;
        } else if (echoAt == NEVER) {
            echoAt = now;
        }
    }

    /// §6.8.7: whether packets go out without having been asked for.
    private boolean maySend() {
        boolean waitsForPeer = passive && remoteDiscriminator == 0;
        boolean peerWantsNone = remoteDemand && sessionState == BfdState.UP && remoteState == BfdState.UP && !polling;
        return remoteMinRx != 0 && !waitsForPeer && !peerWantsNone;
    }

    /// §6.8.7: shortened by up to a quarter, and with a multiplier of 1 by a tenth at least.
    private long jittered(long micros) {
        jitterState ^= jitterState << 13;
        jitterState ^= jitterState >>> 17;
        jitterState ^= jitterState << 5;
        int shortest = 750;
        int longest = detectMultiplier == 1 ? 900 : 1000;
        int permille = shortest + Integer.remainderUnsigned(jitterState, longest - shortest + 1);
        return micros * permille / 1000;
    }

    private static long micros(Duration interval) {
        return interval.toNanos() / 1000;
    }
}
