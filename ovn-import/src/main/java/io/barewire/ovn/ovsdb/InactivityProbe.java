package io.barewire.ovn.ovsdb;

import java.time.Duration;

/// When a silent server is asked for a sign of life, and when it is given up. Times are those of one monotonic clock,
/// in nanoseconds.
final class InactivityProbe {
    /// What is to be done now.
    enum Verdict {
        NOTHING,
        ASK,
        GIVE_UP
    }

    /// The answer may be in the socket already while we were busy with something else: before a server is given up,
    /// what has arrived is read.
    static final Duration LAST_LOOK = Duration.ofMillis(100);

    private final long silence;
    private long deadline;
    private boolean asked;
    private boolean looking;

    /// @param silence greater than zero
    InactivityProbe(Duration silence, long now) {
        this.silence = silence.toNanos();
        this.deadline = now + this.silence;
    }

    void heard(long now) {
        deadline = now + silence;
        asked = false;
        looking = false;
    }

    Verdict check(long now) {
        if (now - deadline < 0) {
            return Verdict.NOTHING;
        }
        if (!asked) {
            asked = true;
            deadline = now + silence;
            return Verdict.ASK;
        }
        if (!looking) {
            looking = true;
            deadline = now + LAST_LOOK.toNanos();
            return Verdict.NOTHING;
        }
        return Verdict.GIVE_UP;
    }

    /// Nanoseconds until the next check.
    long untilCheck(long now) {
        return Math.max(0, deadline - now);
    }
}
