package io.barewire.bench.kube;

import java.util.Arrays;

/// How long something took, many times, in milliseconds.
final class Latencies {
    private double[] sorted = {};

    void add(long nanos) {
        sorted = Arrays.copyOf(sorted, sorted.length + 1);
        sorted[sorted.length - 1] = nanos / 1e6;
        Arrays.sort(sorted);
    }

    /// The least one that this part of all do not exceed: 0.5 for the median.
    double at(double part) {
        return sorted[Math.clamp((long) Math.ceil(part * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
