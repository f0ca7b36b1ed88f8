package io.barewire.daemon.agent;

import io.barewire.daemon.Version;
import io.barewire.daemon.metrics.AgentSample;
import io.barewire.fib.FibTotals;
import io.barewire.fib.KernelFib;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.SpeakerStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Everything that can be asked of a running agent, gathered for those who answer questions about it. Asking changes
/// nothing.
final class AgentState {
    private final AgentConfig config;
    private final InstantSource clock;
    private final Instant startedAt;
    private final PlanApplier plan;
    private final Optional<KernelFib> fib;
    private final ThreadFailures threadFailures;

    AgentState(
            AgentConfig config,
            InstantSource clock,
            PlanApplier plan,
            Optional<KernelFib> fib,
            ThreadFailures threadFailures) {
        this.config = config;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.plan = plan;
        this.fib = fib;
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

    /// Empty while no manifest has configured this node.
    Optional<BgpSpeaker> speaker() {
        return plan.view().speaker();
    }

    Optional<SpeakerStatus> speakerStatus() {
        return speaker().map(BgpSpeaker::status);
    }

    Optional<KernelFib> fib() {
        return fib;
    }

    Optional<FibTotals> fibTotals() {
        return fib.map(KernelFib::totals);
    }

    ThreadFailures threadFailures() {
        return threadFailures;
    }

    Readiness readiness() {
        return Readiness.of(view(), speakerStatus(), fibTotals(), threadFailures.first());
    }

    AgentSample sample() {
        PlanApplier.View view = view();
        Optional<SpeakerStatus> speaker = speakerStatus();
        Optional<FibTotals> totals = fibTotals();
        return new AgentSample(
                config.node(),
                Version.text(),
                startedAt,
                Readiness.of(view, speaker, totals, threadFailures.first()).ready(),
                view.configured(),
                view.problems(),
                threadFailures.count(),
                speaker,
                totals);
    }
}
