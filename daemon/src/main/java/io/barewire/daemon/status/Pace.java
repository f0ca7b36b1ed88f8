package io.barewire.daemon.status;

import java.time.Duration;

/// How long nobody looks after a look. What happens meanwhile is one look; and of a node with thousands of sessions, in
/// which something happens all the time, the looks cost a small part of a processor.
final class Pace {
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofSeconds(30);

    /// One part of looking, so many of rest.
    private static final int PARTS = 50;

    private Pace() {}

    /// @param cost the processor time that the look took
    static Duration after(Duration cost) {
        Duration rest = cost.multipliedBy(PARTS);
        if (rest.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return rest.compareTo(MOST) < 0 ? rest : MOST;
    }
}
