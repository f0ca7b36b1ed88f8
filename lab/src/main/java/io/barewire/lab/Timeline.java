package io.barewire.lab;

import io.barewire.lab.ScaleReport.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Moments of a run for its plots. There is an end to how many: when they become too many, every other one goes, and
/// the rest come half as often.
final class Timeline {
    static final int MOST = 1000;

    private static final Duration FIRST_INTERVAL = Duration.ofMillis(100);

    private final List<Point> points = new ArrayList<>();
    private Duration interval = FIRST_INTERVAL;

    /// Whether it is time for one.
    boolean isDue(Duration at) {
        return points.isEmpty() || at.minus(points.getLast().at()).compareTo(interval) >= 0;
    }

    void add(Point point) {
        if (points.size() == MOST) {
            for (int i = MOST - 1; i > 0; i -= 2) {
                points.remove(i);
            }
            interval = interval.multipliedBy(2);
        }
        points.add(point);
    }

    List<Point> points() {
        return List.copyOf(points);
    }
}
