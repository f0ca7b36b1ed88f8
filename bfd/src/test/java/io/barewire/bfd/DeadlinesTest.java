package io.barewire.bfd;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    @Test
    void theEarliestIsAlwaysFirst() {
        forSeeds(300, rng -> {
            Deadlines deadlines = new Deadlines();
            Map<Integer, Long> model = new HashMap<>();
            for (int step = 0; step < 200; step++) {
                int number = rng.between(0, 60);
                if (rng.oneIn(4)) {
                    deadlines.remove(number);
                    model.remove(number);
                } else {
                    long at = rng.between(0, 1000);
                    deadlines.set(number, at);
                    model.put(number, at);
                }
                long earliest = model.values().stream().min(Long::compare).orElse(Session.NEVER);
                assertEquals(earliest, deadlines.earliest());
                if (!model.isEmpty()) {
                    assertEquals(earliest, model.get(deadlines.first()));
                }
            }
        });
    }
}
