package io.barewire.daemon.agent;

import io.barewire.daemon.Version;
import io.barewire.daemon.metrics.AgentSample;
import io.barewire.daemon.metrics.InstanceSample;
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
    private final ThreadFailures threadFailures;

    AgentState(
            AgentConfig config,
            InstantSource clock,
            PlanApplier plan,
            Instances instances,
            ThreadFailures threadFailures) {
        this.config = config;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.plan = plan;
        this.instances = instances;
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
        return Readiness.of(view(), instances(), threadFailures.first());
    }

    AgentSample sample() {
        PlanApplier.View view = view();
        List<InstanceSample> now = instances();
        return new AgentSample(
                config.node(),
                Version.text(),
                startedAt,
                Readiness.of(view, now, threadFailures.first()).ready(),
                view.configured(),
                view.problems(),
                plan.rounds(),
                threadFailures.count(),
                now);
    }
}
