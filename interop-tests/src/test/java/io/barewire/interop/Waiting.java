package io.barewire.interop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// Waiting for what must come true: bounded, and a failure says what was wanted and what was there instead.
final class Waiting {
    /// How long anything that must happen may take. Generous, because only a failing test waits to its end.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Waiting() {}

    /// Asks again until the answer is as wanted, and returns it.
    static <T> T waitFor(String wanted, Supplier<T> question, Predicate<T> condition) {
        AtomicReference<T> last = new AtomicReference<>();
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(50, TimeUnit.MILLISECONDS)
                    .pollInSameThread()
                    .until(() -> {
                        T answer = question.get();
                        last.set(answer);
                        return condition.test(answer);
                    });
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(
                    "waited " + PATIENCE.toSeconds() + " s for " + wanted + "; there is still " + last.get(), late);
        }
        return last.get();
    }
}
