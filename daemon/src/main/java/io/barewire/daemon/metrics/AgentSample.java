package io.barewire.daemon.metrics;

import io.barewire.fib.FibTotals;
import io.barewire.mesh.Problem;
import io.barewire.speaker.SpeakerStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that a scrape needs, at one moment.
///
/// @param speaker empty while no manifest has configured this node
/// @param fib empty when the agent leaves the kernel alone
public record AgentSample(
        String node,
        String version,
        Instant startedAt,
        boolean ready,
        boolean configured,
        List<Problem> problems,
        long threadFailures,
        Optional<SpeakerStatus> speaker,
        Optional<FibTotals> fib) {
    public AgentSample {
        problems = List.copyOf(problems);
    }
}
