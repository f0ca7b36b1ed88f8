package io.barewire.ovn.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.ovn.ovsdb.Backoff.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static List<Attempt> attempts(Backoff backoff, int count) {
        return Stream.generate(() -> backoff.next(0)).limit(count).toList();
    }

    private static Attempt attempt(int endpoint, long millis) {
        return new Attempt(endpoint, Duration.ofMillis(millis));
    }

    @Test
    void aRoundOverTheEndpointsHasNoPauseAndPausesDoubleUpToTheMost() {
        assertEquals(
                List.of(
                        attempt(2, 0),
                        attempt(0, 0),
                        attempt(1, 0),
                        attempt(2, 50),
                        attempt(0, 0),
                        attempt(1, 0),
                        attempt(2, 100),
                        attempt(0, 0),
                        attempt(1, 0),
                        attempt(2, 150)),
                attempts(new Backoff(3, Duration.ofMillis(300), 2), 10));
    }

    @Test
    void jitterIsAtMostAHalf() {
        Backoff backoff = new Backoff(1, Duration.ofMillis(100), 0);
        backoff.next(0);
        assertEquals(attempt(0, 50), backoff.next(0));
        assertEquals(attempt(0, 99), backoff.next(0.98));
    }

    @Test
    void afterAStableConnectionTheNextAttemptIsMadeAtOnce() {
        Backoff backoff = new Backoff(1, Duration.ofSeconds(10), 0);
        attempts(backoff, 50);
        backoff.stable();
        assertEquals(List.of(attempt(0, 0), attempt(0, 50)), attempts(backoff, 2));
    }
}
