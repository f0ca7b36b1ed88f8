package io.barewire.bench.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A line of `/proc/PID/stat` (proc_pid_stat(5)).
///
/// @param ticks user and system time of all its threads, living or not, in hundredths of a second
record ProcessStat(String name, boolean kernelThread, long ticks) {
    private static final long PF_KTHREAD = 0x00200000;

    /// The name stands in brackets and may hold brackets and blanks itself.
    static ProcessStat parse(String line) {
        int nameEnd = line.lastIndexOf(')');
        String name = line.substring(line.indexOf('(') + 1, nameEnd);
        List<String> fields = Arrays.asList(line.substring(nameEnd + 2).strip().split(" ", -1));
        return new ProcessStat(
                name,
                (Long.parseLong(fields.get(6)) & PF_KTHREAD) != 0,
                Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12)));
    }

    /// Of the first line of `/proc/stat`: what processes used, in hundredths of a second. Interrupts are left out, for
    /// they serve whoever runs; so is what a hypervisor took, the last one.
    static List<Long> machine(String line) {
        List<Long> fields = new ArrayList<>();
        for (String field : line.substring(3).strip().split(" ", -1)) {
            fields.add(Long.parseLong(field));
        }
        return List.of(fields.get(0) + fields.get(1) + fields.get(2), fields.get(7));
    }
}
