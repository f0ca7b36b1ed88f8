package io.barewire.bench.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The load generator: all sessions on one thread, the caller's. Nothing happens but inside [#runUntil].
final class Loop implements AutoCloseable {
    private static final int READ = 256 * 1024;
    private static final long LOOK_NANOS = 20_000_000;
    private static final long LOOK_AT_FEW_NANOS = 2_000_000;
    private static final int FEW = 10;
    private static final long SELECT_MILLIS = 2;

    private final Selector selector = Selector.open();
    private final byte[] buffer = new byte[READ];
    private final ByteBuffer direct = ByteBuffer.allocateDirect(READ);
    private final List<Session> sessions = new ArrayList<>();
    private final Deque<Session> waiting = new ArrayDeque<>();
    private final List<Session> inFlight = new ArrayList<>();
    private final Runnable tick;
    private int mostInFlight = 1;
    private long nextLook;

    /// @param tick called at least fifty times a second while the loop runs, for progress
    Loop(Runnable tick) throws IOException {
        this.tick = tick;
    }

    /// Connects these in their order, at most so many handshakes at a time.
    void connect(List<Session> more, int mostHandshakes) throws IOException {
        sessions.addAll(more);
        waiting.addAll(more);
        mostInFlight = mostHandshakes;
        connectNext();
    }

    private void connectNext() throws IOException {
        inFlight.removeIf(
                session -> session.state() == Session.State.ESTABLISHED || session.state() == Session.State.CLOSED);
        while (inFlight.size() < mostInFlight && !waiting.isEmpty()) {
            Session next = waiting.remove();
            inFlight.add(next);
            next.connect(selector);
        }
    }

    /// Plays all sessions until `done` holds, which is asked after every round of input, and often.
    ///
    /// @return whether it held before the time was over
    boolean runUntil(BooleanSupplier done, long limitNanos) throws IOException {
        long end = System.nanoTime() + limitNanos;
        while (!done.getAsBoolean()) {
            long now = System.nanoTime();
            if (now >= end) {
                return false;
            }
            if (now >= nextLook) {
                nextLook = now + (sessions.size() > FEW ? LOOK_NANOS : LOOK_AT_FEW_NANOS);
                look(now);
            }
            selector.select(SELECT_MILLIS);
            for (SelectionKey key : selector.selectedKeys()) {
                ((Session) key.attachment()).ready(buffer, direct);
            }
            selector.selectedKeys().clear();
            if (!inFlight.isEmpty() || !waiting.isEmpty()) {
                connectNext();
            }
        }
        return true;
    }

    /// Plays all sessions for a time.
    void run(long nanos) throws IOException {
        runUntil(() -> false, nanos);
    }

    private void look(long now) throws IOException {
        for (Session session : sessions) {
            session.keepalive(now);
            if (now >= session.retryAt()) {
                session.connect(selector);
            }
        }
        tick.run();
    }

    @Override
    public void close() {
        sessions.forEach(Session::close);
        try {
            selector.close();
        } catch (IOException _) {
            // nothing is left to close
        }
    }
}
