package io.barewire.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    @ParameterizedTest
    @CsvSource({"0, 200", "3, 200", "4, 200", "5, 250", "60, 3000", "2000, 30000"})
    void aDearLookIsFollowedByALongRest(long costMillis, long restMillis) {
        Pace pace = new Pace();
        for (int i = 0; i < 10; i++) {
            pace.after(Duration.ofSeconds(9));
        }
        assertEquals(Duration.ofMillis(restMillis), pace.after(Duration.ofMillis(costMillis)));
    }

    /// Code that has never run costs a hundred times as much, and there is news at the beginning.
    @Test
    void theFirstLooksAreFollowedByShortRestsWhateverTheyCost() {
        Pace pace = new Pace();
        assertEquals(
                List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L),
                Stream.generate(() -> pace.after(Duration.ofSeconds(9)).toSeconds())
                        .limit(7)
                        .toList());
    }
}
