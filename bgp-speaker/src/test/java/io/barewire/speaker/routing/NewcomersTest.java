package io.barewire.speaker.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.PeerId;
import org.junit.jupiter.api.Test;

class NewcomersTest {
    private static final PeerId A = new PeerId("192.0.2.1");
    private static final PeerId B = new PeerId("192.0.2.2");

    private final Deadlines deadlines = new Deadlines();
    private final Newcomers newcomers = new Newcomers(deadlines);

    @Test
    void waitForEachOther() {
        newcomers.up(A);
        deadlines.advance(15);
        newcomers.up(B);
        deadlines.advance(30);
        assertTrue(newcomers.waits(A) && newcomers.waits(B));
        assertEquals(35, deadlines.next(), "somebody looks again when the wait is over");
        deadlines.advance(35);
        assertFalse(newcomers.waits(A) || newcomers.waits(B));
        newcomers.up(A);
        assertFalse(newcomers.waits(B), "who has been told once waits no more");
    }

    @Test
    void nobodyWaitsForALongStreamOfThem() {
        newcomers.up(A);
        for (long now = 0; now < Newcomers.LONGEST_MILLIS; now += 10) {
            deadlines.advance(now);
            newcomers.up(B);
            assertTrue(newcomers.waits(A));
        }
        deadlines.advance(Newcomers.LONGEST_MILLIS);
        assertFalse(newcomers.waits(A));
    }

    @Test
    void whoIsGoneDoesNotWait() {
        newcomers.up(A);
        newcomers.down(A);
        assertFalse(newcomers.waits(A));
    }
}
