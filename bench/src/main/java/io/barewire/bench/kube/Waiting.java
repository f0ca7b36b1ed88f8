package io.barewire.bench.kube;

import io.barewire.bench.peers.BenchFailure;
import io.barewire.lab.Progress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits, and says for what.
record Waiting(Progress progress) {
    private static final long LOOK_MILLIS = 5;

    /// @throws BenchFailure when it does not come in time
    void until(String what, Duration limit, BooleanSupplier condition) {
        progress.say("waiting for " + what);
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new BenchFailure("no " + what + " within " + limit.toSeconds() + " s");
            }
            progress.tick();
            sleep(LOOK_MILLIS);
        }
    }

    /// @throws BenchFailure when it does not come in time
    <T> T get(String what, Duration limit, CompletableFuture<T> future) {
        progress.say("waiting for " + what);
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            try {
                return future.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                progress.tick();
            } catch (ExecutionException failure) {
                throw new BenchFailure(what, failure);
            } catch (InterruptedException interrupted) {
                throw interrupted(interrupted);
            }
        }
        throw new BenchFailure("no " + what + " within " + limit.toSeconds() + " s");
    }

    void say(String what) {
        progress.say(what);
    }

    void pause(Duration time, String what) {
        pause(time, () -> what);
    }

    void pause(Duration time, Supplier<String> what) {
        progress.say(what);
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            progress.tick();
            sleep(Math.min(left, 100));
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static BenchFailure interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new BenchFailure("interrupted", interrupted);
    }
}
