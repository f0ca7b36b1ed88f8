package io.barewire.mesh.manifests;

import io.barewire.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kernel's events of a folder (inotify), for as long as there are any to be had. They say more than the JDK's
/// `WatchService`: whether a file was put there as a whole, or closed by who wrote it, or may still be changing.
///
/// Belongs to one thread, but for [#wake].
final class FolderEvents implements AutoCloseable {
    /// What has happened since the last [#looked].
    enum Seen {
        /// Nothing in the time given.
        NOTHING,
        /// Something that may go on.
        SOMETHING,
        /// Manifests that are complete, and none that is not.
        WHOLE
    }

    private static final int NONE = -1;
    private static final int MASK = Libc.IN_MODIFY
            | Libc.IN_ATTRIB
            | Libc.IN_CLOSE_WRITE
            | Libc.IN_MOVED_FROM
            | Libc.IN_MOVED_TO
            | Libc.IN_CREATE
            | Libc.IN_DELETE
            | Libc.IN_ONLYDIR;

    /// Room for some events with their names.
    private static final int BUFFER = 4096;
    private static final int POLLFD = 8;

    private final Path folder;
    private final Arena arena = Arena.ofShared();
    private final Libc libc = new Libc(arena);
    private final Libc waking = new Libc(arena);
    private final MemorySegment descriptors = arena.allocate(2 * POLLFD, 4);
    private final MemorySegment events = arena.allocate(BUFFER, 8);
    private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
    private final int eventFd;
    private int inotifyFd = NONE;
    private @Nullable Object followed;
    private boolean closed;

    private final FolderChanges changes = new FolderChanges();

    FolderEvents(Path folder) {
        this.folder = folder;
        eventFd = libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
    }

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
        if (inotifyFd != NONE && now.equals(followed)) {
            return;
        }
        unfollow();
        int fd = eventFd < 0 ? NONE : libc.inotifyInit1(Libc.IN_CLOEXEC | Libc.IN_NONBLOCK);
        if (fd < 0) {
            return; // no events: the regular look must do
        }
        inotifyFd = fd;
        followed = now;
        try (Arena call = Arena.ofConfined()) {
            MemorySegment path = call.allocateFrom(folder.toString(), StandardCharsets.UTF_8);
            if (libc.inotifyAddWatch(fd, path, MASK) < 0) {
                unfollow();
            }
        }
    }

    private void unfollow() {
        if (inotifyFd != NONE) {
            libc.close(inotifyFd);
            inotifyFd = NONE;
        }
    }

    boolean areToBeHad() {
        return inotifyFd != NONE;
    }

    /// Waits for something to happen, or until [#wake].
    Seen await(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (takeEvents(left)) {
            if (changes.areAny()) {
                return changes.areWhole() ? Seen.WHOLE : Seen.SOMETHING;
            }
            left = Math.max(0, end - System.nanoTime());
        }
        return Seen.NOTHING;
    }

    /// @return whether there were any
    private boolean takeEvents(long nanos) {
        descriptor(0, eventFd);
        descriptor(1, inotifyFd);
        // Rounded up: the poll counts milliseconds.
        libc.poll(descriptors, 2, Math.clamp((nanos + 999_999) / 1_000_000, 0, Integer.MAX_VALUE));
        long octets = libc.read(inotifyFd, events);
        boolean some = octets > 0;
        for (; octets > 0; octets = inotifyFd == NONE ? 0 : libc.read(inotifyFd, events)) {
            if (!changes.take(events.asSlice(0, octets))) {
                unfollow();
            }
        }
        return some;
    }

    private void descriptor(int index, int fd) {
        descriptors.set(ValueLayout.JAVA_INT, (long) index * POLLFD, fd);
        descriptors.set(ValueLayout.JAVA_INT, (long) index * POLLFD + 4, Libc.POLLIN);
    }

    /// Forgets what was seen: the folder is about to be read.
    void looked() {
        changes.looked();
    }

    /// Ends the present wait, or the next one. Any thread may call this, also after the close.
    synchronized void wake() {
        if (!closed) {
            waking.write(eventFd, one);
        }
    }

    @Override
    public synchronized void close() {
        unfollow();
        closed = true;
        libc.close(eventFd);
        arena.close();
    }
}
