package io.barewire.mesh.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.testkit.Seeds;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0s, 0",
        "90s, 90000",
        "1m30s, 90000",
        "1.5h, 5400000",
        "500ms, 500",
        "1h0m1s, 3601000",
        "1000us, 1"
    })
    void unitsAreAdded(String text, long millis) {
        assertEquals(Optional.of(Duration.ofMillis(millis)), GoDuration.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "90", "-1s", "1d", "1s ", "1,5s", "1s2", "9999999999h"})
    void anythingElseIsNone(String text) {
        assertEquals(Optional.empty(), GoDuration.parse(text));
    }

    @Test
    void whatIsFormattedIsReadBack() {
        Seeds.forSeeds(1_000, rng -> {
            Duration duration = Duration.ofMillis(rng.between(0, 500_000_000));
            assertEquals(Optional.of(duration), GoDuration.parse(GoDuration.format(duration)));
        });
    }
}
