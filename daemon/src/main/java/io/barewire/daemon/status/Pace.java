package io.barewire.daemon.status;

import java.time.Duration;

/// How long nobody looks after a look. What happens meanwhile is one look; and of a node with thousands of sessions, in
/// which something happens all the time, the looks cost a small part of a processor.
///
/// The first looks are dear because their code has never run, and there is most to tell then: so the rest after them is
/// bounded, by twice as much each time.
final class Pace {
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration FIRST_MOST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(30);

    /// One part of looking, so many of rest.
    private static final int PARTS = 50;

    private Duration most = FIRST_MOST;

    /// @param cost the processor time that the look took
    Duration after(Duration cost) {
        Duration rest = cost.multipliedBy(PARTS);
        Duration bound = most;
        most = shorter(most.multipliedBy(2), MOST);
        return rest.compareTo(LEAST) < 0 ? LEAST : shorter(rest, bound);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
