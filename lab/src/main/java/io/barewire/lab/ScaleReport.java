package io.barewire.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a run came to. Complete also when it was cut short: what was not reached is empty.
///
/// @param asked the options, in words
/// @param warnings of the look at the machine
/// @param interruptedAfter set when somebody ended the run before its end
/// @param phases those that were begun, in their order
/// @param sessions how many were asked for
/// @param peak the most that were established when the ramp was over
/// @param allEstablished from the first connection attempt until the last session was up; empty when one never was
/// @param setup of each session, from its own first attempt until it was up
/// @param routesIn from the first attempt until the target's last UPDATE, before probes
/// @param prefixes how many announcements of prefixes came in all
/// @param reflection from a route's announcement until each other session was told of it
/// @param refresh from a ROUTE-REFRESH until its answer, where the target passes nothing on
/// @param unseen answers to probes that did not come in time
/// @param flap from the end of the flapped sessions until all of them were back
/// @param flapped how many were flapped and did not come back
/// @param failures attempts that failed and messages that were malformed, by reason
/// @param losses established sessions that were lost, by reason
/// @param self this process at the end
public record ScaleReport(
        Map<String, String> asked,
        List<String> warnings,
        Optional<Duration> interruptedAfter,
        List<Phase> phases,
        int sessions,
        int peak,
        Optional<Duration> allEstablished,
        Optional<Latency> setup,
        Optional<Duration> routesIn,
        long updates,
        long prefixes,
        Optional<Latency> reflection,
        Optional<Latency> refresh,
        long unseen,
        Optional<Duration> flap,
        int flapped,
        Map<String, Long> failures,
        Map<String, Long> losses,
        ProcessUse self,
        Optional<ProcessUse> target,
        List<Point> timeline) {
    /// @param targetCpu empty where the target's processes are not known
    public record Phase(String name, Duration length, Duration selfCpu, Optional<Duration> targetCpu) {}

    /// A moment of the run.
    ///
    /// @param prefixes announced so far
    /// @param target empty where its processes are not known
    public record Point(Duration at, int established, long prefixes, ProcessUse self, Optional<ProcessUse> target) {}

    public ScaleReport {
        warnings = List.copyOf(warnings);
        phases = List.copyOf(phases);
        timeline = List.copyOf(timeline);
    }

    long lost() {
        return losses.values().stream().mapToLong(Long::longValue).sum();
    }

    /// What is not as it was asked for.
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        interruptedAfter.ifPresent(after -> problems.add("interrupted after " + seconds(after)));
        if (peak < sessions) {
            problems.add("%,d of %,d sessions did not come up".formatted(sessions - peak, sessions));
        }
        if (lost() > 0) {
            problems.add("established sessions were lost %,d times".formatted(lost()));
        }
        if (unseen > 0) {
            problems.add("%,d answers to probes did not come".formatted(unseen));
        }
        if (flapped > 0) {
            problems.add("%,d flapped sessions did not come back".formatted(flapped));
        }
        return problems;
    }

    static String seconds(Duration time) {
        return "%.2f s".formatted(time.toNanos() / 1e9);
    }

    static String milliseconds(Duration time) {
        return "%.2f ms".formatted(time.toNanos() / 1e6);
    }

    static String mebibytes(long kib) {
        return "%.0f MiB".formatted(kib / 1024.0);
    }
}
