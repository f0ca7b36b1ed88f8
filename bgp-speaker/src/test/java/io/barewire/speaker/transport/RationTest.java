package io.barewire.speaker.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RationTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void soManyASecondAndTheRestCounted() {
        Ration ration = new Ration(2, 0);
        assertTrue(ration.take(1));
        assertTrue(ration.take(2));
        assertFalse(ration.take(3));
        assertFalse(ration.take(SECOND - 1));
        assertTrue(ration.take(SECOND));
        assertEquals(2, ration.leftOut());
        assertEquals(0, ration.leftOut());
    }
}
