package io.barewire.kubernetes;

import java.time.Duration;

/// How many requests may be sent: some at once, then one every so often. Confined to one thread.
public final class Budget {
    private final int burst;
    private long nanosEach;
    private long spentUntil;

    /// @param now of a clock that never goes back, in nanoseconds
    public Budget(int burst, Duration each, long now) {
        this.burst = burst;
        this.nanosEach = each.toNanos();
        this.spentUntil = now;
    }

    /// From now on one every so often. What was taken ahead stays so many.
    public void setEach(Duration each, long now) {
        long ahead = Math.max(0, spentUntil - now);
        spentUntil = now + Math.round((double) ahead / nanosEach * each.toNanos());
        nanosEach = each.toNanos();
    }

    /// How long to wait until [#take] is allowed; zero when it is.
    public Duration pause(long now) {
        long ahead = spentUntil - now - (burst - 1) * nanosEach;
        return Duration.ofNanos(Math.max(0, ahead));
    }

    /// @param cost 1 for an ordinary one
    public void take(long now, int cost) {
        spentUntil = Math.max(spentUntil, now) + cost * nanosEach;
    }
}
