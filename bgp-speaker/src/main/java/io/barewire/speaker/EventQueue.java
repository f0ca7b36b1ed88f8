package io.barewire.speaker;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells listeners of events on a thread of its own, so that a slow one holds up nobody. When the queue is full
/// events are left out and counted.
final class EventQueue {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
    private static final int CAPACITY = 4096;

    private sealed interface Entry {
        record Tell(SpeakerEvent event) implements Entry {}

        record End() implements Entry {}
    }

    private final ArrayBlockingQueue<Entry> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final List<SpeakerListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean ended;

    EventQueue() {
        thread = Thread.ofPlatform().name("bgp-events").daemon().start(this::run);
    }

    void addListener(SpeakerListener listener) {
        listeners.add(listener);
    }

    void add(SpeakerEvent event) {
        if (!queue.offer(new Entry.Tell(event))) {
            lost.incrementAndGet();
        }
    }

    /// Tells what is queued, then ends; unless called by a listener, waits for it.
    void end() throws InterruptedException {
        ended = true;
        // Wakes the thread; when there is no room it is awake.
        if (!queue.offer(new Entry.End())) {
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
                    case Entry.Tell(SpeakerEvent event) -> tell(event);
                    case Entry.End() -> {
                        return;
                    }
                    case null -> {
                        return;
                    }
                }
                long missed = lost.getAndSet(0);
                if (missed > 0) {
                    tell(new SpeakerEvent.EventsLost(missed));
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(SpeakerEvent event) {
        for (SpeakerListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException failure) {
                LOG.error("a listener failed at {}", event, failure);
            }
        }
    }
}
