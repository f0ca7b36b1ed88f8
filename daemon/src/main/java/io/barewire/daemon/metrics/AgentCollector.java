package io.barewire.daemon.metrics;

import static io.barewire.daemon.metrics.Points.count;
import static io.barewire.daemon.metrics.Points.counter;
import static io.barewire.daemon.metrics.Points.gauge;
import static io.barewire.daemon.metrics.Points.lower;
import static io.barewire.daemon.metrics.Points.point;

import io.barewire.mesh.Problem;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/// What there is to tell of the agent itself and of its configuration.
final class AgentCollector implements MultiCollector {
    private final Supplier<AgentSample> samples;

    AgentCollector(Supplier<AgentSample> samples) {
        this.samples = samples;
    }

    @Override
    public MetricSnapshots collect() {
        AgentSample sample = samples.get();
        MetricSnapshots.Builder into = MetricSnapshots.builder();
        into.metricSnapshot(gauge("barewire_agent", "The agent: its version and node; always 1.")
                .dataPoint(point(1, "node", sample.node(), "version", sample.version()))
                .build());
        into.metricSnapshot(gauge("barewire_start_time_seconds", "When the agent started, in seconds since 1970.")
                .dataPoint(point(sample.startedAt().toEpochMilli() / 1000.0))
                .build());
        into.metricSnapshot(gauge("barewire_ready", "1 when /readyz says ready.")
                .dataPoint(point(sample.ready()))
                .build());
        into.metricSnapshot(gauge("barewire_configured", "1 when the manifests configure this node.")
                .dataPoint(point(sample.configured()))
                .build());
        GaugeSnapshot.Builder problems =
                gauge("barewire_manifest_problems", "Problems found in the manifests, by severity.");
        for (Problem.Severity severity : Problem.Severity.values()) {
            int count = (int) sample.problems().stream()
                    .filter(problem -> problem.severity() == severity)
                    .count();
            problems.dataPoint(point(count, "severity", lower(severity)));
        }
        into.metricSnapshot(problems.build());
        into.metricSnapshot(counter("barewire_thread_failures", "Threads that failed by a defect; see the log.")
                .dataPoint(count(sample.threadFailures(), Labels.EMPTY))
                .build());
        FrrK8sMetrics.configuration(sample.rounds(), into);
        return into.build();
    }
}
