package io.barewire.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one run of one daemon came to. Filled while it runs.
final class Result {
    /// At this part of the time at work the generator may be what was measured.
    static final double BUSY_GENERATOR = 0.8;

    /// More CPUs than this for others, and the figures are theirs as well.
    static final double FOREIGN_CPUS = 0.5;

    /// Nor can less than this be told: the kernel counts in hundredths of a second.
    private static final double LEAST_SECONDS = 0.1;

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final List<String> flaws = new ArrayList<>();

    Result put(String key, double value) {
        values.put(key, value);
        return this;
    }

    /// By column; a figure that could not be taken is not there.
    Map<String, Double> values() {
        return Map.copyOf(values);
    }

    /// Why these figures must not be compared with others.
    Result flaw(String flaw) {
        flaws.add(flaw);
        return this;
    }

    List<String> flaws() {
        return List.copyOf(flaws);
    }

    /// Puts what a phase cost under `KEY.cpu` and so on, and finds its flaws.
    Result phase(String key, Phase phase) {
        put(key + ".cpu", phase.cpuSeconds());
        put(key + ".run-queue", phase.runQueueSeconds());
        put(key + ".generator-cpu", phase.generatorCpuSeconds());
        put(key + ".generator-busy", phase.generatorBusy());
        if (phase.generatorBusy() > BUSY_GENERATOR && phase.generatorCpuSeconds() > LEAST_SECONDS) {
            flaw("%s: the generator was at work for %.0f %% of the time, and may be what was measured"
                    .formatted(key, phase.generatorBusy() * 100));
        }
        return others(key, phase);
    }

    /// Puts only what others did in a phase, for it may be a flaw.
    Result others(String key, Phase phase) {
        put(key + ".foreign-cpus", phase.foreignCpus());
        put(key + ".stolen", phase.stolenSeconds());
        if (phase.foreignCpus() > FOREIGN_CPUS && phase.foreignCpuSeconds() > LEAST_SECONDS) {
            flaw("%s: others used %.2f CPUs (most of it %s)".formatted(key, phase.foreignCpus(), phase.foremost()));
        }
        return this;
    }
}
