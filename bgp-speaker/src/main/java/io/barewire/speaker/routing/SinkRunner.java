package io.barewire.speaker.routing;

import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Calls one route sink on its own thread, a batch at a time. The next batch is drawn from the feed only when the
/// last one is done, so a slow sink costs merged changes, not a queue.
final class SinkRunner {
    private static final int MOST_CHANGES = 4096;

    private sealed interface Job {
        record Apply(List<RouteChange> changes) implements Job {}

        record Converged() implements Job {}

        record End() implements Job {}
    }

    private final RouteSink sink;
    private final RouteFeed feed;
    private final Runnable whenDone;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    // Never holds more than one job and the end.
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private boolean busy;
    private boolean convergedDue;
    private boolean flushed;
    private boolean convergedTold;

    /// @param whenDone called on the sink's thread after each job; has [#done] called on the routing thread
    SinkRunner(String name, RouteSink sink, RouteFeed feed, Runnable whenDone, Consumer<Throwable> onFailure) {
        this.sink = sink;
        this.feed = feed;
        this.whenDone = whenDone;
        this.onFailure = onFailure;
        this.thread = Thread.ofPlatform().name("sink-" + name).daemon().start(this::run);
    }

    /// On the routing thread: gives the sink what there is, if it is not at work.
    void offer() {
        if (busy) {
            return;
        }
        boolean flushing = convergedDue && !convergedTold;
        if (flushing && (flushed || feed.isEmpty())) {
            busy = true;
            convergedTold = true;
            jobs.add(new Job.Converged());
        } else if (!feed.isEmpty()) {
            busy = true;
            // All at once before converged(): with small batches, steady change could put it off for ever.
            jobs.add(new Job.Apply(feed.drain(flushing ? Integer.MAX_VALUE : MOST_CHANGES)));
            flushed = flushing && feed.isEmpty();
        }
    }

    /// On the routing thread: the job is done.
    void done() {
        busy = false;
        offer();
    }

    /// On the routing thread: [RouteSink#converged] is to be called once all changes known now have been applied.
    void converged() {
        convergedDue = true;
        offer();
    }

    /// Lets the job at hand finish, within `patience`; then interrupts it.
    void end(Duration patience) throws InterruptedException {
        jobs.add(new Job.End());
        if (!thread.join(patience)) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                switch (jobs.take()) {
                    case Job.Apply(List<RouteChange> changes) -> guarded(() -> sink.apply(changes));
                    case Job.Converged() -> guarded(sink::converged);
                    case Job.End() -> {
                        return;
                    }
                }
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
