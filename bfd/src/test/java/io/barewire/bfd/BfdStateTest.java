package io.barewire.bfd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BfdStateTest {
    /// RFC 5880 §6.8.6; a row for each state, a column for each state that the peer may show.
    @ParameterizedTest
    @CsvSource({
        // ours,    peer: AdminDown, Down, Init, Up
        "ADMIN_DOWN, ADMIN_DOWN, ADMIN_DOWN, ADMIN_DOWN, ADMIN_DOWN",
        "DOWN,       DOWN,       INIT,       UP,         DOWN",
        "INIT,       DOWN,       INIT,       UP,         UP",
        "UP,         DOWN,       DOWN,       UP,         UP"
    })
    void aPacketMakesOfAState(BfdState ours, BfdState adminDown, BfdState down, BfdState init, BfdState up) {
        assertEquals(
                Arrays.asList(adminDown, down, init, up),
                Arrays.stream(BfdState.values()).map(ours::after).toList());
    }
}
