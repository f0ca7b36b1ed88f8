package io.barewire.daemon.agent;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What no code expected, on any thread. It is logged once, counted, and makes the agent unready for good, so that
/// somebody looks; but it does not end the process, because sessions and routes that still work are worth more than a
/// clean start, and because whoever found an input that gets this far could otherwise end every node's agent. A routing
/// thread that ended fails the liveness check, which is how an orchestrator comes to restart the agent.
public final class ThreadFailures implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadFailures.class);

    private static final int MOST_LOGGED = 64;

    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<@Nullable String> first = new AtomicReference<>();

    /// Told already: a thread that goes on may fail alike twice a second.
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        count.incrementAndGet();
        String what = thread.getName() + ": " + failure;
        first.compareAndSet(null, what);
        if (logged.size() < MOST_LOGGED && logged.add(what)) {
            LOG.error("thread {} failed by a defect; restart the agent when that suits", thread.getName(), failure);
        }
    }

    public long count() {
        return count.get();
    }

    /// The earliest one, which tends to be the cause of the others.
    public Optional<String> first() {
        return Optional.ofNullable(first.get());
    }
}
