package io.barewire.daemon.demo;

import java.time.Duration;
import java.util.Optional;

/// Waits for a condition, and knows what it is waiting for.
final class Waiting {
    /// For whatever takes moments: what is claimed here is that it happens, and not how soon on a machine
    /// that does other work beside.
    static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final int PATIENCE = Integer.getInteger("barewire.patience", 1);

    private Waiting() {}

    /// A limit for this machine. `-Dbarewire.patience` tells of one that is that many times slower than
    /// usual.
    static Duration patiently(Duration limit) {
        return limit.multipliedBy(PATIENCE);
    }

    /// A condition that says what is still missing.
    @FunctionalInterface
    interface Condition {
        /// Empty once it is met.
        Optional<String> missing() throws InterruptedException;
    }

    /// Returns once the condition is met.
    ///
    /// @throws StepFailure with what is missing when it is not met in time
    static void until(Duration limit, Screen screen, Condition condition) throws InterruptedException {
        Duration patience = patiently(limit);
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<String> missing = condition.missing();
            if (missing.isEmpty()) {
                return;
            }
            if (System.nanoTime() - end > 0) {
                throw new StepFailure("after " + patience.toSeconds() + " s still: " + missing.get());
            }
            screen.doing(missing.get());
            Thread.sleep(PAUSE);
        }
    }
}
