package io.barewire.netlink;

import io.barewire.libc.Errno;
import io.barewire.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/// Waits for notifications or for another thread, whichever is first (`poll` on the monitor and an `eventfd`).
public final class Wakeup implements AutoCloseable {
    private static final int POLLFD = 8;

    private final Arena arena = Arena.ofShared();
    private final Libc waiting = new Libc(arena);
    private final Libc waking = new Libc(arena);
    private final MemorySegment descriptors = arena.allocate(2 * POLLFD, 4);
    private final MemorySegment read = arena.allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment one = arena.allocate(ValueLayout.JAVA_LONG);
    private final int eventFd;
    private boolean closed;

    public Wakeup() throws NetlinkException {
        eventFd = waiting.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (eventFd < 0) {
            arena.close();
            throw new NetlinkException("eventfd: " + Errno.text(-eventFd), -eventFd);
        }
        one.set(ValueLayout.JAVA_LONG, 0, 1);
    }

    /// Ends the present wait, or the next one. Any thread may call this, also after the close.
    public synchronized void wake() {
        if (!closed) {
            waking.write(eventFd, one);
        }
    }

    /// Waits until the monitor has something or somebody called [#wake]. One thread at a time.
    ///
    /// @return false when the time was over first
    public boolean await(RouteMonitor monitor, Duration atMost) {
        descriptor(0, eventFd);
        descriptor(1, monitor.fd());
        int ready = waiting.poll(descriptors, 2, Math.clamp(atMost.toMillis(), 0, Integer.MAX_VALUE));
        if (ready > 0) {
            waiting.read(eventFd, read);
        }
        return ready != 0;
    }

    private void descriptor(int index, int fd) {
        descriptors.set(ValueLayout.JAVA_INT, (long) index * POLLFD, fd);
        descriptors.set(ValueLayout.JAVA_INT, (long) index * POLLFD + 4, Libc.POLLIN);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            waiting.close(eventFd);
            arena.close();
        }
    }
}
