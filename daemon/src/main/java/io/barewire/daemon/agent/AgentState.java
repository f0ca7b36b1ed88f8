package io.barewire.daemon.agent;

import io.barewire.daemon.Version;
import io.barewire.daemon.metrics.AgentSample;
import io.barewire.daemon.metrics.InstanceSample;
import io.barewire.ovn.OvnRoutes;
import io.barewire.ovn.OvnTotals;
import io.barewire.ovn.snat.OutboundSnat;
import io.barewire.ovn.snat.SnatStatus;
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
    private final Optional<OutboundSnat> snat;
    private final ThreadFailures threadFailures;

    AgentState(
            AgentConfig config,
            InstantSource clock,
            PlanApplier plan,
            Instances instances,
            Optional<OvnRoutes> ovn,
            Optional<OutboundSnat> snat,
            ThreadFailures threadFailures) {
        this.config = config;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.plan = plan;
        this.instances = instances;
        this.ovn = ovn;
        this.snat = snat;
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
        Readiness withOvn = ovn().map(readiness::and).orElse(readiness);
        return snat().map(withOvn::and).orElse(withOvn);
    }

    private Optional<OvnTotals> ovn() {
        return ovn.map(OvnRoutes::totals);
    }

    /// Empty when nobody asked for it.
    Optional<SnatStatus> snat() {
        return snat.map(OutboundSnat::status);
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
                ovn(),
                snat());
    }
}
