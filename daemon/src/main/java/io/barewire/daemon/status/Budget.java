package io.barewire.daemon.status;

import java.time.Duration;

/// How many objects may be written: some at once, then one every so often. Confined to one thread.
final class Budget {
    private final int burst;
    private final long nanosEach;
    private long spentUntil;

    /// @param now of a clock that never goes back, in nanoseconds
    Budget(int burst, Duration each, long now) {
        this.burst = burst;
        this.nanosEach = each.toNanos();
        this.spentUntil = now;
    }

    /// How long to wait until [#take] is allowed; zero when it is.
    Duration pause(long now) {
        long ahead = spentUntil - now - (burst - 1) * nanosEach;
        return Duration.ofNanos(Math.max(0, ahead));
    }

    /// @param cost 1 for an ordinary one
    void take(long now, int cost) {
        spentUntil = Math.max(spentUntil, now) + cost * nanosEach;
    }
}
