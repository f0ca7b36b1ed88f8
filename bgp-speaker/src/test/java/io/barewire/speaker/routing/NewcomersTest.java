package io.barewire.speaker.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.PeerId;
import java.util.List;
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
        assertEquals(List.of(), newcomers.takeReady());
        assertEquals(35, deadlines.next(), "somebody looks again when the wait is over");
        deadlines.advance(35);
        assertEquals(List.of(A, B), newcomers.takeReady());
        newcomers.up(A);
        assertEquals(List.of(), newcomers.takeReady(), "who has been told once waits no more");
    }

    @Test
    void nobodyWaitsForALongStreamOfThem() {
        newcomers.up(A);
        for (long now = 0; now < Newcomers.LONGEST_MILLIS; now += 10) {
            deadlines.advance(now);
            newcomers.up(B);
            assertEquals(List.of(), newcomers.takeReady());
        }
        deadlines.advance(Newcomers.LONGEST_MILLIS);
        assertEquals(List.of(A), newcomers.takeReady());
    }

    @Test
    void whoIsGoneDoesNotWait() {
        newcomers.up(A);
        newcomers.down(A);
        deadlines.advance(Newcomers.LONGEST_MILLIS);
        assertEquals(List.of(), newcomers.takeReady());
    }
}
