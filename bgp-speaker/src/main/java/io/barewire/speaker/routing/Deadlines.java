package io.barewire.speaker.routing;

import java.util.Comparator;
import java.util.PriorityQueue;

/// What is to be done at a time. Time is what whoever drives the tables says it is, in milliseconds.
final class Deadlines {
    /// Nothing is due, ever.
    static final long NEVER = Long.MAX_VALUE;

    private record Entry(long at, long number, Runnable what) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private long now;
    private long count;

    void after(long millis, Runnable what) {
        entries.add(new Entry(now + millis, count++, what));
    }

    /// Since whenever, in milliseconds.
    long now() {
        return now;
    }

    /// Lets time pass, and does what is due.
    void advance(long to) {
        now = Math.max(now, to);
        while (!entries.isEmpty() && entries.peek().at() <= now) {
            entries.remove().what().run();
        }
    }

    /// When something is due next, or [#NEVER].
    long next() {
        Entry first = entries.peek();
        return first == null ? NEVER : first.at();
    }
}
