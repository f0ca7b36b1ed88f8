package io.barewire.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What processes use, as the kernel says in `/proc` (proc_pid_stat(5), proc_pid_status(5)).
///
/// @param cpu user and system time of all their threads so far
/// @param residentKib memory now
/// @param peakKib the highest there was, of each by itself
public record ProcessUse(Duration cpu, long residentKib, long peakKib) {
    private static final long MILLIS_PER_TICK = 10;
    private static final int UTIME_AFTER_NAME = 11;

    static ProcessUse self() {
        return of(List.of(ProcessHandle.current().pid())).orElse(new ProcessUse(Duration.ZERO, 0, 0));
    }

    /// The sum; empty when none of them is there.
    static Optional<ProcessUse> of(List<Long> pids) {
        return pids.stream().flatMap(pid -> of(pid).stream()).reduce(ProcessUse::plus);
    }

    private static Optional<ProcessUse> of(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try {
            return Optional.of(
                    parse(Files.readString(folder.resolve("stat")), Files.readString(folder.resolve("status"))));
        } catch (IOException _) {
            return Optional.empty(); // it has ended
        }
    }

    static ProcessUse parse(String stat, String status) {
        // The name stands in brackets, and may hold brackets and blanks itself.
        List<String> fields =
                Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1));
        long ticks = Long.parseLong(fields.get(UTIME_AFTER_NAME)) + Long.parseLong(fields.get(UTIME_AFTER_NAME + 1));
        return new ProcessUse(Duration.ofMillis(ticks * MILLIS_PER_TICK), kib(status, "VmRSS:"), kib(status, "VmHWM:"));
    }

    private static long kib(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(
                        line.substring(field.length()).replace("kB", "").strip()))
                .findFirst()
                .orElse(0); // a process that has ended but is still listed
    }

    private ProcessUse plus(ProcessUse other) {
        return new ProcessUse(cpu.plus(other.cpu), residentKib + other.residentKib, peakKib + other.peakKib);
    }
}
