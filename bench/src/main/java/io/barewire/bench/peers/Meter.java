package io.barewire.bench.peers;

import io.barewire.bench.peers.Machine.Snapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what a daemon uses. A thread of its own looks at its memory ten times a second.
final class Meter implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final String namespace;
    private final Optional<Long> placeholder;
    private final Thread watch;
    private volatile long peakKib;

    /// @param placeholder a process in the namespace that is not the daemon's
    Meter(String namespace, Optional<Long> placeholder) {
        this.namespace = namespace;
        this.placeholder = placeholder;
        watch = Thread.ofPlatform().name("memory").daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                peakKib = Math.max(peakKib, residentKib());
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    Set<Long> processes() {
        try {
            Set<Long> processes = Machine.inNamespace(namespace);
            placeholder.ifPresent(processes::remove);
            return processes;
        } catch (IOException failure) {
            throw new BenchFailure("/proc", failure);
        }
    }

    /// Resident memory of all its processes.
    long residentKib() {
        return processes().stream()
                .flatMap(pid -> Machine.memory(pid).stream())
                .mapToLong(Machine.Memory::residentKib)
                .sum();
    }

    /// The highest sum that was seen; of a single process the highest there was.
    long peakKib() {
        Set<Long> processes = processes();
        long exact = processes.size() == 1
                ? processes.stream()
                        .flatMap(pid -> Machine.memory(pid).stream())
                        .mapToLong(Machine.Memory::peakKib)
                        .sum()
                : 0;
        return Math.max(peakKib, exact);
    }

    /// CPU time of all its processes so far, in seconds.
    double cpuSeconds() {
        Snapshot now = now();
        return processes().stream()
                        .flatMap(pid -> Optional.ofNullable(now.processes().get(pid)).stream())
                        .mapToLong(ProcessStat::ticks)
                        .sum()
                / 100.0;
    }

    /// Begins a stretch that [Stretch#end] measures. The calling thread is the generator's.
    Stretch begin() {
        return new Stretch();
    }

    private static Snapshot now() {
        try {
            return Machine.snapshot();
        } catch (IOException failure) {
            throw new BenchFailure("/proc", failure);
        }
    }

    private static long threadCpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private Map<Long, Long> runQueues() {
        Map<Long, Long> waits = new HashMap<>();
        processes().forEach(pid -> waits.put(pid, Machine.runQueueNanos(pid)));
        return waits;
    }

    final class Stretch {
        private final Snapshot before = now();
        private final Map<Long, Long> waitsBefore = runQueues();
        private final long generatorBefore = threadCpuNanos();
        private final long began = System.nanoTime();

        /// When it began, as nanoTime.
        long began() {
            return began;
        }

        /// @param ended when it ended, as nanoTime: before now, by as little as possible
        Phase end(long ended) {
            long generator = threadCpuNanos() - generatorBefore;
            Snapshot after = now();
            Set<Long> ours = processes();
            long daemonTicks = 0;
            long kernelTicks = 0;
            long selfTicks = 0;
            Map<String, Long> others = new HashMap<>();
            for (Map.Entry<Long, ProcessStat> entry : after.processes().entrySet()) {
                ProcessStat stat = entry.getValue();
                ProcessStat earlier = before.processes().get(entry.getKey());
                long ticks = stat.ticks() - (earlier == null ? 0 : earlier.ticks());
                if (ours.contains(entry.getKey())) {
                    daemonTicks += ticks;
                } else if (entry.getKey() == ProcessHandle.current().pid()) {
                    selfTicks += ticks;
                } else if (stat.kernelThread()) {
                    kernelTicks += ticks;
                } else {
                    others.merge(stat.name() + "[" + entry.getKey() + "]", ticks, Long::sum);
                }
            }
            long foreign = after.busyTicks() - before.busyTicks() - daemonTicks - kernelTicks - selfTicks;
            String foremost = others.entrySet().stream()
                    .max(Comparator.comparingLong(Map.Entry::getValue))
                    .map(entry -> "%s %.2f s".formatted(entry.getKey(), entry.getValue() / 100.0))
                    .orElse("");
            long waited = 0;
            for (Map.Entry<Long, Long> entry : runQueues().entrySet()) {
                waited += entry.getValue() - waitsBefore.getOrDefault(entry.getKey(), 0L);
            }
            return new Phase(
                    (ended - began) / 1e9,
                    daemonTicks / 100.0,
                    Math.max(0, waited) / 1e9,
                    generator / 1e9,
                    Math.max(0, foreign) / 100.0,
                    (after.nanoTime() - before.nanoTime()) / 1e9,
                    foremost,
                    (after.stolenTicks() - before.stolenTicks()) / 100.0);
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
