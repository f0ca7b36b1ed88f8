package io.barewire.fib;

import java.time.Duration;

/// When a table that is to be read may be read: events come in bursts, and one reading after the burst serves all of
/// them. A stream of events without end is none: it puts off a reading for [#LONGEST_NANOS] and no longer.
final class ReadingTime {
    static final long SETTLE_NANOS = Duration.ofMillis(50).toNanos();
    static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();

    /// A reading may take this part of the time at most, however many events ask for one.
    private static final int SHARE = 5;

    private long earliest;
    private long latest;

    /// An event asks for a reading.
    ///
    /// @param already another one did, and there was none since
    void ask(boolean already, long now) {
        if (!already) {
            latest = now + LONGEST_NANOS;
        }
        earliest = Math.max(earliest, Math.min(now + SETTLE_NANOS, latest));
    }

    /// This one does not wait for others.
    void askAtOnce(long now) {
        earliest = now;
    }

    void ended(long start, long end) {
        earliest = end + Math.max(SETTLE_NANOS, (end - start) * SHARE);
    }

    long earliest() {
        return earliest;
    }
}
