package io.barewire.speaker.routing;

import io.barewire.rib.ChangeFeed;
import io.barewire.rib.KernelRoutes;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.PeerId;
import io.barewire.rib.Rib;
import io.barewire.rib.RouteSink;
import io.barewire.rib.SessionInfo;
import io.barewire.speaker.BestRouteListener;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Notification;
import io.barewire.wire.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that owns every table. It takes what has come in, a batch at a time, then settles accounts once:
/// pumps sessions and offers sinks their next batch.
///
/// The queue has no bound of its own because everything in it is bounded where it comes from: UPDATEs by each
/// session's share in octets (the session stops reading), session events by the number of peers, queries by
/// [#QUERIES].
public final class RoutingThread implements SessionUser {
    /// Queries that may wait at a time.
    static final int QUERIES = 64;

    private static final Logger LOG = LoggerFactory.getLogger(RoutingThread.class);
    private static final int MOST_WORK = 1024;
    private static final Duration SINK_PATIENCE = Duration.ofSeconds(10);

    /// Something to do with the tables.
    @FunctionalInterface
    public interface Work {
        void on(RoutingCore core);
    }

    private final LinkedBlockingQueue<Work> inbox = new LinkedBlockingQueue<>();
    private final Semaphore queries = new Semaphore(QUERIES);
    private final Consumer<SpeakerEvent> events;
    private final Runnable endOfTurn;
    private final long begin = System.nanoTime();
    private final Thread thread;
    private final RoutingCore core;
    private final List<SinkRunner<?>> sinks = new ArrayList<>();
    private final List<LeakPipe> pipes = new ArrayList<>();
    private volatile boolean converged;
    private volatile boolean restarting;
    private volatile boolean ended;
    private long convergenceDeadline = Long.MAX_VALUE;

    /// @param resolver knows which next hops can be reached
    /// @param kernel knows which routes others have put into it
    /// @param events hears of convergence and of sinks that fail
    /// @param endOfTurn called after each turn of sending, on this thread
    public RoutingThread(
            SpeakerConfig config,
            NextHopResolver resolver,
            KernelRoutes kernel,
            Consumer<SpeakerEvent> events,
            Runnable endOfTurn) {
        this.events = events;
        this.endOfTurn = endOfTurn;
        this.core = new RoutingCore(config, resolver, kernel, RoutingThread::fault);
        core.reportTo(events);
        core.setInterlude(() -> guarded(this::offerMany));
        resolver.onChange(() -> execute(RoutingCore::nextHopsChanged));
        kernel.onChange(() -> execute(_ -> {})); // conditions are looked at after each work
        this.thread = Thread.ofPlatform().name("bgp-routing").daemon().start(this::run);
    }

    /// Queues work.
    ///
    /// @return false when the thread has ended, and the work will not be done
    public boolean execute(Work work) {
        inbox.add(work);
        return !ended || !inbox.remove(work);
    }

