package io.barewire.bench.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// The runs of one workload side by side.
///
/// @param rows by daemon, in the order in which they were asked for
/// @param flaws of all runs, each with whose it is; a comparison with any is none
record Comparison(Workload workload, Map<String, Row> rows, List<String> flaws) {
    static final String OURS = "barewire";

    /// Not a daemon, but what the kernel takes at most.
    static final String LIMIT = "netlink";

    /// Not a daemon either, but what sessions cost at least in a JVM that has just started.
    static final String FLOOR = "jvm";

    /// @param spreads by column; none where no run has the figure
    record Row(Map<Column, Spread> spreads) {}

    static Comparison of(Workload workload, List<String> daemons, List<Run> runs) {
        List<Run> ours = runs.stream()
                .filter(run -> run.workload().equals(workload.name()))
                .toList();
        Map<String, Row> rows = new LinkedHashMap<>();
        List<String> flaws = new ArrayList<>();
        for (String daemon : daemons) {
            Map<Column, Spread> spreads = new HashMap<>();
            for (Column column : workload.columns()) {
                Spread.of(ours.stream()
                                .filter(run -> run.daemon().equals(daemon))
                                .flatMap(run -> Stream.ofNullable(run.values().get(column.key())))
                                .toList())
                        .ifPresent(spread -> spreads.put(column, spread));
            }
            rows.put(daemon, new Row(spreads));
        }
        ours.forEach(
                run -> run.flaws().forEach(flaw -> flaws.add(run.daemon() + ", run " + run.number() + ": " + flaw)));
        return new Comparison(workload, rows, flaws);
    }

    Optional<Spread> spread(String daemon, Column column) {
        return Optional.ofNullable(rows.get(daemon))
                .flatMap(row -> Optional.ofNullable(row.spreads().get(column)));
    }

    /// How a daemon's median stands to the least of all other daemons' than ours; empty where there is none.
    OptionalDouble ratio(String daemon, Column column) {
        OptionalDouble best = rows.keySet().stream()
                .filter(other -> !other.equals(OURS) && !other.equals(LIMIT) && !other.equals(FLOOR))
                .flatMap(other -> spread(other, column).stream())
                .mapToDouble(Spread::median)
                .min();
        Optional<Spread> own = spread(daemon, column);
        return best.isEmpty() || best.getAsDouble() == 0 || own.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(own.get().median() / best.getAsDouble());
    }
}
