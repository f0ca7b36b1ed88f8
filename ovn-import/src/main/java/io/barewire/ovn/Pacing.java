package io.barewire.ovn;

import java.time.Duration;

/// When the next batch of changes may go to the database: not before northd has digested the last one.
///
/// northd's work for a transaction grows with the routes of the router, and in some versions with their square, but
/// hardly with the changes in it. So what changes while it works waits and goes together. With few routes that
/// takes milliseconds and nobody notices; with many, northd is never more than one batch behind.
///
/// northd says how far it is by `sb_cfg`, which follows the `nb_cfg` that each of our batches raises. One that says
/// nothing for too long is taken to be absent: then nothing is gained by waiting, until it speaks again. Over the end
/// of a connection it is waited for when it has ever spoken.
///
/// Times are nanoseconds of one clock that only goes forward, and may be negative. Belongs to one thread.
final class Pacing {
    /// Longer than northd needs for 10,000 routes, which is 1 to 4 s where the work is quadratic.
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /// After a batch that the database did not take; doubled each time.
    static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    sealed interface State {
        /// Nothing is under way.
        record Idle() implements State {}

        /// The database has not answered.
        record Committing() implements State {}

        /// northd has not said this number yet.
        record Digesting(long nbCfg, long until) implements State {}

        /// The last batch was not taken.
        record Paused(long until) implements State {}
    }

    private State state = new State.Idle();
    private boolean northdHeard;
    private boolean northdSilent;
    private long silentAt;
    private Duration nextPause = FIRST_PAUSE;

    State state() {
        return state;
    }

    /// Nothing was heard of northd in time.
    boolean northdSilent() {
        return northdSilent;
    }

    boolean maySend(long now) {
        return switch (state) {
            case State.Idle() -> true;
            case State.Committing() -> false;
            case State.Digesting(long nbCfg, long until) -> {
                if (until - now > 0) {
                    yield false;
                }
                northdSilent = true;
                silentAt = nbCfg;
                yield true;
            }
            case State.Paused(long until) -> until - now <= 0;
        };
    }

    /// Nanoseconds until time alone lets the next batch go; [Long#MAX_VALUE] when only an answer does.
    long untilMaySend(long now) {
        return switch (state) {
            case State.Idle() -> 0;
            case State.Committing() -> Long.MAX_VALUE;
            case State.Digesting(long _, long until) -> Math.max(0, until - now);
            case State.Paused(long until) -> Math.max(0, until - now);
        };
    }

    void sent() {
        state = new State.Committing();
    }

    /// @param nbCfg what our batch raised it to
    /// @param sbCfg what northd said last
    void committed(long nbCfg, long sbCfg, long now) {
        nextPause = FIRST_PAUSE;
        silentAt = Math.min(silentAt, nbCfg); // a database that was made anew counts from the beginning
        northdHeard |= sbCfg >= nbCfg;
        state = northdSilent || sbCfg >= nbCfg
                ? new State.Idle()
                : new State.Digesting(nbCfg, now + PATIENCE.toNanos());
    }

    /// The database took the batch, but rows that it was about had changed. What is left waits for northd as well, or
    /// else as after a refusal.
    void missed(long nbCfg, long sbCfg, long now) {
        Duration pause = nextPause;
        committed(nbCfg, sbCfg, now);
        if (state instanceof State.Idle) {
            nextPause = pause;
            refused(now);
        }
    }

    /// The database took nothing of the batch.
    void refused(long now) {
        state = new State.Paused(now + nextPause.toNanos());
        nextPause = nextPause.multipliedBy(2);
        if (nextPause.compareTo(LONGEST_PAUSE) > 0) {
            nextPause = LONGEST_PAUSE;
        }
    }

    /// northd says how far it is. Others raise the number too, so it may be beyond ours.
    void digested(long sbCfg) {
        if (northdSilent && sbCfg >= silentAt) {
            northdSilent = false;
            northdHeard = true;
        }
        if (state instanceof State.Digesting(long nbCfg, long _) && sbCfg >= nbCfg) {
            northdHeard = true;
            state = new State.Idle();
        }
    }

    /// The connection ended, and with it whatever was under way; what northd has to digest it has still.
    void disconnected() {
        nextPause = FIRST_PAUSE;
        if (state instanceof State.Paused) {
            state = new State.Idle();
        }
    }

    /// The next connection begins.
    ///
    /// @param nbCfg what the database has
    /// @param sbCfg what northd said last
    void connected(long nbCfg, long sbCfg, long now) {
        long last = switch (state) {
            case State.Idle(), State.Paused(long _) -> sbCfg;
            case State.Committing() -> nbCfg; // it may have been taken
            case State.Digesting(long ours, long _) -> nbCfg < ours ? sbCfg : ours; // or else made anew
        };
        state = northdHeard && !northdSilent && sbCfg < last
                ? new State.Digesting(last, now + PATIENCE.toNanos())
                : new State.Idle();
    }
}
