package io.barewire.speaker.transport;

import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.SessionDetails;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.SessionState;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.MessageType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What others may see of a peer's sessions. Written by the peer's loop alone; read by anyone.
final class PeerRecord {
    /// Replaced as a whole.
    private record View(
            SessionState state,
            boolean keptDown,
            Instant since,
            Optional<SessionDetails> session,
            Optional<SessionEnd> lastEnd,
            long timesEstablished,
            long timesLost) {}

    private final MessageCounters in = new MessageCounters();
    private final MessageCounters out = new MessageCounters();
    private volatile @Nullable Instant nextAttempt;
    private volatile View view =
            new View(SessionState.IDLE, false, Instant.now(), Optional.empty(), Optional.empty(), 0, 0);

    void received(MessageType type) {
        in.add(type, 1);
    }

    void sent(MessageType type, int count) {
        out.add(type, count);
    }

    void attemptIn(Duration pause) {
        nextAttempt = Instant.now().plus(pause);
    }

    void noAttempt() {
        nextAttempt = null;
    }

    void state(SessionState state, boolean keptDown) {
        View old = view;
        if (state != old.state() || keptDown != old.keptDown()) {
            view = new View(
                    state,
                    keptDown,
                    state == old.state() ? old.since() : Instant.now(),
                    old.session(),
                    old.lastEnd(),
                    old.timesEstablished(),
                    old.timesLost());
        }
    }

    void up(SessionDetails details) {
        View old = view;
        view = new View(
                SessionState.ESTABLISHED,
                false,
                Instant.now(),
                Optional.of(details),
                old.lastEnd(),
                old.timesEstablished() + 1,
                old.timesLost());
    }

    void down(SessionEnd end) {
        View old = view;
        view = new View(
                old.state(),
                old.keptDown(),
                old.since(),
                end.wasEstablished() ? Optional.empty() : old.session(),
                Optional.of(end),
                old.timesEstablished(),
                old.timesLost() + (end.wasEstablished() ? 1 : 0));
    }

    /// @param current as configured now
    PeerStatus status(PeerConfig current, boolean external, Map<AddressFamily, PrefixCounts> prefixes) {
        View now = view;
        return new PeerStatus(
                current,
                external,
                now.state(),
                now.since(),
                now.session(),
                now.lastEnd(),
                in.now(),
                out.now(),
                prefixes,
                now.timesEstablished(),
                now.timesLost(),
                Optional.ofNullable(nextAttempt).filter(_ -> now.state() != SessionState.ESTABLISHED),
                now.keptDown(),
                Optional.empty());
    }
}
