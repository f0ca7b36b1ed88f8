package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class LivenessTest {
    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aThreadThatAnswersIsAlive() {
        assertTrue(new Liveness(() -> {}, Duration.ofSeconds(60)).alive());
    }

    @Test
    void aHungThreadIsNotAliveIsAskedOnceAndMayRecover() {
        CountDownLatch hung = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Liveness liveness = new Liveness(
                () -> {
                    asked.incrementAndGet();
                    awaitQuietly(hung);
                },
                Duration.ofMillis(20));
        assertFalse(liveness.alive());
        assertFalse(liveness.alive());
        assertFalse(liveness.alive());
        assertEquals(1, asked.get());
        hung.countDown();
        Awaitility.await().until(liveness::alive);
    }

    @Test
    void aFailedAnswerIsNoAnswer() {
        Liveness liveness = new Liveness(
                () -> {
                    throw new IllegalStateException("closed");
                },
                Duration.ofSeconds(60));
        assertFalse(liveness.alive());
    }
}
