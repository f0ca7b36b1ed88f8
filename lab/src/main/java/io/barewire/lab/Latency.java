package io.barewire.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// How long something took, many times.
///
/// @param curve the distribution, in ascending order
public record Latency(long count, Duration p50, Duration p99, Duration p999, Duration most, List<Point> curve) {
    private static final double[] CURVE = {0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100};

    /// @param percentile 0 to 100
    public record Point(double percentile, Duration value) {}

    public Latency {
        curve = List.copyOf(curve);
    }

    /// Empty when there is nothing in it.
    static Optional<Latency> of(AbstractHistogram times) {
        if (times.getTotalCount() == 0) {
            return Optional.empty();
        }
        List<Point> curve = new ArrayList<>();
        for (double percentile : CURVE) {
            curve.add(new Point(percentile, at(times, percentile)));
        }
        return Optional.of(new Latency(
                times.getTotalCount(),
                at(times, 50),
                at(times, 99),
                at(times, 99.9),
                Duration.ofNanos(times.getMaxValue()),
                curve));
    }

    private static Duration at(AbstractHistogram times, double percentile) {
        return Duration.ofNanos(times.getValueAtPercentile(percentile));
    }

    /// Collects from several threads: up to an hour, with three digits.
    static Histogram histogram() {
        return new ConcurrentHistogram(Duration.ofHours(1).toNanos(), 3);
    }

    static void record(Histogram times, long nanos) {
        times.recordValue(Math.clamp(nanos, 1, times.getHighestTrackableValue()));
    }
}
