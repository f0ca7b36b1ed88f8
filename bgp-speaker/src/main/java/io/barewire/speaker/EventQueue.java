package io.barewire.speaker;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells listeners of events on a thread of its own, so that a slow one holds up nobody. When the queue is full
/// events are left out and counted.
final class EventQueue<E> {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

    private sealed interface Entry<E> {
        record Tell<E>(E event) implements Entry<E> {}

        record End<E>() implements Entry<E> {}
    }

    private final ArrayBlockingQueue<Entry<E>> queue;
    private final LongFunction<E> lossEvent;
    private final List<Consumer<E>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean ended;

    /// @param capacity how many events may wait
    /// @param lossEvent tells how many were left out
    EventQueue(String name, int capacity, LongFunction<E> lossEvent) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.lossEvent = lossEvent;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    void addListener(Consumer<E> listener) {
        listeners.add(listener);
    }

    void add(E event) {
        if (!queue.offer(new Entry.Tell<>(event))) {
            lost.incrementAndGet();
        }
    }

    /// Tells what is queued, then ends; unless called by a listener, waits for it.
    void end() throws InterruptedException {
        ended = true;
        // Wakes the thread; when there is no room it is awake.
        if (!queue.offer(new Entry.End<>())) {
            LOG.debug("the events before the end fill the queue");
        }
        if (!Thread.currentThread().equals(thread)) {
            thread.join();
        }
    }

    private void run() {
        try {
            while (true) {
                switch (ended ? queue.poll() : queue.take()) {
                    case Entry.Tell<E>(E event) -> tell(event);
                    case Entry.End<E> _ -> {
                        return;
                    }
                    case null -> {
                        return;
                    }
                }
                long missed = lost.getAndSet(0);
                if (missed > 0) {
                    tell(lossEvent.apply(missed));
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(E event) {
        for (Consumer<E> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException failure) {
                LOG.error("a listener failed at {}", event, failure);
            }
        }
    }
}
