package io.barewire.daemon.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A process that outlives its number: the kernel gives a pid to somebody else one day, but not with the same start.
///
/// @param startTicks clock ticks from the machine's boot to the process's start (proc(5), `stat`, field 22)
/// @param what it is, for people
record ProcessIdentity(long pid, long startTicks, String what) {
    private static final int START_TIME = 22;
    /// The first field after the program's name, which may hold blanks and brackets itself.
    private static final int STATE = 3;

    /// @throws StepFailure when it is gone already
    static ProcessIdentity of(Process process, String what) {
        return startTicks(process.pid())
                .map(ticks -> new ProcessIdentity(process.pid(), ticks, what))
                .orElseThrow(() -> new StepFailure(what + " ended as soon as it was started"));
    }

    boolean alive() {
        return startTicks(pid).filter(ticks -> ticks == startTicks).isPresent();
    }

    /// Waits until it is gone, for as long as the limit allows.
    ///
    /// @throws StepFailure when it is still there then
    void awaitEnd(Duration limit) throws InterruptedException {
        Duration patience = Waiting.patiently(limit);
        long end = System.nanoTime() + patience.toNanos();
        while (alive()) {
            if (System.nanoTime() > end) {
                throw new StepFailure(what + " (pid " + pid + ") has not ended after " + patience.toSeconds() + " s");
            }
            Thread.sleep(20);
        }
    }

    /// SIGTERM, if it is still the one we mean.
    void terminate() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    /// SIGKILL, if it is still the one we mean.
    void kill() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static Optional<Long> startTicks(long pid) {
        try {
            return startTicks(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /// Reads `/proc/PID/stat`; empty for a zombie, which is a process no more.
    static Optional<Long> startTicks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= START_TIME - STATE || fields[0].equals("Z") || fields[0].equals("X")) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(fields[START_TIME - STATE]));
    }
}
