package io.barewire.daemon.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Budget;
import io.barewire.kubernetes.Following;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's status objects on the API server as they should be.
///
/// One thread, `kube-status`, looks at the agent when something happened there, when somebody touched the objects, and
/// every half minute; it writes what differs, at the pace of the server ([WriteRate]). What changes meanwhile is in the
/// next look:
/// nothing queues up, and an API server that is away costs nothing but a later look. The more there is to look at, the
/// less often it is looked at ([Pace]). Only this node's objects are followed.
public final class StatusWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

    /// For server-side apply.
    private static final String FIELD_MANAGER = "barewire";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    /// How long what was seen is written before it is looked at again; so a node with thousands of sessions to tell of
    /// does not compare them all for every few that it may write.
    private static final Duration ROUND = Duration.ofSeconds(5);

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final Duration SHORTEST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    private static final int PIECE = 2048;

    private final ApiServer server;
    private final String nodeName;
    private final StatusConfig config;
    private final InstantSource clock;
    private final Semaphore wake = new Semaphore(0);
    private final Mirror sessions = new Mirror(this::look);
    private final Mirror node = new Mirror(this::look);
    private volatile Optional<Thread> thread = Optional.empty();
    private volatile boolean closing;

    // The thread's own.
    private final WriteRate rate = new WriteRate(System.nanoTime());

    /// In pieces of [#PIECE] characters. The running configuration of a node of a large mesh changes with every other
    /// node, and is told as a whole.
    private final Budget nodeBudget = new Budget(20, Duration.ofMillis(500), System.nanoTime());

    private final Reports reports = new Reports();
    private Optional<Observation> before = Optional.empty();

    /// When the last look ended, in the thread's own time; to write has its own pace.
    private long looked;

    private String complaint = "";
    private String refusal = "";

    /// Does nothing before [#start].
    ///
    /// @param node the node's name
    public StatusWriter(ApiServer server, String node, StatusConfig config, InstantSource clock) {
        this.server = server;
        this.nodeName = node;
        this.config = config;
        this.clock = clock;
    }

    /// Begins, on a thread of its own.
    ///
    /// @param agent asked by that thread alone; may block; empty while the agent does not know what it should
    ///     do, when objects of an earlier run must not be taken for left over ones
    public void start(Supplier<Optional<Observation>> agent) {
        thread = Optional.of(Thread.ofPlatform().daemon().name("kube-status").start(() -> run(agent)));
    }

    /// Something changed. Returns at once.
    public void look() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    private void run(Supplier<Optional<Observation>> agent) {
        Selection ofSessions = Selection.in(StatusObjects.SESSION_STATES, config.namespace())
                .labelled(StatusObjects.NODE + "=" + nodeName);
        Selection ofNode = Selection.all(StatusObjects.NODE_STATES).named(nodeName);
        try (Following _ = server.follow(ofSessions, sessions);
                Following _ = server.follow(ofNode, node)) {
            StatusObjects objects = new StatusObjects(nodeName, config.namespace(), owner());
            Pace pace = new Pace();
            Duration backoff = Duration.ZERO;
            while (true) {
                Duration pause = LOOK_EVERY;
                long began = CPU.getCurrentThreadCpuTime();
                looked = began;
                try {
                    Optional<Observation> now = agent.get();
                    looked = CPU.getCurrentThreadCpuTime(); // whether or not the objects can be compared with it
                    if (now.isPresent()) {
                        pause = round(now.get(), objects);
                    }
                    backoff = Duration.ZERO;
                } catch (ApiFailure failure) {
                    if (closing) {
                        throw new InterruptedException();
                    }
                    backoff = longer(backoff);
                    complain("the node's status cannot be written: " + failure.withRemedy());
                    Thread.sleep(backoff);
                    continue;
                }
                Thread.sleep(pace.after(Duration.ofNanos(looked - began)));
                boolean _ = wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
        } catch (InterruptedException closed) {
            LOG.debug("closing: status stays as it was written last");
        }
    }

    /// Without the pod's name there is no owner, and none when the API server does not know the pod or tells us nothing
    /// of it.
    private Optional<Owner> owner() throws InterruptedException {
        if (config.pod().isEmpty()) {
            return Optional.empty();
        }
        String name = config.pod().get();
        Duration backoff = Duration.ZERO;
        while (true) {
            try {
                Optional<ObjectNode> pod = server.get(Resource.PODS, config.namespace(), name);
                if (pod.isEmpty()) {
                    LOG.warn(
                            "there is no pod {} in namespace {} to own the BGPSessionStates", name, config.namespace());
                }
                return pod.map(Owner::of);
            } catch (ApiFailure failure) {
                if (failure.status() == 403) {
                    LOG.warn("the BGPSessionStates will have no owner: {}", failure.withRemedy());
                    return Optional.empty();
                }
                complain("the agent's pod cannot be looked up: " + failure.withRemedy());
                backoff = longer(backoff);
                Thread.sleep(backoff);
            }
        }
    }

    private static Duration longer(Duration backoff) {
        Duration twice = backoff.isZero() ? SHORTEST_BACKOFF : backoff.multipliedBy(2);
        return twice.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : twice;
    }

    /// Once for each reason; empty when all is well.
    private void complain(String reason) {
        if (!reason.equals(complaint) && !reason.isEmpty()) {
            LOG.warn("{}; sessions and routes are not touched by this, and it is tried again", reason);
        } else if (!reason.equals(complaint)) {
            LOG.info("the node's status is written again");
        }
        complaint = reason;
    }

    /// Looks, and writes as much as is allowed now.
    ///
    /// @return when to look again, if nothing happens before
    private Duration round(Observation now, StatusObjects objects) throws ApiFailure, InterruptedException {
        Report.between(before, now).forEach(report -> reports.offer(report, System.nanoTime()));
        before = Optional.of(now);
        for (Mirror mirror : List.of(sessions, node)) {
            if (mirror.failure().isPresent()) {
                complain("the node's status objects cannot be followed: "
                        + mirror.failure().get().withRemedy());
                return LOOK_EVERY;
            }
            if (!mirror.isComplete()) {
                return LOOK_EVERY;
            }
        }
        List<Write> writes = Write.difference(
                Desired.of(now, config.sessions()),
                sessions.objects(),
                node.objects().stream().findFirst(),
                objects);
        looked = CPU.getCurrentThreadCpuTime();
        Duration later = LOOK_EVERY;
        long end = System.nanoTime() + ROUND.toNanos();
        for (Write write : writes) {
            switch (write) {
                case Write.TellNode tell -> {
                    Duration pause = nodeBudget.pause(System.nanoTime());
                    if (!pause.isZero()) {
                        later = shorter(later, pause);
                        continue;
                    }
                    nodeBudget.take(
                            System.nanoTime(), 1 + tell.state().runningConfig().length() / PIECE);
                    attempt(() -> carryOut(write, objects));
                }
                case Write.Create _, Write.Update _, Write.Delete _ -> {
                    Duration pause = rate.pause(System.nanoTime());
                    if (System.nanoTime() + pause.toNanos() - end > 0) {
                        return shorter(later, pause);
                    }
                    Thread.sleep(pause);
                    paced(requests(write), () -> carryOut(write, objects));
                }
            }
        }
        complain("");
        return shorter(later, tell());
    }

    /// A millisecond at least, so that what is waited for is there.
    private static Duration shorter(Duration one, Duration other) {
        return (one.compareTo(other) < 0 ? one : other).plusMillis(1);
    }

    private interface Request {
        void send() throws ApiFailure;
    }

    private static int requests(Write write) {
        return switch (write) {
            case Write.TellNode tell -> (tell.metadata() ? 1 : 0) + (tell.status() ? 1 : 0);
            case Write.Create create -> isAnnotated(create.state()) ? 3 : 2;
            case Write.Update update -> (update.metadata() ? 1 : 0) + (update.status() ? 1 : 0);
            case Write.Delete _ -> 1;
        };
    }

    private static boolean isAnnotated(SessionState state) {
        return !state.lastEnd().isEmpty() || !state.refused().isEmpty();
    }

    private void paced(int requests, Request request) throws ApiFailure {
        long began = System.nanoTime();
        rate.take(began);
        attempt(request);
        long now = System.nanoTime();
        rate.answered(now, Duration.ofNanos((now - began) / requests));
    }

    /// What the API server finds wrong with one object must not keep the others from it.
    private void attempt(Request request) throws ApiFailure {
        try {
            request.send();
        } catch (ApiFailure failure) {
            switch (failure.status()) {
                case 404, 409 -> look(); // deleted, or made, by somebody else meanwhile; the mirror will know
                case 400, 422 -> refused(failure);
                default -> throw failure;
            }
        }
    }

    /// Told once, however often it is tried.
    private void refused(ApiFailure failure) {
        if (!failure.withRemedy().equals(refusal)) {
            refusal = failure.withRemedy();
            LOG.warn("the API server does not take a status object or an Event: {}", refusal);
        }
    }

    private void carryOut(Write write, StatusObjects objects) throws ApiFailure {
        switch (write) {
            case Write.TellNode(NodeState state, boolean metadata, boolean status) -> {
                if (metadata) {
                    node.write(() -> server.apply(StatusObjects.NODE_STATES, objects.nodeState(state), FIELD_MANAGER));
                }
                if (status) {
                    node.write(() -> server.applyStatus(
                            StatusObjects.NODE_STATES, objects.nodeStateStatus(state), FIELD_MANAGER));
                }
            }
            case Write.Create(SessionKey key, SessionState state) -> {
                ObjectNode made =
                        sessions.write(() -> server.create(StatusObjects.SESSION_STATES, objects.newSession(key)));
                String name = made.path("metadata").path("name").asText();
                update(name, Mirror.uid(made), key, state, isAnnotated(state), true, objects);
            }
            case Write.Update(
                    String name,
                    String uid,
                    SessionKey key,
                    SessionState state,
                    boolean metadata,
                    boolean status) -> update(name, uid, key, state, metadata, status, objects);
            case Write.Delete(String name, String uid) -> {
                server.delete(StatusObjects.SESSION_STATES, objects.namespace(), name, Optional.of(uid));
                sessions.remove(name);
            }
        }
    }

    private void update(
            String name,
            String uid,
            SessionKey key,
            SessionState state,
            boolean metadata,
            boolean status,
            StatusObjects objects)
            throws ApiFailure {
        Resource resource = StatusObjects.SESSION_STATES;
        if (status) {
            sessions.write(() -> server.applyStatus(resource, objects.sessionStatus(name, key, state), FIELD_MANAGER));
        }
        if (metadata) {
            sessions.write(() -> server.apply(resource, objects.session(name, uid, state), FIELD_MANAGER));
        }
    }

    /// Events, when the status is as it should be.
    private Duration tell() throws ApiFailure {
        long dropped = reports.takeDropped();
        if (dropped > 0) {
            LOG.warn("{} events were too many to be told to the API server; they are in this log", dropped);
        }
        while (true) {
            Duration pause = rate.pause(System.nanoTime());
            if (!pause.isZero()) {
                return pause;
            }
            Optional<Reports.Due> due = reports.poll(System.nanoTime());
            if (due.isEmpty()) {
                return LOOK_EVERY;
            }
            try {
                paced(1, () -> send(due.get()));
            } catch (ApiFailure failure) {
                switch (failure.status()) {
                    case 403 -> refused(failure); // status is worth having without Events
                    case 0, 429, 503, 504 -> { // the server has no time, or is away; it says nothing of this Event
                        reports.putBack(due.get());
                        throw failure;
                    }
                    default -> throw failure;
                }
            }
        }
    }

    /// Nobody would see an Event of an object that is not there.
    private void send(Reports.Due due) throws ApiFailure {
        Optional<ObjectNode> about = switch (due.report().about()) {
            case Report.About.OfSession(SessionKey key) ->
                sessions.objects().stream()
                        .filter(object -> StatusObjects.key(object).equals(key))
                        .findFirst();
            case Report.About.OfConfiguration(String kind, String namespace, String name) ->
                server.get(
                        kind.equals(Resource.ROUTING_POLICIES.kind())
                                ? Resource.ROUTING_POLICIES
                                : Resource.FRR_CONFIGURATIONS,
                        namespace,
                        name);
        };
        if (about.isPresent()) {
            server.create(EventObjects.EVENTS, EventObjects.of(due, about.get(), nodeName, clock.instant()));
        }
    }

    /// Ends it; objects stay, and go with the pod or by the status cleaner.
    @Override
    public void close() {
        try {
            closing = true;
            if (thread.isPresent()) {
                thread.get().interrupt();
                if (!thread.get().join(Duration.ofSeconds(5))) {
                    LOG.warn("the API server was still being written to when the agent ended");
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
