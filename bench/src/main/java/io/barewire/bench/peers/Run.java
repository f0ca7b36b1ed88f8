package io.barewire.bench.peers;

import java.util.List;
import java.util.Map;

/// One run as it is reported.
///
/// @param values by column and beyond; empty when it failed
/// @param flaws why it must not be compared, a failure among them
record Run(String workload, String daemon, int number, Map<String, Double> values, List<String> flaws) {
    Run {
        values = Map.copyOf(values);
        flaws = List.copyOf(flaws);
    }

    static Run of(String workload, String daemon, int number, Result result) {
        return new Run(workload, daemon, number, result.values(), result.flaws());
    }

    static Run failed(String workload, String daemon, int number, String why) {
        return new Run(workload, daemon, number, Map.of(), List.of(why));
    }
}
