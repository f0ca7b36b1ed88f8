package io.barewire.daemon.metrics;

import io.barewire.mesh.Problem;
import java.time.Instant;
import java.util.List;

/// All that a scrape needs, at one moment.
///
/// @param instances the default one first
public record AgentSample(
        String node,
        String version,
        Instant startedAt,
        boolean ready,
        boolean configured,
        List<Problem> problems,
        Rounds rounds,
        long threadFailures,
        List<InstanceSample> instances) {
    public AgentSample {
        problems = List.copyOf(problems);
        instances = List.copyOf(instances);
    }
}
