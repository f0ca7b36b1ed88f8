package io.barewire.bench.peers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What the kernel says of processes, in `/proc`.
final class Machine {
    private static final Path PROC = Path.of("/proc");

    private Machine() {}

    /// All processes and the machine at one moment.
    ///
    /// @param busyTicks what processes used in all, in hundredths of a second
    /// @param stolenTicks what a hypervisor took
    record Snapshot(long nanoTime, Map<Long, ProcessStat> processes, long busyTicks, long stolenTicks) {}

    static Snapshot snapshot() throws IOException {
        Map<Long, ProcessStat> processes = new HashMap<>();
        for (long pid : pids()) {
            stat(pid).ifPresent(stat -> processes.put(pid, stat));
        }
        try (var lines = Files.lines(PROC.resolve("stat"))) {
            List<Long> ticks = ProcessStat.machine(lines.findFirst().orElseThrow());
            return new Snapshot(System.nanoTime(), processes, ticks.get(0), ticks.get(1));
        }
    }

    private static Set<Long> pids() throws IOException {
        Set<Long> pids = new HashSet<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path folder : folders) {
                pids.add(Long.parseLong(folder.getFileName().toString()));
            }
        }
        return pids;
    }

    private static Optional<ProcessStat> stat(long pid) {
        return read(pid, "stat").map(ProcessStat::parse);
    }

    /// The processes whose network namespace this is: a link's text such as `net:[4026531840]`.
    static Set<Long> inNamespace(String namespace) throws IOException {
        Set<Long> pids = new HashSet<>();
        for (long pid : pids()) {
            try {
                if (Files.readSymbolicLink(PROC.resolve(pid + "/ns/net"))
                        .toString()
                        .equals(namespace)) {
                    pids.add(pid);
                }
            } catch (IOException _) {
                // ended meanwhile
            }
        }
        return pids;
    }

    static String namespace(long pid) throws IOException {
        return Files.readSymbolicLink(PROC.resolve(pid + "/ns/net")).toString();
    }

    static String namespaceOfThread() throws IOException {
        return Files.readSymbolicLink(PROC.resolve("thread-self/ns/net")).toString();
    }

    /// Resident memory now and at its highest, in KiB; empty for a process that is gone.
    static Optional<Memory> memory(long pid) {
        return read(pid, "status").flatMap(status -> {
            OptionalLong resident = field(status, "VmRSS:");
            OptionalLong peak = field(status, "VmHWM:");
            return resident.isPresent() && peak.isPresent()
                    ? Optional.of(new Memory(resident.getAsLong(), peak.getAsLong()))
                    : Optional.empty();
        });
    }

    record Memory(long residentKib, long peakKib) {}

    static OptionalLong field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(
                        line.substring(name.length()).replace("kB", "").strip()))
                .findFirst();
    }

    /// How long its threads have waited for a CPU, in nanoseconds (the second number of `schedstat`).
    static long runQueueNanos(long pid) {
        long nanos = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path task : tasks) {
                nanos += Long.parseLong(
                        Files.readString(task.resolve("schedstat")).split(" ", -1)[1]);
            }
        } catch (IOException | RuntimeException _) {
            // ended meanwhile, or a kernel without it
        }
        return nanos;
    }

    private static Optional<String> read(long pid, String file) {
        try {
            return Optional.of(Files.readString(PROC.resolve(pid + "/" + file)));
        } catch (IOException _) {
            return Optional.empty(); // ended meanwhile
        }
    }
}
