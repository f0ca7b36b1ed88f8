package io.barewire.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static Latency latency() {
        Histogram times = Latency.histogram();
        LongStream.rangeClosed(1, 1000).forEach(millis -> Latency.record(times, millis * 1_000_000));
        return Latency.of(times).orElseThrow();
    }

    private static ScaleReport.Point point(long millis) {
        ProcessUse use = new ProcessUse(Duration.ofMillis(millis), 2048 + millis, 4096);
        return new ScaleReport.Point(Duration.ofMillis(millis), (int) millis / 100, millis, use, Optional.of(use));
    }

    private static ScaleReport report(int peak, Optional<Duration> interrupted, Map<String, Long> losses) {
        return new ScaleReport(
                Map.of("target", "<Barewire>"),
                List.of(),
                interrupted,
                List.of(new ScaleReport.Phase(
                        "ramp", Duration.ofSeconds(1), Duration.ofMillis(300), Optional.of(Duration.ofMillis(200)))),
                10,
                peak,
                Optional.of(Duration.ofMillis(1234)),
                Optional.of(latency()),
                Optional.empty(),
                5,
                7,
                Optional.of(latency()),
                Optional.empty(),
                0,
                Optional.empty(),
                0,
                Map.of("refused", 3L),
                losses,
                new ProcessUse(Duration.ofSeconds(1), 10 * 1024, 20 * 1024),
                Optional.empty(),
                LongStream.range(0, 10).mapToObj(i -> point(100 * i)).toList());
    }

    @Test
    void percentilesAreThoseOfAllThatWasRecorded() {
        Latency latency = latency();
        assertEquals(1000, latency.count());
        assertEquals(500, latency.p50().toMillis());
        assertEquals(990, latency.p99().toMillis());
        assertEquals(999, latency.p999().toMillis());
        assertEquals(Optional.empty(), Latency.of(Latency.histogram()));
    }

    @Test
    void whatIsNotAsAskedIsSaid() {
        assertEquals(List.of(), report(10, Optional.empty(), Map.of()).problems());
        assertEquals(
                List.of(
                        "interrupted after 2.50 s",
                        "3 of 10 sessions did not come up",
                        "established sessions were lost 4 times"),
                report(7, Optional.of(Duration.ofMillis(2500)), Map.of("hold timer expired", 4L))
                        .problems());
    }

    @Test
    void theTextHasEveryFigureThatThereIs() {
        String text = TextReport.of(report(7, Optional.empty(), Map.of("gone", 2L)));
        for (String words : List.of(
                "7 of 10 up",
                "1.23 s",
                "p50 500.",
                "10 MiB, at most 20 MiB",
                "3 × refused",
                "2 × gone",
                "target's 0.20 s",
                "not as asked")) {
            assertTrue(text.contains(words), words + " is not in\n" + text);
        }
        assertFalse(text.contains("refresh"), text);
    }

    @Test
    void theDocumentLeavesOutWhatWasNotReached() {
        JsonNode document = JsonReport.of(report(10, Optional.empty(), Map.of()));
        assertTrue(document.get("asAsked").asBoolean());
        assertEquals(1.234, document.get("allEstablished").asDouble());
        assertEquals(0.5, document.get("updateLatency").get("p50").asDouble(), 0.001);
        assertFalse(document.has("refreshLatency"));
        assertFalse(document.has("target"));
        assertEquals(10, document.get("timeline").size());
    }

    @Test
    void thePageNeedsNothingElseAndEscapesWhatItTells() {
        String page = HtmlReport.of(report(10, Optional.empty(), Map.of()));
        assertTrue(page.contains("&lt;Barewire&gt;"), page);
        assertFalse(page.contains("<Barewire>"), page);
        assertFalse(page.contains("http"), page);
        assertFalse(page.contains("NaN"), page);
        assertEquals(5, page.split("<svg", -1).length - 1);
    }

    @Test
    void aPlotOfNothingIsAnEmptyPlot() {
        String svg = new LinePlot("t", "s", "s", List.of(new LinePlot.Line("a", List.of(), List.of()))).svg();
        assertFalse(svg.contains("NaN"), svg);
    }

    @Test
    void aTimelineThatFillsUpThinsOut() {
        Timeline timeline = new Timeline();
        for (long millis = 0; millis < 1_000_000; millis += 10) {
            if (timeline.isDue(Duration.ofMillis(millis))) {
                timeline.add(point(millis));
            }
        }
        List<ScaleReport.Point> points = timeline.points();
        assertTrue(points.size() > Timeline.MOST / 2 && points.size() <= Timeline.MOST, points.size() + " points");
        assertEquals(Duration.ZERO, points.getFirst().at());
        assertTrue(points.getLast().at().toMillis() > 990_000, points.getLast().toString());
    }

    @Test
    void whatAProcessUsesIsReadFromProc() {
        ProcessUse use = ProcessUse.parse(
                "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 1", "Name:\tx\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\n");
        assertEquals(new ProcessUse(Duration.ofSeconds(2), 200, 300), use);
        assertTrue(ProcessUse.self().residentKib() > 0);
        assertEquals(Optional.empty(), ProcessUse.of(List.of(-1L)));
    }
}
