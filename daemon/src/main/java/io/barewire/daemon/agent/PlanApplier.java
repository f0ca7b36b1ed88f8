package io.barewire.daemon.agent;

import io.barewire.daemon.log.LogLevelSetting;
import io.barewire.daemon.log.Logging;
import io.barewire.daemon.metrics.Rounds;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.cluster.ClusterListener;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.plan.Handover;
import io.barewire.mesh.plan.InstancePlan;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.mesh.plan.NodePlan;
import io.barewire.mesh.plan.Planner;
import io.barewire.speaker.RestartOptions;
import io.barewire.speaker.SpeakerConfig;
import java.io.IOException;
import java.time.Duration;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries the newest snapshot of the manifests, as this node's plan, to the speakers and the kernel.
///
/// One thread, `plan`, does all of it; snapshots and interface changes that come meanwhile are merged into the next
/// round.
final class PlanApplier implements ClusterListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlanApplier.class);
    private static final long RETRY_SECONDS = 10;

    /// What others may look at.
    ///
    /// @param readManifests false until they have been read once
    /// @param configured the plan in force has something for this node to do
    /// @param problems of the manifests and of this node's plan; or why they have not been read
    /// @param applyFailure why the newest configuration is not in force; empty when it is
    record View(boolean readManifests, boolean configured, List<Problem> problems, Optional<String> applyFailure) {
        static final View NOTHING = new View(false, false, List.of(), Optional.empty());

        View {
            problems = List.copyOf(problems);
        }
    }

    /// What this machine is like.
    ///
    /// @param vrfs its VRF devices, by name
    record Machine(LocalFacts facts, Map<String, VrfDevice> vrfs) {
        Machine {
            vrfs = Map.copyOf(vrfs);
        }
    }

    private final AgentConfig config;
    private final Instances instances;
    private final Optional<SnatWishes> snat;
    private final Consumer<StartFailed> giveUp;
    private final Runnable changed;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicReference<@Nullable ClusterSnapshot> newestSnapshot = new AtomicReference<>();
    private final AtomicReference<@Nullable Machine> newestMachine = new AtomicReference<>();
    private volatile View view = View.NOTHING;
    private volatile NodePlan inForce = new NodePlan(List.of(), Set.of(), Map.of(), List.of());
    private volatile Rounds rounds = Rounds.NONE;

    // The thread's own.
    private final ProblemLog problemLog = new ProblemLog();
    private final LogLevelSetting logLevel = new LogLevelSetting(Logging.level());
    private Map<ObjectKey, FrrConfiguration> accepted = Map.of();
    private @Nullable LocalFacts firstFacts;
    private Handover handover;
    private final HandoverWatch watch = new HandoverWatch(Duration.ofSeconds(8));
    private boolean watching;

    /// @param patience with sessions that the managed mesh does not want any more
    /// @param snat told of the snapshot; empty: nobody asked for outbound SNAT
    /// @param giveUp called when the speaker of the default instance cannot be started at all
    /// @param changed called after each round; must return at once
    PlanApplier(
            AgentConfig config,
            Instances instances,
            Handover.Patience patience,
            Optional<SnatWishes> snat,
            Consumer<StartFailed> giveUp,
            Runnable changed) {
        this.config = config;
        this.instances = instances;
        this.handover = Handover.begin(patience);
        this.snat = snat;
        this.giveUp = giveUp;
        this.changed = changed;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("plan").factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    View view() {
        return view;
    }

    /// The newest plan that was applied as a whole.
    NodePlan inForce() {
        return inForce;
    }

    Rounds rounds() {
        return rounds;
    }

    @Override
    public void waiting(List<Problem> why) {
        execute(() -> {
            problemLog.report(why);
            view = new View(false, false, why, Optional.empty());
        });
    }

    /// Hands over a snapshot; one not yet looked at is replaced.
    @Override
    public void snapshot(ClusterSnapshot snapshot) {
        newestSnapshot.set(snapshot);
        look();
    }

    /// The same for what this machine is like. Nothing happens when no plan depends on what is new, such as that
    /// a link is running; nothing is planned before both are known.
    void take(Machine machine) {
        if (!machine.equals(newestMachine.getAndSet(machine))) {
            look();
        }
    }

    /// The first look at this machine; one that came by a change meanwhile is newer, and stays.
    void begin(Machine machine) {
        newestMachine.compareAndSet(null, machine);
        look();
    }

    private void look() {
        execute(this::round);
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.debug("closing: a late change is left to the next start");
        }
    }

    private void lookLater() {
        try {
            var _ = thread.schedule(this::look, RETRY_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("closing: what failed is left to the next start");
        }
    }

    private void round() {
        ClusterSnapshot snapshot = newestSnapshot.get();
        Machine machine = newestMachine.get();
        if (snapshot == null || machine == null) {
            return;
        }
        try {
            Optional<Problem> ofLogLevel = logLevel.follow(snapshot.frrK8sConfiguration());
            NodePlan plan = Planner.plan(
                    snapshot, config.node(), withFirstIdentifier(machine.facts()), accepted, handover, millis());
            accepted = plan.accepted();
            take(plan.handover());
            LOG.debug("in force: {}", accepted.values()); // no text of theirs has a key in it
            List<Problem> problems = new ArrayList<>(snapshot.problems());
            problems.addAll(plan.problems());
            problemLog.report(problems);
            if (plan.instances().isEmpty() && !view.readManifests()) {
                LOG.info("no object of {} configures node {} yet; waiting for one", config.source(), config.node());
            }
            Optional<String> failure = apply(plan, machine);
            snat.ifPresent(wishes -> wishes.tell(snapshot, machine.facts()));
            inForce = failure.isEmpty() ? plan : inForce;
            ofLogLevel.ifPresent(problems::add); // logged by whoever did it
            view = new View(
                    true,
                    !plan.instances().isEmpty(),
                    problems.stream().sorted().toList(),
                    failure);
            rounds = rounds.and(failure.isPresent() || problems.stream().anyMatch(Problem::isError));
            if (failure.isPresent()) {
                lookLater();
            }
        } catch (RuntimeException | Error defect) {
            // The executor would keep it to itself. Seen in the log and by /readyz, until a later round succeeds.
            LOG.error("applying the manifests failed, which is a defect; the last configuration stays", defect);
            rounds = rounds.and(true);
            View old = view;
            view = new View(
                    true,
                    old.configured(),
                    old.problems(),
                    Optional.of("applying the manifests failed by a defect: " + defect));
            lookLater();
        }
        watchHandover();
        changed.run();
    }

    private void take(Handover next) {
        int before = handover.held().size();
        int now = next.held().size();
        if (now > 0 && before == 0) {
            LOG.info(
                    "the mesh asks for other sessions; {} stay as they are until the new ones have told every route,"
                            + " {} s at least and {} s at most",
                    now,
                    next.patience().least().toSeconds(),
                    next.patience().most().toSeconds());
        } else if (now == 0 && before > 0) {
            LOG.info("the sessions of the mesh are those that it asks for");
        }
        handover = next;
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void watchHandover() {
        if (!handover.isUnderWay() || watching) {
            return;
        }
        long pause = Math.max(handover.rest(millis()).toMillis(), watch.rest().toMillis());
        try {
            var _ = thread.schedule(this::lookAtHandover, pause, TimeUnit.MILLISECONDS);
            watching = true;
        } catch (RejectedExecutionException closed) {
            LOG.debug("closing: the next start has the sessions that the mesh asks for, and no others");
        }
    }

    private void lookAtHandover() {
        watching = false;
        Handover before = handover;
        try {
            ask(before);
        } catch (RuntimeException defect) {
            LOG.error("looking at the mesh's sessions failed, which is a defect; it is tried again", defect);
        }
        if (handover.held().equals(before.held())) {
            watchHandover();
        } else {
            round();
        }
    }

    private void ask(Handover before) {
        instances
                .byDefault()
                .speaker()
                .map(speaker -> watch.look(before, speaker, millis()))
                .ifPresent(seen -> {
                    if (seen.gaveUp()) {
                        LOG.warn(
                                "sessions that the mesh does not want any more end after {} s though some routes may"
                                        + " have come over nothing else; look for nodes without a session among the"
                                        + " peers",
                                before.patience().most().toSeconds());
                    }
                    take(seen.next());
                });
    }

    /// Another identifier would reset every session, whenever an interface with a higher address comes or goes.
    private LocalFacts withFirstIdentifier(LocalFacts facts) {
        if (firstFacts == null) {
            firstFacts = facts;
        }
        return facts.withRouterId(firstFacts.routerId());
    }

    /// Where to listen and how long to wait is said by the command line.
    private InstancePlan withCommandLine(InstancePlan plan) {
        SpeakerConfig planned = plan.speaker();
        SpeakerConfig speaker = planned.toBuilder()
                .listen(planned.listen().isPresent() ? config.listen() : Optional.empty())
                // Kernel routes stay when the process ends.
                .restart(new RestartOptions(config.fib().isPresent(), RestartOptions.DEFAULT.selectionDeferral()))
                .convergenceLimit(config.convergenceLimit().orElse(planned.convergenceLimit()))
                .alwaysBlock(Stream.concat(planned.alwaysBlock().stream(), config.alwaysBlock().stream())
                        .collect(Collectors.toUnmodifiableSet()))
                .build();
        return new InstancePlan(plan.name(), speaker, plan.imports());
    }

    /// Why it could not be done; empty when it was.
    private Optional<String> apply(NodePlan plan, Machine machine) {
        List<InstancePlan> wanted =
                plan.instances().stream().map(this::withCommandLine).toList();
        boolean wasStarted = instances.byDefault().speaker().isPresent();
        Map<Instance, IOException> failures =
                instances.apply(wanted, machine.vrfs(), plan.protectedPrefixes(), plan.overlays());
        failures.forEach((instance, failure) -> LOG.error(
                "{}the new configuration cannot be applied: {}; the last one stays, and this is tried again",
                instance.prefix(),
                failure.getMessage()));
        IOException ofDefault = failures.get(instances.byDefault());
        if (ofDefault != null && !wasStarted) {
            giveUp.accept(new StartFailed(
                    "BGP " + ofDefault.getMessage(),
                    "Stop what listens there (another BGP daemon?), run with the right to bind ports below 1024,"
                            + " or choose --listen ADDRESS:PORT or --no-listen.",
                    ofDefault));
        }
        return failures.entrySet().stream()
                .map(each -> each.getKey().prefix() + "the new configuration cannot be applied: "
                        + each.getValue().getMessage())
                .sorted()
                .findFirst();
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
        instances.close();
    }
}
