package io.barewire.bench.peers;

import java.util.ArrayDeque;
import java.util.Deque;

/// What must go when the bench ends, however that comes: containers and processes. A shutdown hook closes it.
public final class Leftovers implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;

    public synchronized <T extends AutoCloseable> T add(T part) {
        if (closed) {
            closeQuietly(part);
            throw new BenchFailure("the bench is ending");
        }
        parts.push(part);
        return part;
    }

    public synchronized void remove(AutoCloseable part) {
        parts.remove(part);
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!parts.isEmpty()) {
            closeQuietly(parts.pop());
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failure) {
            System.err.println(failure.getMessage());
        }
    }
}
