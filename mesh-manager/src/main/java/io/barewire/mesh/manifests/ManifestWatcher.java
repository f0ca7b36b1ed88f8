package io.barewire.mesh.manifests;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.inforce.InForce;
import io.barewire.mesh.manifests.FolderEvents.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Keeps looking at a folder of manifests and tells every change of its meaning.
///
/// The kernel's events make it quick; a look every few seconds makes it sure, because events get lost, do not cross
/// links (a mounted ConfigMap's files are links), and are not to be had on every file system. Events only say that it
/// is time to look: what changed is found by comparing.
///
/// Editors write in steps: they empty a file and fill it, or move it away and write a new one. A file that was
/// moved into the folder, or closed by who wrote it, is read at once, and told when no other has followed soon after;
/// any other change is looked at after a moment of quiet. An object is gone only when a second look, a little later,
/// finds it gone too.
public final class ManifestWatcher implements AutoCloseable {
    /// @param gather how long nothing must happen before files that are complete are told: the next of several may
    ///     say what the one before no longer does
    /// @param quiet the same for a change that may go on
    /// @param grace how long a missing object must be missing
    /// @param rescan time between looks without events
    record Pace(Duration gather, Duration quiet, Duration grace, Duration rescan) {
        static final Pace USUAL =
                new Pace(Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofSeconds(3));
    }

    /// A folder that never stops changing is looked at even so, after this many quiet times.
    private static final int MOST_QUIET_TIMES = 20;

    private final Path folder;
    private final Consumer<ClusterSnapshot> listener;
    private final Pace pace;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final FolderEvents events;
    private final Thread thread;

    // The thread's own; times in nanoseconds.
    private long latest;
    private long gathered;
    private Seen unanswered = Seen.NOTHING;

    private ManifestWatcher(Path folder, Consumer<ClusterSnapshot> listener, Pace pace) {
        this.folder = folder;
        this.listener = listener;
        this.pace = pace;
        this.events = new FolderEvents(folder);
        this.thread = Thread.ofPlatform().daemon().name("manifests").unstarted(this::run);
    }

    /// Starts watching. The listener gets the first snapshot soon, whatever state the folder is in, and then one after
    /// each change, on one thread of this watcher's; it may block. What it throws goes to the thread's handler of
    /// uncaught exceptions, and watching goes on.
    public static ManifestWatcher start(Path folder, Consumer<ClusterSnapshot> listener) {
        return start(folder, listener, Pace.USUAL);
    }

    static ManifestWatcher start(Path folder, Consumer<ClusterSnapshot> listener, Pace pace) {
        ManifestWatcher watcher = new ManifestWatcher(folder, listener, pace);
        watcher.thread.start();
        return watcher;
    }

    /// Stops; when this returns, the listener is not running and will not be called again. Called by the listener
    /// itself, it returns at once, and the listener will not be called again.
    @Override
    public void close() {
        closing.countDown();
        events.wake();
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        ManifestFiles files = new ManifestFiles(folder);
        try (events) {
            InForce current = InForce.NOTHING;
            boolean first = true;
            gathered = System.nanoTime();
            latest = gathered + pace.quiet().toNanos() * MOST_QUIET_TIMES;
            while (!closed()) {
                events.follow();
                InForce next = current.after(files.read());
                if (current.losesTo(next) && !pause(pace.grace())) {
                    next = current.after(files.read());
                }
                if (closed()) {
                    return;
                }
                if (goesOn()) {
                    continue;
                }
                if (first || !next.snapshot().equals(current.snapshot())) {
                    tell(next.snapshot());
                }
                first = false;
                current = next;
                awaitChange();
            }
        }
    }

    private void tell(ClusterSnapshot snapshot) {
        try {
            listener.accept(snapshot);
        } catch (RuntimeException bad) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bad);
        }
    }

    /// Returns after a change and the quiet that follows it, when it is time for a look anyway, or when closed.
    private void awaitChange() {
        Seen seen = unanswered == Seen.NOTHING ? await(pace.rescan()) : unanswered;
        unanswered = Seen.NOTHING;
        latest = System.nanoTime() + pace.quiet().toNanos() * MOST_QUIET_TIMES;
        settle(seen);
    }

    /// What is complete is looked at without waiting; what follows it shows afterwards.
    private void settle(Seen first) {
        Seen seen = first;
        while (seen == Seen.SOMETHING && System.nanoTime() - latest < 0) {
            seen = await(pace.quiet());
        }
        long now = System.nanoTime();
        gathered = seen == Seen.WHOLE ? now + pace.gather().toNanos() : now;
        events.looked();
    }

    /// Whether something else happened while the folder was read, or happens soon enough to belong to the same change.
    /// Then returns when it is time to look again.
    private boolean goesOn() {
        Seen seen = await(Duration.ofNanos(Math.max(0, gathered - System.nanoTime())));
        if (seen == Seen.NOTHING || System.nanoTime() - latest >= 0) {
            unanswered = seen;
            return false;
        }
        settle(seen);
        return true;
    }

    private Seen await(Duration time) {
        if (events.areToBeHad() && !closed()) {
            return events.await(time);
        }
        pause(time);
        return Seen.NOTHING;
    }

    /// Waits; true when closed meanwhile.
    private boolean pause(Duration time) {
        try {
            return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            // Nobody has a reason to interrupt this thread but to end it.
            closing.countDown();
            return true;
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }
}
