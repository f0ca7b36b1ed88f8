package io.barewire.lab;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/// What all sessions came to, counted from their loops and read by anyone.
final class Scoreboard {
    private static final int MOST_REASONS = 100;

    private final AtomicInteger established = new AtomicInteger();
    private final AtomicLong lastUp = new AtomicLong();
    private final AtomicLong lastUpdate = new AtomicLong();
    private final LongAdder updates = new LongAdder();
    private final LongAdder prefixes = new LongAdder();
    private final LongAdder withdrawn = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Map<String, Long> losses = new ConcurrentHashMap<>();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final Histogram setup = Latency.histogram();

    /// @param nanos since the session was begun, or lost
    void up(long nanos, long now) {
        Latency.record(setup, nanos);
        established.incrementAndGet();
        lastUp.accumulateAndGet(now, Math::max);
    }

    /// We ended it.
    void ended() {
        established.decrementAndGet();
    }

    void lost(String why) {
        established.decrementAndGet();
        lost.increment();
        count(losses, why);
    }

    void failed(String why) {
        count(failures, why);
    }

    /// Peers choose the words of some, so there is an end to how many are kept.
    private static void count(Map<String, Long> reasons, String why) {
        reasons.merge(reasons.containsKey(why) || reasons.size() < MOST_REASONS ? why : "other reasons", 1L, Long::sum);
    }

    void update(int announcedPrefixes, int withdrawnPrefixes, long now) {
        updates.increment();
        prefixes.add(announcedPrefixes);
        withdrawn.add(withdrawnPrefixes);
        lastUpdate.set(now);
    }

    int established() {
        return established.get();
    }

    /// The newest `nanoTime` at which a session came up.
    long lastUp() {
        return lastUp.get();
    }

    /// The `nanoTime` of the newest UPDATE, or 0.
    long lastUpdate() {
        return lastUpdate.get();
    }

    long updates() {
        return updates.sum();
    }

    long prefixes() {
        return prefixes.sum();
    }

    long withdrawn() {
        return withdrawn.sum();
    }

    long lost() {
        return lost.sum();
    }

    Map<String, Long> losses() {
        return new TreeMap<>(losses);
    }

    Map<String, Long> failures() {
        return new TreeMap<>(failures);
    }

    Histogram setup() {
        return setup;
    }
}
