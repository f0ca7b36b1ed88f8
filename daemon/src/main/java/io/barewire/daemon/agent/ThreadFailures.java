package io.barewire.daemon.agent;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What no code expected, on any thread. It is logged, counted, and makes the agent unready for good, so that somebody
/// looks; but it does not end the process, because sessions and routes that still work are worth more than a clean
/// start, and because whoever found an input that gets this far could otherwise end every node's agent. A routing
/// thread that ended fails the liveness check, which is how an orchestrator comes to restart the agent.
public final class ThreadFailures implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadFailures.class);

    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<@Nullable String> first = new AtomicReference<>();

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        count.incrementAndGet();
        first.compareAndSet(null, thread.getName() + ": " + failure);
        LOG.error("thread {} ended by a defect; restart the agent when that suits", thread.getName(), failure);
    }

    public long count() {
        return count.get();
    }

    /// The earliest one, which tends to be the cause of the others.
    public Optional<String> first() {
        return Optional.ofNullable(first.get());
    }
}
