package io.barewire.fib;

import static io.barewire.fib.ReadingTime.LONGEST_NANOS;
import static io.barewire.fib.ReadingTime.SETTLE_NANOS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReadingTimeTest {
    private final ReadingTime time = new ReadingTime();

    @Test
    void aBurstIsReadOnceAfterItsLastEvent() {
        time.ask(false, 0);
        time.ask(true, 10);
        assertEquals(10 + SETTLE_NANOS, time.earliest());
    }

    @Test
    void aStreamOfEventsDoesNotPutItOffForever() {
        boolean asked = false;
        for (long now = 0; now < 10 * LONGEST_NANOS; now += SETTLE_NANOS / 2) {
            time.ask(asked, now);
            asked = true;
        }
        assertEquals(LONGEST_NANOS, time.earliest());
        time.ended(10 * LONGEST_NANOS, 10 * LONGEST_NANOS + 1);
        time.ask(false, 10 * LONGEST_NANOS + 2);
        assertTrue(time.earliest() > 10 * LONGEST_NANOS + SETTLE_NANOS);
    }

    @Test
    void aLongReadingIsNotFollowedByAnotherAtOnce() {
        time.ended(0, LONGEST_NANOS);
        time.ask(false, LONGEST_NANOS + 1);
        assertEquals(6 * LONGEST_NANOS, time.earliest());
    }
}
