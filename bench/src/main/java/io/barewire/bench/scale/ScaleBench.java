package io.barewire.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// `./dev bench scale [NODES]...`: both topologies at each size, as a table in Markdown and a plot.
public final class ScaleBench {
    private static final List<Integer> SIZES = List.of(100, 1_000, 10_000);
    private static final int ZONES = 3;
    private static final long SEED = 1;
    private static final Path PLOT = Path.of("bench/target/scale.svg");

    private ScaleBench() {}

    public static void main(String[] arguments) throws IOException {
        List<Integer> sizes = arguments.length == 0
                ? SIZES
                : Arrays.stream(arguments).map(Integer::valueOf).toList();
        List<Outcome> outcomes = new ArrayList<>();
        System.out.println(
                "| Nodes | Topology | Sessions | at one node | Messages | Paths at one node | Converged after |"
                        + " Busiest node worked |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (int size : sizes) {
            report(FullMesh.run(new Machines(size, ZONES, Costs.ASSUMED, SEED)), outcomes);
            report(ReflectedMesh.run(new Machines(size, ZONES, Costs.ASSUMED, SEED)), outcomes);
        }
        Files.createDirectories(PLOT.getParent());
        Files.writeString(PLOT, Plot.svg(outcomes));
        System.out.println(PLOT);
    }

    private static void report(Outcome outcome, List<Outcome> into) {
        into.add(outcome);
        System.out.printf(
                Locale.ROOT,
                "| %,d | %s | %,d | %,d | %,d | %,d | %.3f s | %.3f s |%n",
                outcome.nodes(),
                outcome.topology(),
                outcome.sessions(),
                outcome.mostSessions(),
                outcome.messages(),
                outcome.mostPaths(),
                outcome.convergedNanos() / 1e9,
                outcome.busiestNanos() / 1e9);
    }
}
