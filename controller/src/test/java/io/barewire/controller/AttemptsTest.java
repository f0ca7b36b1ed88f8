package io.barewire.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.kubernetes.ApiFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptsTest {
    private long now = Long.MAX_VALUE - 5; // nothing says where such a clock begins, and it may wrap
    private final Attempts attempts = new Attempts(() -> now);
    private int made;

    private boolean refused(Object what) throws ApiFailure {
        return attempts.make(what, () -> {
            made++;
            throw ApiFailure.of(422, "refused");
        });
    }

    @Test
    void whatIsRefusedIsTriedAgainAfterAMinuteAndAnythingElseAtOnce() throws ApiFailure {
        assertFalse(refused("red"));
        assertFalse(refused("red"));
        assertEquals(1, made);
        assertTrue(attempts.make("blue", () -> made++));
        assertEquals(2, made);

        now += Duration.ofSeconds(60).toNanos() - 1;
        assertFalse(refused("red"));
        assertEquals(2, made);
        now++;
        assertTrue(attempts.make("red", () -> made++));
        assertEquals(3, made);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 401, 429, 500})
    void whatIsNotAboutTheWriteIsThrownAndNotHeldAgainstIt(int status) throws ApiFailure {
        assertThrows(
                ApiFailure.class,
                () -> attempts.make("red", () -> {
                    throw ApiFailure.of(status, "not now");
                }));
        assertTrue(attempts.make("red", () -> made++));
    }
}
