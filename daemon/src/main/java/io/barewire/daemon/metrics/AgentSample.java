package io.barewire.daemon.metrics;

import io.barewire.mesh.Problem;
import io.barewire.ovn.OvnTotals;
import io.barewire.ovn.snat.SnatStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that a scrape needs, at one moment.
///
/// @param instances the default one first
/// @param ovn empty without a northbound database
/// @param snat empty when nobody asked for it
public record AgentSample(
        String node,
        String version,
        Instant startedAt,
        boolean ready,
        boolean configured,
        List<Problem> problems,
        Rounds rounds,
        long threadFailures,
        List<InstanceSample> instances,
        Optional<OvnTotals> ovn,
        Optional<SnatStatus> snat) {
    public AgentSample {
        problems = List.copyOf(problems);
        instances = List.copyOf(instances);
    }
}
