package io.barewire.daemon.status;

import io.barewire.kubernetes.Budget;
import java.time.Duration;

/// How often status objects are written: some at once, then so that each node keeps the API server busy for a
/// small part of the time. One that has little to do answers soon and gets the thousands of objects of a
/// large node in minutes; one that makes requests wait, as its priority and fairness do when too many come,
/// is asked less by every node, without any of them knowing of the others. Confined to one thread.
final class WriteRate {
    /// As the usual client of a controller in Go has it, and frr-k8s with it: twenty a second.
    private static final Duration LEAST = Duration.ofMillis(50);

    private static final Duration MOST = Duration.ofSeconds(5);
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final int BURST = 20;

    /// One part of waiting for the server, so many from one write to the next.
    private static final int PARTS = 10;

    /// A new answer counts so much: one slow answer is not yet a slow server.
    private static final double WEIGHT = 1.0 / 8;

    private final Budget budget;
    private double averageNanos = (double) FIRST.toNanos() / PARTS;

    /// @param now of a clock that never goes back, in nanoseconds
    WriteRate(long now) {
        budget = new Budget(BURST, FIRST, now);
    }

    /// How long to wait until [#take] is allowed; zero when it is.
    Duration pause(long now) {
        return budget.pause(now);
    }

    void take(long now) {
        budget.take(now, 1);
    }

    /// What was taken last is written.
    ///
    /// @param took what the server needed for a request of it, on average
    void answered(long now, Duration took) {
        averageNanos += (took.toNanos() - averageNanos) * WEIGHT;
        Duration each = Duration.ofNanos(Math.round(averageNanos * PARTS));
        budget.setEach(each.compareTo(LEAST) < 0 ? LEAST : each.compareTo(MOST) < 0 ? each : MOST, now);
    }
}