    /// Queues work and waits until it is done.
    public void await(Work work) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        boolean queued = execute(core -> {
            try {
                work.on(core);
                done.complete(true);
            } catch (RuntimeException | Error failure) {
                done.completeExceptionally(failure);
            }
        });
        if (queued) {
            done.join();
        }
    }

    /// A question to the tables.
    public <T> CompletableFuture<T> query(Function<RoutingCore, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!queries.tryAcquire()) {
            answer.completeExceptionally(new RejectedExecutionException(QUERIES + " queries wait already"));
            return answer;
        }
        boolean queued = execute(core -> {
            try {
                answer.complete(question.apply(core));
            } catch (RuntimeException | Error failure) {
                answer.completeExceptionally(failure);
            } finally {
                queries.release();
            }
        });
        if (!queued) {
            answer.completeExceptionally(new RejectedExecutionException("the speaker is closed"));
        }
        return answer;
    }

    public void addSink(String name, RouteSink sink) {
        add(name, new SinkRunner.Taker<>(sink::apply, sink::converged), rib -> rib.openFeed(() -> {}));
    }

    public void addListener(String name, BestRouteListener listener) {
        add(
                name,
                new SinkRunner.Taker<>(listener::changed, listener::converged),
                rib -> rib.openBestRouteFeed(() -> {}));
    }

    private <T> void add(String name, SinkRunner.Taker<T> taker, Function<Rib, ChangeFeed<T>> opening) {
        execute(core -> {
            AtomicReference<SinkRunner<T>> self = new AtomicReference<>();
            SinkRunner<T> runner = new SinkRunner<>(
                    name,
                    taker,
                    core.openFeed(opening),
                    () -> execute(_ -> self.get().offer()),
                    failure -> events.accept(new SpeakerEvent.SinkFailed(name, failure)));
            self.set(runner);
            sinks.add(runner);
            if (converged) {
                runner.converged();
            }
        });
    }

    /// Lends the routes in use here to the tables of another speaker.
    ///
    /// @param instance what we are called there
    public LeakPipe lendTo(RoutingThread borrower, String instance) {
        LeakPipe pipe = new LeakPipe(instance, this, borrower);
        execute(_ -> pipes.add(pipe));
        pipe.begin();
        return pipe;
    }

    /// Ends what [#lendTo] began.
    public void endLending(LeakPipe pipe) {
        execute(core -> {
            pipes.remove(pipe);
            pipe.end(core);
        });
    }

    /// Peers are about to be connected to: from now on End-of-RIB markers are waited for, so long. Waits until
    /// that is so, because [#settle] would take a thread that waits for nothing yet for one that has converged,
    /// and the first OPEN would go out without the R bit.
    public void begin(Duration convergenceLimit) {
        await(core -> {
            restarting = true;
            core.deferSelection();
            convergenceDeadline = System.nanoTime() + convergenceLimit.toNanos();
        });
    }

    /// We have just started, and wait for peers that hold our routes from before.
    @Override
    public boolean isRestarting() {
        return restarting;
    }

    @Override
    public void up(PeerId peer, SessionInfo session, RestartTerms restart, PeerPort port) {
        execute(core -> core.up(peer, session, restart, port));
    }

    @Override
    public void down(PeerId peer, PeerPort port, boolean mayBeRestart) {
        execute(core -> core.down(peer, port, mayBeRestart));
    }

    @Override
    public void received(PeerId peer, PeerPort port, List<BgpMessage> messages, Runnable processed) {
        execute(core -> {
            for (BgpMessage message : messages) {
                switch (message) {
                    case Update update -> core.receive(peer, port, update);
                    case BgpMessage.RouteRefresh refresh -> core.refresh(peer, port, refresh);
                    case BgpMessage.Open _, BgpMessage.Keepalive _, Notification _ ->
                        throw new IllegalArgumentException(message + " is the session's own business");
                }
            }
            processed.run();
        });
    }

    /// The end of any work looks at who has room.
    @Override
    public void roomAgain(PeerPort port) {
        execute(_ -> {});
    }

    public boolean isConverged() {
        return converged;
    }

    /// Ends what [#addSink] began, when the batch at hand is done.
    public void removeSink(String name) {
        List<SinkRunner<?>> leaving = new ArrayList<>();
        await(core -> {
            sinks.stream().filter(sink -> sink.name().equals(name)).forEach(leaving::add);
            leaving.forEach(sink -> sink.leave(core));
            sinks.removeAll(leaving);
        });
        leaving.forEach(RoutingThread::endSink);
    }

    /// From now on sinks are left alone, so that the end of all sessions does not empty the kernel.
    public void releaseSinks() {
        await(_ -> {
            for (SinkRunner<?> sink : sinks) {
                endSink(sink);
            }
            sinks.clear();
        });
    }

    /// Does what is queued, then ends the thread.
    public void end() throws InterruptedException {
        execute(_ -> ended = true);
        thread.join();
    }

    private void run() {
        List<Work> batch = new ArrayList<>();
        try {
            while (!ended) {
                batch.clear();
                Work first = next();
                if (first != null) {
                    batch.add(first);
                    inbox.drainTo(batch, MOST_WORK - 1);
                }
                guarded(() -> core.advance(millis()));
                for (Work work : batch) {
                    guarded(() -> work.on(core));
                    guarded(this::offerMany);
                }
                guarded(this::settle);
            }
            for (Work work = inbox.poll(); work != null; work = inbox.poll()) {
                Work last = work;
                guarded(() -> last.on(core));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// While selection is deferred [#settle] does not look whether convergence takes too long, so that is nothing to be
    /// woken for.
    private @Nullable Work next() throws InterruptedException {
        long nanos = Long.MAX_VALUE;
        if (!converged && convergenceDeadline != Long.MAX_VALUE && !core.isSelectionDeferred()) {
            nanos = convergenceDeadline - System.nanoTime();
        }
        if (core.nextDeadline() != Long.MAX_VALUE) {
            nanos = Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(core.nextDeadline() - millis()));
        }
        return nanos == Long.MAX_VALUE ? inbox.take() : inbox.poll(nanos, TimeUnit.NANOSECONDS);
    }

    /// Since this thread began.
    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private void settle() {
        if (core.isSelectionDeferred()) {
            return;
        }
        restarting = false;
        core.pump(endOfTurn);
        if (!converged && convergenceDeadline != Long.MAX_VALUE) {
            boolean complete = core.isConverged();
            if (complete || System.nanoTime() - convergenceDeadline >= 0) {
                converged = true;
                core.startComplete();
                core.pump(endOfTurn);
                events.accept(new SpeakerEvent.Converged(complete));
                sinks.forEach(SinkRunner::converged);
            }
        }
        sinks.forEach(SinkRunner::offer);
        pipes.forEach(pipe -> pipe.offer(converged || core.haveOwnPeersConverged()));
    }

    /// Forwarding does not wait for the end of a long turn: a peer's table that goes, or comes, as one.
    private void offerMany() {
        if (!core.isSelectionDeferred()) {
            for (int i = 0; i < sinks.size(); i++) {
                sinks.get(i).offerMany();
            }
        }
    }

    private static void endSink(SinkRunner<?> sink) {
        try {
            sink.end(SINK_PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// No mistake of ours in one piece of work may take the others with it.
    /// Errors as well, such as a class that cannot be loaded without a descriptor: without this thread nothing is
    /// routed, and whoever waits for it waits forever.
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error fault) {
            LOG.error("the routing thread goes on after a fault of its own", fault);
        }
    }

    private static void fault(PeerId peer, RuntimeException fault) {
        LOG.error("fault of our own in serving peer {}; its session is reset", peer, fault);
    }
}
