package io.barewire.ovn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long things took, counted by size. Belongs to one thread; [#snapshot] is for others.
final class Delays {
    private static final long[] BOUNDS_MILLIS = {5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000};

    private final long[] counts = new long[BOUNDS_MILLIS.length + 1];
    private double sumSeconds;

    void add(Duration delay) {
        int bucket = 0;
        while (bucket < BOUNDS_MILLIS.length && delay.toNanos() > BOUNDS_MILLIS[bucket] * 1_000_000) {
            bucket++;
        }
        counts[bucket]++;
        sumSeconds += delay.toNanos() / 1e9;
    }

    DelayCounts snapshot() {
        List<Double> bounds = new ArrayList<>();
        for (long bound : BOUNDS_MILLIS) {
            bounds.add(bound / 1_000.0);
        }
        List<Long> now = new ArrayList<>();
        for (long count : counts) {
            now.add(count);
        }
        return new DelayCounts(bounds, now, sumSeconds);
    }
}
