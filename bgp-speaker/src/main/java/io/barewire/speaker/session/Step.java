package io.barewire.speaker.session;

import java.util.List;

/// The answer of [Fsm]: where the connection is now, and what is to be done.
public record Step(State next, List<Action> actions) {
    public Step {
        actions = List.copyOf(actions);
    }
}
