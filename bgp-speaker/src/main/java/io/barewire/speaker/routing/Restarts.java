package io.barewire.speaker.routing;

import io.barewire.rib.PeerId;
import io.barewire.rib.Rib;
import io.barewire.speaker.session.RestartFsm;
import io.barewire.speaker.session.RestartFsm.Action;
import io.barewire.speaker.session.RestartFsm.Event;
import io.barewire.speaker.session.RestartFsm.State;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.wire.AddressFamily;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Carries out [RestartFsm] for every peer: its actions on the tables, its timers as deadlines.
final class Restarts {
    private record Timer(PeerId peer, Event event) {}

    private final Deadlines deadlines;
    private final Supplier<Rib> rib;
    private final Map<PeerId, State> states = new HashMap<>();
    private final Map<PeerId, RestartTerms> terms = new HashMap<>();
    private final Map<Timer, Long> running = new HashMap<>();
    private final Set<PeerId> silent = new HashSet<>();
    private final Map<PeerId, Runnable> whenSettled = new HashMap<>();
    private long started;

    Restarts(Deadlines deadlines, Supplier<Rib> rib) {
        this.deadlines = deadlines;
        this.rib = rib;
    }

    /// A session is there; the tables do not know of it yet.
    void up(PeerId peer, RestartTerms now) {
        if (now.offered()) {
            terms.put(peer, now);
            silent.add(peer);
        } else {
            terms.remove(peer);
        }
        if (isRestarting(peer)) {
            step(peer, new Event.Back(now));
        }
    }

    /// A session is gone; the tables do not know of it yet.
    void down(PeerId peer, boolean mayBeRestart) {
        RestartTerms agreed = terms.getOrDefault(peer, RestartTerms.NONE);
        step(
                peer,
                mayBeRestart && agreed.offered() ? new Event.Lost(agreed, silent.contains(peer)) : new Event.Ended());
    }

    /// The peer has told something over its session.
    void heard(PeerId peer) {
        if (!silent.isEmpty()) {
            silent.remove(peer);
        }
    }

    void endOfRib(PeerId peer, AddressFamily family) {
        if (isRestarting(peer)) {
            step(peer, new Event.EndOfRib(family));
        }
    }

    /// The peer is no longer configured, or all tables are new.
    void forget(PeerId peer) {
        states.remove(peer);
        terms.remove(peer);
        silent.remove(peer);
        whenSettled.remove(peer);
        running.keySet().removeIf(timer -> timer.peer().equals(peer));
    }

    /// The peer has routes here from before its session was lost.
    boolean isRestarting(PeerId peer) {
        return states.containsKey(peer);
    }

    /// Does this when there are no such routes, now or later.
    void whenSettled(PeerId peer, Runnable action) {
        if (isRestarting(peer)) {
            whenSettled.put(peer, action);
        } else {
            action.run();
        }
    }

    /// Peers that have routes here but no session.
    Set<PeerId> away() {
        Set<PeerId> away = new HashSet<>();
        states.forEach((peer, state) -> {
            if (state.away()) {
                away.add(peer);
            }
        });
        return away;
    }

    private void step(PeerId peer, Event event) {
        RestartFsm.Step step = RestartFsm.step(states.getOrDefault(peer, State.SETTLED), event);
        if (step.next().equals(State.SETTLED)) {
            states.remove(peer);
        } else {
            states.put(peer, step.next());
        }
        step.actions().forEach(action -> perform(peer, action));
        Runnable waiting = isRestarting(peer) ? null : whenSettled.remove(peer);
        if (waiting != null) {
            waiting.run();
        }
    }

    private void perform(PeerId peer, Action action) {
        switch (action) {
            case Action.Retain(Set<AddressFamily> families) -> rib.get().peerAway(peer, families);
            case Action.Sweep(AddressFamily family) -> rib.get().sweepStale(peer, family);
            case Action.MarkLongLived(AddressFamily family) -> rib.get().markLongLived(peer, family);
            case Action.Forget() -> {
                if (rib.get().isUp(peer)) {
                    rib.get().peerDown(peer);
                } else {
                    rib.get().forget(peer);
                }
            }
            case Action.StartTimer(Event event, Duration time) -> start(new Timer(peer, event), time);
            case Action.StopTimer(Event event) -> running.remove(new Timer(peer, event));
        }
    }

    private void start(Timer timer, Duration time) {
        long number = ++started;
        running.put(timer, number);
        deadlines.after(time.toMillis(), () -> {
            if (running.remove(timer, number)) {
                step(timer.peer(), timer.event());
            }
        });
    }
}
