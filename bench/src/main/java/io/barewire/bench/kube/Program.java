package io.barewire.bench.kube;

import io.barewire.bench.peers.BenchFailure;
import io.barewire.testkit.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A measured process.
final class Program implements AutoCloseable {
    /// Less than this in a look is rest.
    private static final Duration REST_CPU = Duration.ofMillis(50);

    private static final Duration LOOK = Duration.ofSeconds(5);

    /// What the JVM gives back to the kernel, it gives back every ten seconds.
    private static final Duration LEAST_REST = Duration.ofSeconds(22);

    /// Whoever has thousands of neighbors that do not answer never rests.
    private static final Duration MOST_REST = Duration.ofSeconds(60);

    private final GuardedProcess process;
    private final long started;

    private Program(GuardedProcess process, long started) {
        this.process = process;
        this.started = started;
    }

    static Program start(Path log, List<String> command) {
        try {
            long now = System.nanoTime();
            return new Program(GuardedProcess.start(log, command), now);
        } catch (IOException failure) {
            throw new BenchFailure(command.getFirst(), failure);
        }
    }

    /// When it was executed, as nanoTime.
    long started() {
        return started;
    }

    /// Since it was executed.
    double seconds(long nanoTime) {
        return (nanoTime - started) / 1e9;
    }

    double cpuSeconds() {
        return ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(cpu -> cpu.toNanos() / 1e9)
                .orElseThrow(() -> new BenchFailure("it has ended:\n" + lastWords()));
    }

    /// What a process is like once it has nothing more to do, or has had a minute.
    ///
    /// @param cpus how many it kept busy in the end
    record Rest(Memory memory, double cpus) {}

    Rest rest(Waiting waiting) {
        long end = System.nanoTime() + MOST_REST.toNanos();
        waiting.pause(LEAST_REST, "at rest");
        double used;
        do {
            double before = cpuSeconds();
            waiting.pause(LOOK, "waiting for rest");
            used = cpuSeconds() - before;
        } while (used > REST_CPU.toNanos() / 1e9 && System.nanoTime() < end);
        return new Rest(Memory.of(process.pid()), used / LOOK.toSeconds());
    }

    String lastWords() {
        try {
            return process.lastWords();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            process.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
