package io.barewire.bench.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Seeds;
import org.junit.jupiter.api.Test;

class MeshTest {
    private static Machines machines(int size, int zones, long seed) {
        return new Machines(size, zones, Costs.ASSUMED, seed);
    }

    /// Three messages from each end of a session, and one UPDATE each.
    @Test
    void aFullMeshHasASessionAndTwoUpdatesForEachPair() {
        Outcome outcome = FullMesh.run(machines(100, 1, 1));
        assertEquals(100 * 99 / 2, outcome.sessions());
        assertEquals(99, outcome.mostSessions());
        assertEquals(99, outcome.mostPaths());
        assertEquals(outcome.sessions() * (6 + 2), outcome.messages());
    }

    @Test
    void withReflectorsThereAreThreeSessionsForEachNodeAndThoseOfTheFew() {
        Outcome outcome = ReflectedMesh.run(machines(300, 3, 1));
        assertEquals(291 * 3 + 9 * 8 / 2, outcome.sessions());
    }

    /// It throws when somebody does not get to know a subnet.
    @Test
    void everybodyGetsToKnowEverythingWheneverNodesStart() {
        Seeds.forSeeds(300, rng -> {
            int size = rng.between(2, 40);
            int zones = rng.between(1, 4);
            long seed = rng.between(0, 1_000_000);
            Outcome outcome = ReflectedMesh.run(machines(size, zones, seed));
            assertEquals(outcome, ReflectedMesh.run(machines(size, zones, seed)));
            assertTrue(outcome.sessions() <= (long) size * (size - 1) / 2);
        });
    }
}
