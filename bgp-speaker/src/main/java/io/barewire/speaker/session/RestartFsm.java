package io.barewire.speaker.session;

import io.barewire.wire.AddressFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What becomes of a peer's routes while it restarts, as a function (RFC 4724 §4.2, RFC 8538 §4, RFC 9494 §4.2): a
/// third state machine beside the two connections' [Fsm].
///
/// ```
///            lost                 back                  End-of-RIB of all
///   settled ──────> away: stale ──────> back: stale ──────────────────────> settled
///                     │  restart time       │ stale time
///                     v                     v
///                   long-lived, or gone   what was not told again goes
/// ```
public final class RestartFsm {
    private RestartFsm() {}

    /// @param away there is no session
    /// @param stale families that have routes from before the loss
    /// @param longLived of these, the ones that are past the restart time (RFC 9494)
    /// @param terms of the session that was lost last
    public record State(boolean away, Set<AddressFamily> stale, Set<AddressFamily> longLived, RestartTerms terms) {
        /// Nothing is kept for anybody.
        public static final State SETTLED = new State(false, Set.of(), Set.of(), RestartTerms.NONE);

        public State {
            stale = Set.copyOf(stale);
            longLived = Set.copyOf(longLived);
        }

        private State without(AddressFamily family) {
            return new State(away, minus(stale, family), minus(longLived, family), terms);
        }
    }

    public sealed interface Event {
        /// The session is gone in a way that may be a restart.
        ///
        /// @param silent the peer told no route over it
        record Lost(RestartTerms terms, boolean silent) implements Event {}

        /// The session is gone for good, or was never to survive.
        record Ended() implements Event {}

        /// There is a session again, and this is what the peer says about its restart.
        record Back(RestartTerms terms) implements Event {}

        record EndOfRib(AddressFamily family) implements Event {}

        enum Expired implements Event {
            RESTART_TIMER,
            STALE_TIMER
        }

        /// The long-lived stale time of a family is over.
        record LongLivedExpired(AddressFamily family) implements Event {}
    }

    public sealed interface Action {
        /// Keep the routes of these families, as stale; forget the others and the session.
        record Retain(Set<AddressFamily> families) implements Action {}

        /// What is stale of this family goes.
        record Sweep(AddressFamily family) implements Action {}

        /// What is stale of this family becomes least preferred; what must not be kept so long goes.
        record MarkLongLived(AddressFamily family) implements Action {}

        /// Nothing is kept any more.
        record Forget() implements Action {}

        record StartTimer(Event timer, Duration time) implements Action {}

        record StopTimer(Event timer) implements Action {}
    }

    public record Step(State next, List<Action> actions) {
        public Step {
            actions = List.copyOf(actions);
        }
    }

    public static Step step(State state, Event event) {
        List<Action> actions = new ArrayList<>();
        State next = switch (event) {
            case Event.Lost(RestartTerms terms, boolean silent) ->
                silent && !state.stale().isEmpty() ? lostAtOnce(state, terms, actions) : lost(state, terms, actions);
            case Event.Ended() -> ended(state, actions);
            case Event.Back(RestartTerms terms) -> back(state, terms, actions);
            case Event.EndOfRib(AddressFamily family) -> state.away() ? state : swept(state, family, actions);
            case Event.Expired.RESTART_TIMER -> state.away() ? restartTimeIsOver(state, actions) : state;
            case Event.Expired.STALE_TIMER ->
                state.away() ? restartTimeIsOver(state, actions) : staleTimeIsOver(state, actions);
            case Event.LongLivedExpired(AddressFamily family) -> swept(state, family, actions);
        };
        return new Step(next, actions);
    }

    /// What is still stale from a loss before goes: RFC 4724 §4.2 keeps nothing over two restarts in a row.
    private static State lost(State before, RestartTerms terms, List<Action> actions) {
        State settled = before;
        for (AddressFamily family : before.stale()) {
            settled = swept(settled, family, actions);
        }
        actions.add(new Action.Retain(terms.families()));
        if (terms.families().isEmpty()) {
            return State.SETTLED;
        }
        State away = new State(true, terms.families(), Set.of(), terms);
        if (terms.restartTime().isZero()) {
            return restartTimeIsOver(away, actions);
        }
        actions.add(new Action.StartTimer(Event.Expired.RESTART_TIMER, terms.restartTime()));
        actions.add(new Action.StartTimer(Event.Expired.STALE_TIMER, terms.staleTime()));
        return away;
    }

