package io.barewire.mesh.manifests;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.inforce.InForce;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps looking at a folder of manifests and tells every change of its meaning.
///
/// The kernel's events make it quick; a look every few seconds makes it sure, because events get lost, do not cross
/// links (a mounted ConfigMap's files are links), and are not to be had on every file system. Events only say that it
/// is time to look: what changed is found by comparing.
///
/// Editors write in steps: they empty a file and fill it, or move it away and write a new one. A change is therefore
/// looked at after a moment of quiet, and an object is gone only when a second look, a little later, finds it gone too.
public final class ManifestWatcher implements AutoCloseable {
    /// @param quiet how long nothing must happen before a change is looked at
    /// @param grace how long a missing object must be missing
    /// @param rescan time between looks without events
    record Pace(Duration quiet, Duration grace, Duration rescan) {
        static final Pace USUAL = new Pace(Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofSeconds(3));
    }

    /// A folder that never stops changing is looked at even so, after this many quiet times.
    private static final int MOST_QUIET_TIMES = 20;

    private final Path folder;
    private final Consumer<ClusterSnapshot> listener;
    private final Pace pace;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Events events = new Events();
    private final Thread thread;

    private ManifestWatcher(Path folder, Consumer<ClusterSnapshot> listener, Pace pace) {
        this.folder = folder;
        this.listener = listener;
        this.pace = pace;
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
        events.close();
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
            while (!closed()) {
                events.follow();
                InForce next = current.after(files.read());
                if (current.losesTo(next) && !pause(pace.grace())) {
                    next = current.after(files.read());
                }
                if (closed()) {
                    return;
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
        if (events.await(pace.rescan())) {
            for (int i = 0; i < MOST_QUIET_TIMES && events.await(pace.quiet()); i++) {}
        }
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

    /// The kernel's events of the folder, for as long as there are any to be had. Closing it from another thread ends
    /// a wait.
    private final class Events implements AutoCloseable {
        private volatile @Nullable WatchService service;
        private @Nullable Object followed;

        /// Follows the folder that the path means now: it may have been made anew, or its link turned elsewhere.
        void follow() {
            Object now;
            try {
                now = List.of(
                        folder.toRealPath(),
                        String.valueOf(Files.readAttributes(folder, BasicFileAttributes.class)
                                .fileKey()));
            } catch (IOException _) {
                return; // not there at the moment
            }
            if (service != null && now.equals(followed)) {
                return;
            }
            close();
            try {
                WatchService fresh = folder.getFileSystem().newWatchService();
                service = fresh;
                folder.register(
                        fresh,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                followed = now;
            } catch (IOException | UnsupportedOperationException | ClosedWatchServiceException _) {
                close(); // no events: the regular look must do
            }
        }

        /// Waits for something to happen; false when the time is over or when closed.
        boolean await(Duration time) {
            WatchService from = service;
            if (from == null || closed()) {
                pause(time);
                return false;
            }
            try {
                WatchKey key = from.poll(time.toNanos(), TimeUnit.NANOSECONDS);
                if (key == null) {
                    return false;
                }
                key.pollEvents();
                if (!key.reset()) {
                    close(); // the folder is gone
                }
                return true;
            } catch (ClosedWatchServiceException _) {
                return false;
            } catch (InterruptedException _) {
                closing.countDown();
                return false;
            }
        }

        @Override
        public void close() {
            WatchService old = service;
            service = null;
            if (old != null) {
                try {
                    old.close();
                } catch (IOException _) {
                    // nothing is left to be done about it
                }
            }
        }
    }
}
