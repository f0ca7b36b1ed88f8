package io.barewire.controller;

import java.time.Duration;

/// A thread that is interrupted to end, and waited for.
public final class OwnThread implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// What it does until it is interrupted.
    public interface Work {
        void run() throws InterruptedException;
    }

    private final Thread thread;

    public OwnThread(String name, Work work) {
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                work.run();
            } catch (InterruptedException _) {
                // closed
            }
        });
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
