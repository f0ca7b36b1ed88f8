package io.barewire.bench.peers;

/// What a stretch of a run cost, and what else went on meanwhile.
///
/// @param seconds from its beginning to its end, wall clock
/// @param cpuSeconds of all the daemon's processes
/// @param runQueueSeconds how long the daemon's threads waited for a CPU
/// @param generatorCpuSeconds of the generator's thread
/// @param foreignCpuSeconds of everything else but kernel threads
/// @param foreignSeconds the time in which they used that, which is a little longer
/// @param foremost the process that used most of that, with what it used
/// @param stolenSeconds what a hypervisor took
record Phase(
        double seconds,
        double cpuSeconds,
        double runQueueSeconds,
        double generatorCpuSeconds,
        double foreignCpuSeconds,
        double foreignSeconds,
        String foremost,
        double stolenSeconds) {
    /// Which part of the time the generator's thread was at work; near 1 it may be what was measured.
    double generatorBusy() {
        return seconds == 0 ? 0 : generatorCpuSeconds / seconds;
    }

    /// How many CPUs others used.
    double foreignCpus() {
        return foreignSeconds == 0 ? 0 : foreignCpuSeconds / foreignSeconds;
    }
}
