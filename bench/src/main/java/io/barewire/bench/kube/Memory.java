package io.barewire.bench.kube;

import io.barewire.bench.peers.BenchFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a process has in memory, as `/proc/PID/smaps_rollup` says (proc_pid_smaps_rollup(5)), in MiB.
///
/// @param resident with what it shares with others
/// @param proportional of what it shares, its share
/// @param own what would be free if it ended
record Memory(double resident, double proportional, double own) {
    static Memory of(long pid) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"));
            return new Memory(
                    mib(lines, "Rss:"),
                    mib(lines, "Pss:"),
                    mib(lines, "Private_Clean:") + mib(lines, "Private_Dirty:"));
        } catch (IOException gone) {
            throw new BenchFailure("process " + pid, gone);
        }
    }

    private static double mib(List<String> lines, String name) {
        return lines.stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(
                                line.substring(name.length()).replace("kB", "").strip()))
                        .findFirst()
                        .orElseThrow(() -> new BenchFailure("this kernel says nothing of " + name))
                / 1024.0;
    }
}
