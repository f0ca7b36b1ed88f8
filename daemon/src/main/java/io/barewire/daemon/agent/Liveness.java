package io.barewire.daemon.agent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Does the routing thread answer? There is one question under way at most, so that a hung thread does not gather a
/// heap of askers.
final class Liveness {
    private final Runnable question;
    private final Duration bound;
    private @Nullable CompletableFuture<?> asked;

    /// @param question returns when the routing thread has answered
    Liveness(Runnable question, Duration bound) {
        this.question = question;
        this.bound = bound;
    }

    boolean alive() {
        CompletableFuture<?> answer = ask();
        try {
            answer.get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException dead) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized CompletableFuture<?> ask() {
        if (asked == null || asked.isDone()) {
            asked = CompletableFuture.runAsync(
                    question, task -> Thread.ofVirtual().name("liveness").start(task));
        }
        return asked;
    }
}
