package io.barewire.bfd;

import io.barewire.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// BFD for whoever needs to know at once when a peer cannot be reached: told which sessions are wanted, it keeps
/// them and reports their changes.
///
/// The thread and its sockets begin with the first session. They belong to the network namespace of the thread
/// that asks for it. Methods may be called from any thread.
public final class BfdEngine implements AutoCloseable {
    private final BfdListener listener;
    private final Queue<BfdLoop.Command> commands = new ConcurrentLinkedQueue<>();
    private @Nullable Running running;
    private boolean closed;

    /// The thread, and what wakes it.
    private static final class Running {
        final Arena arena = Arena.ofShared();
        final Libc libc = new Libc(arena);
        final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
        final int eventFd = libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        final Thread thread;

        Running(Queue<BfdLoop.Command> commands, BfdListener listener) {
            thread = Thread.ofPlatform().name("bfd").daemon().start(() -> {
                try (Arena own = Arena.ofConfined()) {
                    new BfdLoop(own, eventFd, commands, listener).run();
                }
            });
        }

        void wake() {
            libc.write(eventFd, one);
        }

        void end() {
            libc.close(eventFd);
            arena.close();
        }
    }

    public BfdEngine(BfdListener listener) {
        this.listener = listener;
    }

    /// Makes the sessions those of `wanted`. Sessions that are there stay as they are and take over changed
    /// parameters by a Poll Sequence (RFC 5880 §6.8.3); those that are not wanted any more tell their peers that
    /// they are administratively down.
    public synchronized void apply(Map<BfdPath, BfdProfile> wanted) {
        if (closed) {
            throw new IllegalStateException("BFD is closed");
        }
        if (running == null) {
            if (wanted.isEmpty()) {
                return;
            }
            running = new Running(commands, listener);
        }
        Map<BfdPath, BfdProfile> copy = Map.copyOf(wanted);
        commands.add(loop -> loop.apply(copy));
        running.wake();
    }

    /// A picture of now, answered by the BFD thread.
    public synchronized CompletableFuture<BfdStatus> status() {
        CompletableFuture<BfdStatus> answer = new CompletableFuture<>();
        if (running == null) {
            answer.complete(BfdStatus.NONE);
            return answer;
        }
        commands.add(loop -> {
            try {
                answer.complete(loop.status());
            } catch (RuntimeException fault) {
                answer.completeExceptionally(fault);
            }
        });
        running.wake();
        return answer;
    }

    /// Tells every peer that its session is administratively down, which is no failure, and ends the thread.
    @Override
    public synchronized void close() {
        closed = true;
        Running ending = running;
        if (ending == null) {
            return;
        }
        running = null;
        commands.add(BfdLoop::close);
        ending.wake();
        boolean interrupted = false;
        while (ending.thread.isAlive()) {
            try {
                ending.thread.join();
            } catch (InterruptedException stop) {
                interrupted = true;
            }
        }
        ending.end();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
