package io.barewire.kubernetes;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before the next attempt: longer each time, and by chance not the same for all agents of a cluster,
/// which lose their API server at one moment.
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration MOST = Duration.ofSeconds(30);

    /// For what is not there: thousands of agents look for kinds that a cluster may never have, or never show them.
    private static final Duration MOST_WHEN_ABSENT = Duration.ofMinutes(5);

    /// For what is installed with the agents, a little later perhaps.
    private static final Duration MOST_WHEN_OURS_ABSENT = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /// The next wait, between a half and the whole of what it may be.
    Duration next() {
        return next(MOST);
    }

    /// The same when the server does not know what it was asked for.
    Duration nextWhenAbsent(Resource resource) {
        return next(resource.isOurs() ? MOST_WHEN_OURS_ABSENT : MOST_WHEN_ABSENT);
    }

    /// The same when the server does not let us see it.
    Duration nextWhenForbidden(Resource resource) {
        return next(resource.isOptional() ? MOST_WHEN_ABSENT : MOST);
    }

    private Duration next(Duration limit) {
        long most = Math.min(next.toMillis(), limit.toMillis());
        next = Duration.ofMillis(Math.min(2 * most, limit.toMillis()));
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    void reset() {
        next = FIRST;
    }
}
