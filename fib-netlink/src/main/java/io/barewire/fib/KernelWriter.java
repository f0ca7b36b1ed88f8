package io.barewire.fib;

import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.RouteSocket;
import io.barewire.netlink.Wakeup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The thread `netlink-write`: has the kernel do what one batch asks for while the owner of the book fills the
/// next. The kernel works within the system call, so that one thread would do either the one or the other.
///
/// All methods are for the thread that opened it.
final class KernelWriter implements AutoCloseable {
    /// One that is filled, one that the kernel has, and one between, so that neither side waits.
    private static final int BATCHES = 3;

    private final RouteSocket socket;
    private final Wakeup wakeup;
    private final Deque<FibBatch> free = new ArrayDeque<>();
    private final Deque<FibBatch> answered = new ArrayDeque<>();
    // Never hold more than all batches and the end.
    private final BlockingQueue<FibBatch> toSend = new LinkedBlockingQueue<>();
    private final BlockingQueue<FibBatch> back = new LinkedBlockingQueue<>();
    private final FibBatch end = new FibBatch();
    private final Thread thread;
    private int underWay;

    /// @param socket closed at the end
    /// @param wakeup called for each batch that is back
    KernelWriter(RouteSocket socket, Wakeup wakeup) {
        this.wakeup = wakeup;
        this.socket = socket;
        for (int i = 0; i < BATCHES; i++) {
            free.add(new FibBatch());
        }
        this.thread = Thread.ofPlatform().name("netlink-write").daemon().start(this::run);
    }

    /// Identifies what it changes.
    int portId() {
        return socket.portId();
    }

    /// A batch to fill, which is for [#send] then; null while all are under way.
    @Nullable
    FibBatch free() {
        return free.peekFirst();
    }

    /// Sends the batch that [#free] gave.
    void send() {
        underWay++;
        toSend.add(free.removeFirst());
    }

    boolean isBusy() {
        return underWay > 0;
    }

    boolean hasBack() {
        return !back.isEmpty();
    }

    /// Tells the book what came of the batches that are back. When that fails, the next call goes on behind it.
    ///
    /// @return how many were
    int tell(FibBook book) throws NetlinkException {
        back.drainTo(answered);
        int batches = 0;
        for (; !answered.isEmpty(); batches++) {
            FibBatch batch = answered.getFirst();
            batch.tell(book);
            free.add(answered.removeFirst());
            underWay--;
        }
        return batches;
    }

    /// Waits until a batch of those under way is back.
    void await() {
        boolean interrupted = false;
        while (true) {
            try {
                back.add(back.take());
                break;
            } catch (InterruptedException interrupt) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (FibBatch batch = toSend.take(); batch != end; batch = toSend.take()) {
                batch.send(socket);
                back.add(batch);
                wakeup.wake();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for the kernel to finish what it has in hand.
    @Override
    public void close() {
        toSend.add(end);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException interrupt) {
                interrupted = true;
            }
        }
        socket.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