    /// The same restart still: a session that went before it was of use, such as one that lost a collision, is not
    /// another one. All times but the first go on, so that no peer can prolong them by trying again and again.
    private static State lostAtOnce(State before, RestartTerms terms, List<Action> actions) {
        State kept = before;
        for (AddressFamily family : before.stale()) {
            if (!terms.families().contains(family)) {
                kept = swept(kept, family, actions);
            }
        }
        actions.add(new Action.Retain(kept.stale()));
        if (kept.stale().isEmpty()) {
            return State.SETTLED;
        }
        if (kept.longLived().isEmpty()) {
            actions.add(new Action.StartTimer(Event.Expired.RESTART_TIMER, terms.restartTime()));
        }
        return new State(true, kept.stale(), kept.longLived(), terms);
    }

    private static State ended(State state, List<Action> actions) {
        stopTimers(state, actions);
        actions.add(new Action.Forget());
        return State.SETTLED;
    }

    /// Routes of families for which the peer did not keep forwarding go at once.
    private static State back(State state, RestartTerms now, List<Action> actions) {
        actions.add(new Action.StopTimer(Event.Expired.RESTART_TIMER));
        State next = new State(false, state.stale(), state.longLived(), state.terms());
        for (AddressFamily family : state.stale()) {
            Set<AddressFamily> preserved =
                    state.longLived().contains(family) ? now.longLivedPreserved() : now.preserved();
            if (!preserved.contains(family)) {
                next = swept(next, family, actions);
            }
        }
        return next;
    }

    private static State restartTimeIsOver(State state, List<Action> actions) {
        actions.add(new Action.StopTimer(Event.Expired.RESTART_TIMER));
        actions.add(new Action.StopTimer(Event.Expired.STALE_TIMER));
        State next = state;
        Set<AddressFamily> longLived = EnumSet.noneOf(AddressFamily.class);
        for (AddressFamily family : state.stale()) {
            Duration time = state.terms().longLived().getOrDefault(family, Duration.ZERO);
            if (time.isZero()) {
                next = swept(next, family, actions);
            } else {
                longLived.add(family);
                actions.add(new Action.MarkLongLived(family));
                actions.add(new Action.StartTimer(new Event.LongLivedExpired(family), time));
            }
        }
        return longLived.isEmpty() ? next : new State(true, longLived, longLived, state.terms());
    }

    private static State staleTimeIsOver(State state, List<Action> actions) {
        State next = state;
        for (AddressFamily family : state.stale()) {
            if (!state.longLived().contains(family)) {
                next = swept(next, family, actions);
            }
        }
        return next;
    }

    private static State swept(State state, AddressFamily family, List<Action> actions) {
        if (!state.stale().contains(family)) {
            return state;
        }
        actions.add(new Action.Sweep(family));
        if (state.longLived().contains(family)) {
            actions.add(new Action.StopTimer(new Event.LongLivedExpired(family)));
        }
        State next = state.without(family);
        if (!next.stale().isEmpty()) {
            return next;
        }
        stopTimers(next, actions);
        if (state.away()) {
            actions.add(new Action.Forget());
        }
        return State.SETTLED;
    }

    private static void stopTimers(State state, List<Action> actions) {
        actions.add(new Action.StopTimer(Event.Expired.RESTART_TIMER));
        actions.add(new Action.StopTimer(Event.Expired.STALE_TIMER));
        state.longLived().forEach(family -> actions.add(new Action.StopTimer(new Event.LongLivedExpired(family))));
    }

    private static Set<AddressFamily> minus(Set<AddressFamily> families, AddressFamily family) {
        Set<AddressFamily> rest = EnumSet.noneOf(AddressFamily.class);
        families.stream().filter(each -> each != family).forEach(rest::add);
        return rest;
    }
}
