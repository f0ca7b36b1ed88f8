package io.barewire.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    @ParameterizedTest
    @CsvSource({"0, 200", "3, 200", "4, 200", "5, 250", "60, 3000", "2000, 30000"})
    void aDearLookIsFollowedByALongRest(long costMillis, long restMillis) {
        assertEquals(Duration.ofMillis(restMillis), Pace.after(Duration.ofMillis(costMillis)));
    }
}
