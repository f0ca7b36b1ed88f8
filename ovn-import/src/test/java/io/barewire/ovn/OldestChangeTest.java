package io.barewire.ovn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Times are as [System#nanoTime] gives them, which may be negative.
class OldestChangeTest {
    private static final long BEGIN = -15;

    private final OldestChange oldest = new OldestChange();

    @Test
    void aBatchHasWaitedSinceItsOldestChange() {
        oldest.came(BEGIN);
        oldest.came(BEGIN + 10);
        assertEquals(BEGIN, oldest.sent(BEGIN + 20, true));
    }

    @Test
    void whatNoChangeAskedForHasNotWaited() {
        assertEquals(BEGIN, oldest.sent(BEGIN, true));
        oldest.came(BEGIN + 1);
        oldest.done();
        assertEquals(BEGIN + 2, oldest.sent(BEGIN + 2, true));
    }

    @Test
    void aBatchThatCameToNothingWaitsSinceItsOwnChange() {
        oldest.came(BEGIN);
        long since = oldest.sent(BEGIN + 1, true);
        oldest.came(BEGIN + 2);
        oldest.came(since);
        assertEquals(BEGIN, oldest.sent(BEGIN + 30, true));
    }

    @Test
    void whatDoesNotFitIntoABatchGoesOnWaiting() {
        oldest.came(BEGIN);
        assertEquals(BEGIN, oldest.sent(BEGIN + 1, false));
        assertEquals(BEGIN, oldest.sent(BEGIN + 2, true));
        assertEquals(BEGIN + 3, oldest.sent(BEGIN + 3, true));
    }
}
