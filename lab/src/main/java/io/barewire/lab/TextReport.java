package io.barewire.lab;

import static io.barewire.lab.ScaleReport.mebibytes;
import static io.barewire.lab.ScaleReport.milliseconds;
import static io.barewire.lab.ScaleReport.seconds;

import java.util.Comparator;
import java.util.Map;

/// A report for people, as lines.
public final class TextReport {
    private static final int MOST_REASONS = 5;

    private TextReport() {}

    public static String of(ScaleReport report) {
        StringBuilder text = new StringBuilder();
        line(text, "sessions", "%,d of %,d up".formatted(report.peak(), report.sessions()));
        report.allEstablished().ifPresent(time -> line(text, "all established", seconds(time)));
        report.setup().ifPresent(time -> line(text, "each session", words(time)));
        report.routesIn()
                .ifPresent(time -> line(
                        text,
                        "routes back",
                        "%,d prefixes in %,d updates, the last after %s"
                                .formatted(report.prefixes(), report.updates(), seconds(time))));
        report.reflection().ifPresent(time -> line(text, "update latency", words(time)));
        report.refresh()
                .ifPresent(time -> line(text, "refresh latency", words(time) + "; the target passes no routes on"));
        report.flap().ifPresent(time -> line(text, "flapped and back", seconds(time)));
        line(
                text,
                "memory",
                memory(report.self())
                        + report.target().map(use -> "; target " + memory(use)).orElse(""));
        for (ScaleReport.Phase phase : report.phases()) {
            line(
                    text,
                    phase.name(),
                    "%s, CPU %s%s"
                            .formatted(
                                    seconds(phase.length()),
                                    seconds(phase.selfCpu()),
                                    phase.targetCpu()
                                            .map(cpu -> ", target's " + seconds(cpu))
                                            .orElse("")));
        }
        reasons(text, "faults", report.failures());
        reasons(text, "sessions lost", report.losses());
        report.problems().forEach(problem -> line(text, "not as asked", problem));
        return text.toString();
    }

    static String words(Latency latency) {
        return "p50 %s, p99 %s, p99.9 %s, most %s (%,d times)"
                .formatted(
                        milliseconds(latency.p50()),
                        milliseconds(latency.p99()),
                        milliseconds(latency.p999()),
                        milliseconds(latency.most()),
                        latency.count());
    }

    static String memory(ProcessUse use) {
        return mebibytes(use.residentKib()) + ", at most " + mebibytes(use.peakKib());
    }

    private static void reasons(StringBuilder text, String title, Map<String, Long> reasons) {
        reasons.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_REASONS)
                .forEach(reason -> line(text, title, "%,d × %s".formatted(reason.getValue(), reason.getKey())));
    }

    private static void line(StringBuilder text, String title, String what) {
        text.append("  %-17s %s%n".formatted(title, what));
    }
}
