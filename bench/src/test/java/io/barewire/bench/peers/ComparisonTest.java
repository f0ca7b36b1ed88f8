package io.barewire.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.lab.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Column TIME = Column.compared("time", "time, s");
    private static final Workload WORKLOAD = new Workload() {
        @Override
        public String name() {
            return "W9";
        }

        @Override
        public String title() {
            return "nothing at all";
        }

        @Override
        public List<Column> columns() {
            return List.of(TIME);
        }

        @Override
        public boolean suits(Daemon daemon) {
            return true;
        }

        @Override
        public Result run(Daemon daemon, Leftovers leftovers, Progress progress) {
            throw new AssertionError("not run here");
        }
    };

    @Test
    void theMedianIsTheMiddleOne() {
        assertEquals(Optional.of(new Spread(3, 2, 1, 9)), Spread.of(List.of(9.0, 1.0, 2.0)));
        assertEquals(Optional.of(new Spread(4, 2.5, 1, 9)), Spread.of(List.of(9.0, 1.0, 2.0, 3.0)));
        assertEquals(Optional.empty(), Spread.of(List.of()));
    }

    @Test
    void ratiosAreToTheBestOfTheOthers() {
        Comparison comparison = comparison(
                run("barewire", 1),
                run("barewire", 3),
                run("bird2", 4),
                run("frr", 10),
                run("frr", 30),
                run("frr", 11));
        assertEquals(OptionalDouble.of(0.5), comparison.ratio("barewire", TIME));
        assertEquals(OptionalDouble.of(1), comparison.ratio("bird2", TIME));
        assertEquals(OptionalDouble.of(2.75), comparison.ratio("frr", TIME));
    }

    @Test
    void aloneNothingIsComparedWithAnything() {
        assertEquals(OptionalDouble.empty(), comparison(run("barewire", 1)).ratio("barewire", TIME));
    }

    @Test
    void oneFlawRefusesTheComparisonUnlessForced() {
        Comparison comparison = comparison(run("barewire", 1), Run.failed("W9", "frr", 2, "39 stale"), run("bird2", 4));
        String refused = TextReport.of(comparison, false);
        assertTrue(refused.contains("no comparison") && refused.contains("frr, run 2: 39 stale"), refused);
        assertFalse(refused.contains("time, s"), refused);
        String forced = TextReport.of(comparison, true);
        assertTrue(forced.contains("NOT A COMPARISON") && forced.contains("time, s"), forced);
    }

    @Test
    void aBusyGeneratorAndBusyOthersAreFlaws() {
        assertEquals(List.of(), new Result().phase("load", phase(0.7, 0.4)).flaws());
        assertEquals(1, new Result().phase("load", phase(0.9, 0.4)).flaws().size());
        assertEquals(1, new Result().phase("load", phase(0.7, 0.6)).flaws().size());
    }

    @Test
    void whatIsTooShortToTellIsNoFlaw() {
        Phase blink = new Phase(0.01, 0, 0, 0.01, 0.02, 0.02, "", 0);
        assertEquals(List.of(), new Result().phase("load", blink).flaws());
    }

    private static Phase phase(double generatorSeconds, double foreignSeconds) {
        return new Phase(1, 0.5, 0, generatorSeconds, foreignSeconds, 1, "javac[1] 0.4 s", 0);
    }

    private static Comparison comparison(Run... runs) {
        return Comparison.of(WORKLOAD, List.of("barewire", "bird2", "frr"), List.of(runs));
    }

    private static Run run(String daemon, double time) {
        return new Run("W9", daemon, 1, Map.of("time", time), List.of());
    }
}
