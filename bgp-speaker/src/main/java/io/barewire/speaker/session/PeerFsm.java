package io.barewire.speaker.session;

import io.barewire.speaker.session.Event.Admin;
import io.barewire.speaker.session.Event.OpenCollisionDump;
import io.barewire.speaker.session.Event.TcpConnectionConfirmed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A peer: two of [Fsm], one for the connection we make and one for the connection the peer makes, and the rules
/// between them, so that at most one is ever established (RFC 4271 §6.8).
///
/// 1. When both have the peer's OPEN, [Arbiter] decides, and the loser ends with Cease 6/7.
/// 2. Established wins: whatever the other connection is at, it yields.
/// 3. A new TCP connection that finds the other one past OpenSent yields before its OPEN goes out. Both ends then
///    agree without comparing, because the peer never gets to see two OPENs.
/// 4. When a connection ends, the one that yielded to it starts again.
public final class PeerFsm {
    private PeerFsm() {}

    /// An action for one of the two connections.
    public record Directed(Side side, Action action) {}

    /// Where both connections are now, and what is to be done.
    public record PeerStep(PeerState next, List<Directed> actions) {
        public PeerStep {
            actions = List.copyOf(actions);
        }
    }

    /// What to do with a TCP connection that the peer just made.
    public enum Welcome {
        /// Take it: [TcpConnectionConfirmed].
        ACCEPT,
        /// Take it in place of the one before, which has not brought an OPEN and which the peer evidently gave up:
        /// [Event.TcpConnectionFails] for that, then [TcpConnectionConfirmed]. So neither silence nor a
        /// flood of connections keeps more than one.
        REPLACE,
        /// Close it.
        REFUSE
    }

    /// Both connections begin; a passive peer's outgoing one never does.
    public static PeerStep start(PeerState state, SessionConfig config) {
        List<Directed> actions = new ArrayList<>();
        PeerState next = state;
        if (!config.passive()) {
            next = feed(next, Side.OUTGOING, Admin.MANUAL_START, config, actions);
        }
        next = feed(next, Side.INCOMING, Admin.MANUAL_START, config, actions);
        return new PeerStep(next, actions);
    }

    /// Both connections end.
    public static PeerStep stop(PeerState state, Event.ManualStop stop, SessionConfig config) {
        return both(state, stop, config);
    }

    private static PeerStep both(PeerState state, Event stop, SessionConfig config) {
        List<Directed> actions = new ArrayList<>();
        PeerState next = feed(state, Side.OUTGOING, stop, config, actions);
        next = feed(next, Side.INCOMING, stop, config, actions);
        return new PeerStep(next, actions);
    }

    /// Says why even where the session ended before.
    private static PeerStep keepDown(PeerState state, Side side, Event.AutomaticStop stop, SessionConfig config) {
        PeerStep step = both(state, stop, config);
        if (!step.next().isKeptDown()
                || step.actions().stream().anyMatch(directed -> directed.action() instanceof Action.Down)) {
            return step;
        }
        List<Directed> actions = new ArrayList<>(step.actions());
        actions.add(new Directed(side, new Action.Down(stop.why(), false, false, Optional.empty(), Optional.empty())));
        return new PeerStep(step.next(), actions);
    }

    /// Whichever connections there are end, and are tried again.
    public static PeerStep reset(PeerState state, Event.AutomaticStop stop, SessionConfig config) {
        PeerStep outgoing = step(state, Side.OUTGOING, stop, config);
        PeerStep incoming = step(outgoing.next(), Side.INCOMING, stop, config);
        List<Directed> actions = new ArrayList<>(outgoing.actions());
        actions.addAll(incoming.actions());
        return new PeerStep(incoming.next(), actions);
    }

    /// The link to the peer is another one, or another router is at its end, or none: what connections there are end.
    /// A peer that is kept down ([Afterwards]) stays so, or a link that goes down and up would let it back.
    public static PeerStep moved(PeerState state, Event.AutomaticStop stop, SessionConfig config) {
        return state.isKeptDown() ? new PeerStep(state, List.of()) : reset(state, stop, config);
    }

    public static Welcome welcome(PeerState state) {
        return switch (state.incoming()) {
            case State.Active _ -> Welcome.ACCEPT;
            case State.OpenSent _ -> Welcome.REPLACE;
            case State.Idle _, State.Connect _, State.OpenConfirm _, State.Established _ -> Welcome.REFUSE;
        };
    }

    /// One event of one connection; for both when it keeps the peer down ([Afterwards]).
    public static PeerStep step(PeerState state, Side side, Event event, SessionConfig config) {
        if (event instanceof Event.AutomaticStop stop && !(stop.then() instanceof Afterwards.Retry)) {
            return keepDown(state, side, stop, config);
        }
        List<Directed> actions = new ArrayList<>();
        State other = state.of(side.other());
        if (event instanceof TcpConnectionConfirmed && isPastOpenSent(other)) {
            return new PeerStep(feed(state, side, new OpenCollisionDump(), config, actions), actions);
        }
        State before = state.of(side);
        PeerState next = feed(state, side, event, config, actions);
        State after = next.of(side);
        if (after instanceof State.OpenConfirm confirm && before instanceof State.OpenSent) {
            next = collide(next, side, confirm, config, actions);
        } else if (after instanceof State.Established && before instanceof State.OpenConfirm) {
            next = feed(next, side.other(), new OpenCollisionDump(), config, actions);
        } else if (before.isConnected() && !after.isConnected() && !isStopped(after)) {
            next = feed(next, side.other(), Admin.AUTOMATIC_START, config, actions);
        }
        return new PeerStep(next, actions);
    }

    private static PeerState collide(
            PeerState state, Side side, State.OpenConfirm confirm, SessionConfig config, List<Directed> actions) {
        State other = state.of(side.other());
        if (!isPastOpenSent(other)) {
            return state;
        }
        Side winner = other instanceof State.Established
                ? side.other()
                : Arbiter.winner(confirm.agreed().sent(), confirm.agreed().received());
        return feed(state, winner.other(), new OpenCollisionDump(), config, actions);
    }

    private static PeerState feed(
            PeerState state, Side side, Event event, SessionConfig config, List<Directed> actions) {
        Step step = Fsm.step(state.of(side), event, side == Side.INCOMING ? config.asPassive() : config);
        for (Action action : step.actions()) {
            actions.add(new Directed(side, action));
        }
        return state.with(side, step.next());
    }

    private static boolean isPastOpenSent(State state) {
        return state instanceof State.OpenConfirm || state instanceof State.Established;
    }

    private static boolean isStopped(State state) {
        return state.equals(State.Idle.STOPPED);
    }
}
