package io.barewire.daemon.agent;

import io.barewire.daemon.Version;
import io.barewire.daemon.metrics.AgentSample;
import io.barewire.daemon.metrics.InstanceSample;
import io.barewire.ovn.OvnRoutes;
import io.barewire.ovn.OvnTotals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Everything that can be asked of a running agent, gathered for those who answer questions about it. Asking changes
/// nothing.
final class AgentState {
    private final AgentConfig config;
    private final InstantSource clock;
    private final Instant startedAt;
    private final PlanApplier plan;
    private final Instances instances;
    private final Optional<OvnRoutes> ovn;
    private final ThreadFailures threadFailures;

    AgentState(
            AgentConfig config,
            InstantSource clock,
            PlanApplier plan,
            Instances instances,
            Optional<OvnRoutes> ovn,
            ThreadFailures threadFailures) {
        this.config = config;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.plan = plan;
        this.instances = instances;
        this.ovn = ovn;
        this.threadFailures = threadFailures;
    }

    AgentConfig config() {
        return config;
    }

    Instant now() {
        return clock.instant();
    }

    Instant startedAt() {
        return startedAt;
    }

    PlanApplier.View view() {
        return plan.view();
    }

    Optional<Instance> instance(String name) {
        return instances.instance(name);
    }

    /// The default one first.
    List<InstanceSample> instances() {
        return instances.all().stream().map(Instance::sample).toList();
    }

    ThreadFailures threadFailures() {
        return threadFailures;
    }

    Readiness readiness() {
        return readiness(view(), instances());
    }

    private Readiness readiness(PlanApplier.View view, List<InstanceSample> now) {
        Readiness readiness = Readiness.of(view, now, threadFailures.first());
        return ovn().map(readiness::and).orElse(readiness);
    }

    private Optional<OvnTotals> ovn() {
        return ovn.map(OvnRoutes::totals);
    }

    AgentSample sample() {
        PlanApplier.View view = view();
        List<InstanceSample> now = instances();
        return new AgentSample(
                config.node(),
                Version.text(),
                startedAt,
                readiness(view, now).ready(),
                view.configured(),
                view.problems(),
                plan.rounds(),
                threadFailures.count(),
                now,
                ovn());
    }
}
