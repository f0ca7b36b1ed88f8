package io.barewire.speaker.routing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Calls one taker of routes on its own thread, a batch at a time. The next batch is drawn from the feed only when the
/// last one is done, so a slow one costs merged changes, not a queue.
final class SinkRunner<T> {
    private static final int MOST_CHANGES = 4096;
    private static final int MANY_CHANGES = 256;

    private sealed interface Job<T> {
        record Apply<T>(List<T> changes) implements Job<T> {}

        record Converged<T>() implements Job<T> {}

        record End<T>() implements Job<T> {}
    }

    /// What is called: the methods of a sink or of a listener.
    record Taker<T>(Consumer<List<T>> changes, Runnable converged) {}

    private final String name;
    private final Taker<T> taker;
    private final RouteFeed<T> feed;
    private final Runnable whenDone;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    // Never holds more than one job and the end.
    private final LinkedBlockingQueue<Job<T>> jobs = new LinkedBlockingQueue<>();
    private volatile boolean busy;
    private boolean left;
    private boolean convergedDue;
    private boolean flushed;
    private boolean convergedTold;

    /// @param whenDone called on the sink's thread after each job; has [#offer] called on the routing thread
    SinkRunner(String name, Taker<T> taker, RouteFeed<T> feed, Runnable whenDone, Consumer<Throwable> onFailure) {
        this.name = name;
        this.taker = taker;
        this.feed = feed;
        this.whenDone = whenDone;
        this.onFailure = onFailure;
        this.thread = Thread.ofPlatform().name("sink-" + name).daemon().start(this::run);
    }

    String name() {
        return name;
    }

    /// On the routing thread: after the job at hand it is told nothing more.
    void leave(RoutingCore core) {
        left = true;
        core.closeFeed(feed);
    }

    /// On the routing thread: gives it what there is, if it is not at work.
    void offer() {
        if (busy || left) {
            return;
        }
        boolean flushing = convergedDue && !convergedTold;
        if (flushing && (flushed || feed.isEmpty())) {
            busy = true;
            convergedTold = true;
            jobs.add(new Job.Converged<>());
        } else if (!feed.isEmpty()) {
            busy = true;
            // All at once before converged(): with small batches, steady change could put it off for ever.
            jobs.add(new Job.Apply<>(feed.drain(flushing ? Integer.MAX_VALUE : MOST_CHANGES)));
            flushed = flushing && feed.isEmpty();
        }
    }

    /// On the routing thread, in the middle of its turn: few changes wait for its end, and merge with others.
    void offerMany() {
        if (!busy && !left && feed.size() >= MANY_CHANGES) {
            offer();
        }
    }

    /// On the routing thread: [RouteSink#converged] is to be called once all changes known now have been applied.
    void converged() {
        convergedDue = true;
        offer();
    }

    /// Lets the job at hand finish, within `patience`; then interrupts it.
    void end(Duration patience) throws InterruptedException {
        jobs.add(new Job.End<>());
        if (!thread.join(patience)) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                switch (jobs.take()) {
                    case Job.Apply<T>(List<T> changes) ->
                        guarded(() -> taker.changes().accept(changes));
                    case Job.Converged<T> _ -> guarded(taker.converged());
                    case Job.End<T> _ -> {
                        return;
                    }
                }
                busy = false;
                whenDone.run();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void guarded(Runnable job) {
        try {
            job.run();
        } catch (RuntimeException | Error failure) {
            onFailure.accept(failure); // the next batch may fare better, and the thread must be there for it
        }
    }
}
