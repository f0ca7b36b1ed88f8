package io.barewire.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RampPlanTest {
    @ParameterizedTest(name = "{0} sessions, {1} a second, after {2} ms")
    @CsvSource({"10,0,0,10", "10,2,0,1", "10,2,499,1", "10,2,500,2", "10,2,4500,10", "10,2,9000,10", "1,1,0,1"})
    void sessionsBeginOneByOne(int sessions, int perSecond, long millis, int begun) {
        assertEquals(begun, new RampPlan(sessions, perSecond).begunAfter(millis * 1_000_000));
    }
}
