package io.barewire.speaker.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/// Virtual time: what is to happen, by when. Things due at one moment happen in the order in which they were asked
/// for.
final class EventQueue {
    private record Entry(long at, long number, Runnable what) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private long now;
    private long count;

    /// Milliseconds since the beginning.
    long now() {
        return now;
    }

    void after(long millis, Runnable what) {
        entries.add(new Entry(now + millis, count++, what));
    }

    /// Lets time pass; `afterEach` is called after everything that happens.
    void run(long millis, Runnable afterEach) {
        long until = now + millis;
        while (!entries.isEmpty() && entries.peek().at() <= until) {
            Entry next = entries.remove();
            now = next.at();
            next.what().run();
            afterEach.run();
        }
        now = until;
    }
}
