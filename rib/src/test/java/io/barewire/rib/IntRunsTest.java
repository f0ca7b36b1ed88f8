package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntRunsTest {
    private record Run(int address, int size, int content) {}

    @Test
    void runsKeepWhatIsInThemWhateverComesAndGoesBesideThem() {
        Seeds.forSeeds(50, rng -> {
            IntRuns runs = new IntRuns();
            List<Run> live = new ArrayList<>();
            boolean growing = true;
            for (int i = 0; i < 2_000; i++) {
                growing ^= rng.oneIn(300);
                if (live.isEmpty() || (growing ? !rng.oneIn(4) : rng.oneIn(4))) {
                    int size = rng.between(1, rng.oneOf(2, 8, 19));
                    Run run = new Run(runs.allocate(size), size, i);
                    fill(runs, run);
                    live.add(run);
                } else {
                    Run run = live.remove(rng.between(0, live.size() - 1));
                    holds(runs, run);
                    runs.free(run.address, run.size);
                }
            }
            live.forEach(run -> holds(runs, run));
        });
    }

    @Test
    void whatOneSizeLeavesBehindServesAnother() {
        IntRuns runs = new IntRuns();
        List<Integer> small = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            small.add(runs.allocate(1));
        }
        long full = runs.estimatedOctets();
        small.forEach(run -> runs.free(run, 1));
        assertTrue(runs.estimatedOctets() < full / 4, "memory that did not come back");
        for (int i = 0; i < 10_000; i++) {
            runs.allocate(4);
        }
        assertTrue(runs.estimatedOctets() < full / 2);
    }

    private static void fill(IntRuns runs, Run run) {
        int[] slab = runs.slab(run.address);
        for (int i = 0; i < IntRuns.length(run.size); i++) {
            slab[IntRuns.offset(run.address) + i] = run.content;
        }
    }

    private static void holds(IntRuns runs, Run run) {
        int[] slab = runs.slab(run.address);
        for (int i = 0; i < IntRuns.length(run.size); i++) {
            assertEquals(run.content, slab[IntRuns.offset(run.address) + i]);
        }
    }
}
