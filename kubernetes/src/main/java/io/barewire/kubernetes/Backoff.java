package io.barewire.kubernetes;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before the next attempt: longer each time, and by chance not the same for all agents of a cluster,
/// which lose their API server at one moment.
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration MOST = Duration.ofSeconds(30);

    private Duration next = FIRST;

    /// The next wait, between a half and the whole of what it may be.
    Duration next() {
        long most = next.toMillis();
        next = next.multipliedBy(2).compareTo(MOST) < 0 ? next.multipliedBy(2) : MOST;
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    void reset() {
        next = FIRST;
    }
}
