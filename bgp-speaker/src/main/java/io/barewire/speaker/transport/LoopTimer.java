package io.barewire.speaker.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A timer that is started again far more often than it expires: putting the deadline off costs a field, because
/// the loop's task, when it runs, looks whether it is time and if not waits for the rest. Confined to its loop.
final class LoopTimer implements Runnable {
    /// 17 ms, by which times of a second and more end later: so the loop wakes up once for many sessions.
    private static final long GRID_NANOS = 1 << 24;
    private static final long SECOND = 1_000_000_000L;

    private final EventLoop loop;
    private final Runnable onExpiry;
    private @Nullable ScheduledFuture<?> task;
    private boolean running;
    private long deadline;
    private long taskAt;

    LoopTimer(EventLoop loop, Runnable onExpiry) {
        this.loop = loop;
        this.onExpiry = onExpiry;
    }

    void start(Duration time) {
        running = true;
        long now = System.nanoTime();
        deadline = now + time.toNanos();
        if (task == null || wakeUp(now) - taskAt < 0) {
            schedule(now);
        }
    }

    void stop() {
        running = false;
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    private long wakeUp(long now) {
        return deadline - now < SECOND ? deadline : (deadline | GRID_NANOS - 1) + 1;
    }

    private void schedule(long now) {
        if (task != null) {
            task.cancel(false);
        }
        taskAt = wakeUp(now);
        task = loop.schedule(this, taskAt - now, TimeUnit.NANOSECONDS);
    }

    /// The loop's task.
    @Override
    public void run() {
        task = null;
        if (!running) {
            return;
        }
        long now = System.nanoTime();
        if (deadline - now > 0) {
            schedule(now);
            return;
        }
        running = false;
        onExpiry.run();
    }
}
