package io.barewire.daemon.agent;

import io.barewire.fib.KernelFib;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.mesh.plan.NodePlan;
import io.barewire.mesh.plan.Planner;
import io.barewire.rib.NextHopResolver;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.CloseMode;
import io.barewire.speaker.RestartOptions;
import io.barewire.speaker.SpeakerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries the newest snapshot of the manifests, as this node's plan, to the speaker and the kernel.
///
/// One thread, `plan`, does all of it; snapshots and interface changes that come meanwhile are merged into the next
/// round. The speaker is made when the first plan has a configuration for it. When a later plan has none, it keeps
/// running without peers and prefixes, so that what it had put into the kernel is taken out again.
final class PlanApplier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlanApplier.class);
    private static final long RETRY_SECONDS = 10;

    /// What others may look at.
    ///
    /// @param readManifests false until the folder has been read once
    /// @param speaker empty until a plan had a configuration
    /// @param configured the plan in force has a configuration for the speaker
    /// @param problems of the manifests and of this node's plan
    /// @param applyFailure why the speaker does not have the newest configuration; empty when it has
    record View(
            boolean readManifests,
            Optional<BgpSpeaker> speaker,
            boolean configured,
            List<Problem> problems,
            Optional<String> applyFailure) {
        static final View NOTHING = new View(false, Optional.empty(), false, List.of(), Optional.empty());

        View {
            problems = List.copyOf(problems);
        }
    }

    private final AgentConfig config;
    private final Optional<KernelFib> fib;
    private final Consumer<StartFailed> giveUp;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicReference<@Nullable ClusterSnapshot> newestSnapshot = new AtomicReference<>();
    private final AtomicReference<@Nullable LocalFacts> newestFacts = new AtomicReference<>();
    private volatile View view = View.NOTHING;

    // The thread's own.
    private final ProblemLog problemLog = new ProblemLog();
    private Map<ObjectKey, FrrConfiguration> accepted = Map.of();
    private Optional<SpeakerConfig> inForce = Optional.empty();

    /// @param giveUp called when the speaker cannot be started at all
    PlanApplier(AgentConfig config, Optional<KernelFib> fib, Consumer<StartFailed> giveUp) {
        this.config = config;
        this.fib = fib;
        this.giveUp = giveUp;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("plan").factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    View view() {
        return view;
    }

    /// Hands over a snapshot; one not yet looked at is replaced.
    void take(ClusterSnapshot snapshot) {
        newestSnapshot.set(snapshot);
        look();
    }

    /// The same for what this machine is like. Nothing is planned before both are known.
    void take(LocalFacts facts) {
        newestFacts.set(facts);
        look();
    }

    /// The first look at this machine; facts that came by a change meanwhile are newer, and stay.
    void begin(LocalFacts facts) {
        newestFacts.compareAndSet(null, facts);
        look();
    }

    private void look() {
        try {
            thread.execute(this::round);
        } catch (RejectedExecutionException closed) {
            LOG.debug("closing: a late change is left to the next start");
        }
    }

    private void round() {
        ClusterSnapshot snapshot = newestSnapshot.get();
        LocalFacts facts = newestFacts.get();
        if (snapshot == null || facts == null) {
            return;
        }
        try {
            NodePlan plan = Planner.plan(snapshot, config.node(), facts, accepted);
            accepted = plan.accepted();
            List<Problem> problems = new ArrayList<>(snapshot.problems());
            problems.addAll(plan.problems());
            problemLog.report(problems);
            fib.ifPresent(kernel -> kernel.setProtectedPrefixes(plan.protectedPrefixes()));
            Optional<String> failure = apply(plan.speaker().map(this::withCommandLine));
            view = new View(
                    true,
                    view.speaker(),
                    plan.speaker().isPresent(),
                    problems.stream().sorted().toList(),
                    failure);
            if (failure.isPresent()) {
                var _ = thread.schedule(this::look, RETRY_SECONDS, TimeUnit.SECONDS);
            }
        } catch (RuntimeException | Error defect) {
            // The executor would keep it to itself. Seen in the log and by /readyz, until a later round succeeds.
            LOG.error("applying the manifests failed, which is a defect; the last configuration stays", defect);
            View old = view;
            view = new View(
                    true,
                    old.speaker(),
                    old.configured(),
                    old.problems(),
                    Optional.of("applying the manifests failed by a defect: " + defect));
        }
    }

    /// Where to listen and how long to wait is said by the command line.
    private SpeakerConfig withCommandLine(SpeakerConfig planned) {
        return planned.toBuilder()
                .listen(config.listen())
                // Kernel routes stay when the process ends.
                .restart(new RestartOptions(fib.isPresent(), RestartOptions.DEFAULT.selectionDeferral()))
                .convergenceLimit(config.convergenceLimit().orElse(planned.convergenceLimit()))
                .build();
    }

    /// Why it could not be done; empty when it was.
    private Optional<String> apply(Optional<SpeakerConfig> wanted) {
        Optional<SpeakerConfig> target = wanted.or(() -> inForce.map(PlanApplier::silent));
        if (target.isEmpty() && !view.readManifests()) {
            LOG.info("no object of {} configures node {} yet; waiting for one", config.manifests(), config.node());
        }
        if (target.isEmpty() || target.equals(inForce)) {
            return Optional.empty();
        }
        SpeakerConfig next = target.get();
        if (view.speaker().isEmpty()) {
            return start(next);
        }
        try {
            view.speaker().get().apply(next);
        } catch (IOException failure) {
            String why = "the new configuration cannot be applied: " + failure.getMessage();
            LOG.error("{}; the last one stays, and this is tried again", why);
            return Optional.of(why);
        }
        LOG.info(
                wanted.isPresent() ? "configuration changed: {}" : "no object configures this node any more: {}",
                ConfigChange.describe(inForce.orElse(next), next));
        inForce = target;
        return Optional.empty();
    }

    private Optional<String> start(SpeakerConfig first) {
        BgpSpeaker speaker =
                new BgpSpeaker(first, fib.map(KernelFib::nextHops).orElse(NextHopResolver.EVERYTHING_CONNECTED));
        speaker.addListener(new EventLog());
        fib.ifPresent(kernel -> speaker.addRouteSink("kernel", kernel));
        try {
            speaker.start();
        } catch (IOException failure) {
            speaker.close();
            String why = "BGP " + failure.getMessage();
            giveUp.accept(new StartFailed(
                    why,
                    "Stop what listens there (another BGP daemon?), run with the right to bind ports below 1024,"
                            + " or choose --listen ADDRESS:PORT or --no-listen.",
                    failure));
            return Optional.of(why);
        }
        LOG.info("configuration: {}", ConfigChange.describe(first));
        inForce = Optional.of(first);
        view = new View(true, Optional.of(speaker), true, view.problems(), Optional.empty());
        return Optional.empty();
    }

    /// The same speaker with nobody to talk to and nothing to say.
    private static SpeakerConfig silent(SpeakerConfig config) {
        return config.toBuilder().originated(Set.of()).peers().build();
    }

    /// Stops applying, then ends the sessions.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("a configuration was still being applied when the agent ended");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        view.speaker().ifPresent(speaker -> speaker.close(CloseMode.RESTART));
    }
}
