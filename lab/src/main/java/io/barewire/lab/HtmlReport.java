package io.barewire.lab;

import static io.barewire.lab.LinePlot.escaped;

import io.barewire.lab.LinePlot.Line;
import io.barewire.lab.ScaleReport.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A report as one page that needs nothing else: the figures, and plots over time.
public final class HtmlReport {
    private HtmlReport() {}

    public static String of(ScaleReport report) {
        StringBuilder page = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>barewire lab scale</title>
                <style>
                body { font: 14px sans-serif; margin: 2em; max-width: 1200px }
                figure { display: inline-block; margin: 0 1em 1em 0 } figcaption { font-weight: bold }
                .flaw { color: #a00 }
                </style></head><body><h1>barewire lab scale</h1>
                """);
        page.append("<p>");
        report.asked()
                .forEach((name, value) ->
                        page.append(escaped(name + ": " + value)).append("<br>"));
        page.append("</p>\n");
        List<String> flaws = new ArrayList<>(report.problems());
        flaws.addAll(report.warnings());
        flaws.forEach(
                flaw -> page.append("<p class=\"flaw\">").append(escaped(flaw)).append("</p>\n"));
        page.append("<pre>").append(escaped(TextReport.of(report))).append("</pre>\n");
        overTime(report).forEach(plot -> page.append(plot.svg()));
        percentiles(report).ifPresent(plot -> page.append(plot.svg()));
        return page.append("</body></html>\n").toString();
    }

    private static List<LinePlot> overTime(ScaleReport report) {
        List<Point> points = report.timeline();
        boolean target = points.stream().anyMatch(point -> point.target().isPresent());
        List<Line> memory = new ArrayList<>();
        List<Line> cpu = new ArrayList<>();
        memory.add(line("the sessions' process", points, point -> mebibytes(point.self())));
        cpu.add(line(
                "the sessions' process", points, point -> seconds(point.self().cpu())));
        if (target) {
            memory.add(line(
                    "target",
                    points,
                    point -> point.target().map(HtmlReport::mebibytes).orElse(0.0)));
            cpu.add(line(
                    "target",
                    points,
                    point -> point.target().map(use -> seconds(use.cpu())).orElse(0.0)));
        }
        return List.of(
                new LinePlot("Sessions established", "", "s", List.of(line("", points, point ->
                        (double) point.established()))),
                new LinePlot("Prefixes announced to the sessions", "", "s", List.of(line("", points, point ->
                        (double) point.prefixes()))),
                new LinePlot("CPU time used", "s", "s", cpu),
                new LinePlot("Resident memory", "MiB", "s", memory));
    }

    /// The x axis is the percentile itself; the table has the tail in figures.
    private static Optional<LinePlot> percentiles(ScaleReport report) {
        List<Line> lines = new ArrayList<>();
        report.setup().ifPresent(times -> lines.add(curve("session set-up", times)));
        report.reflection().ifPresent(times -> lines.add(curve("update", times)));
        report.refresh().ifPresent(times -> lines.add(curve("refresh", times)));
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new LinePlot("Latency by percentile", "ms", "%", lines));
    }

    private static Line curve(String name, Latency latency) {
        return new Line(
                name,
                latency.curve().stream().map(Latency.Point::percentile).toList(),
                latency.curve().stream()
                        .map(point -> 1000 * seconds(point.value()))
                        .toList());
    }

    private static Line line(String name, List<Point> points, Function<Point, Double> value) {
        return new Line(
                name,
                points.stream().map(point -> seconds(point.at())).toList(),
                points.stream().map(value).toList());
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static double mebibytes(ProcessUse use) {
        return use.residentKib() / 1024.0;
    }
}
