package io.barewire.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A report for programs. Times are seconds, memory is KiB; what was not reached is left out.
public final class JsonReport {
    private JsonReport() {}

    public static ObjectNode of(ScaleReport report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        report.asked().forEach(root.putObject("asked")::put);
        root.put("asAsked", report.problems().isEmpty());
        report.problems().forEach(root.putArray("problems")::add);
        report.warnings().forEach(root.putArray("warnings")::add);
        put(root, "interruptedAfter", report.interruptedAfter());
        root.put("sessions", report.sessions()).put("established", report.peak());
        put(root, "allEstablished", report.allEstablished());
        put(root, "routesIn", report.routesIn());
        put(root, "flap", report.flap());
        root.put("updates", report.updates()).put("prefixes", report.prefixes()).put("lost", report.lost());
        putLatency(root, "setup", report.setup());
        putLatency(root, "updateLatency", report.reflection());
        putLatency(root, "refreshLatency", report.refresh());
        putCounts(root, "failures", report.failures());
        putCounts(root, "losses", report.losses());
        putMemory(root.putObject("self"), report.self());
        report.target().ifPresent(use -> putMemory(root.putObject("target"), use));
        ArrayNode phases = root.putArray("phases");
        for (ScaleReport.Phase phase : report.phases()) {
            ObjectNode one = phases.addObject().put("name", phase.name());
            put(one, "length", Optional.of(phase.length()));
            put(one, "cpu", Optional.of(phase.selfCpu()));
            put(one, "targetCpu", phase.targetCpu());
        }
        ArrayNode timeline = root.putArray("timeline");
        for (ScaleReport.Point point : report.timeline()) {
            ObjectNode one = timeline.addObject();
            put(one, "at", Optional.of(point.at()));
            one.put("established", point.established()).put("prefixes", point.prefixes());
            put(one, "cpu", Optional.of(point.self().cpu()));
            one.put("residentKib", point.self().residentKib());
            put(one, "targetCpu", point.target().map(ProcessUse::cpu));
            point.target().ifPresent(use -> one.put("targetResidentKib", use.residentKib()));
        }
        return root;
    }

    private static void put(ObjectNode into, String field, Optional<Duration> time) {
        time.ifPresent(there -> into.put(field, seconds(there)));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static void putLatency(ObjectNode into, String field, Optional<Latency> latency) {
        latency.ifPresent(times -> into.putObject(field)
                .put("count", times.count())
                .put("p50", seconds(times.p50()))
                .put("p99", seconds(times.p99()))
                .put("p99.9", seconds(times.p999()))
                .put("most", seconds(times.most())));
    }

    private static void putCounts(ObjectNode into, String field, Map<String, Long> counts) {
        ObjectNode all = into.putObject(field);
        counts.forEach(all::put);
    }

    private static void putMemory(ObjectNode into, ProcessUse use) {
        into.put("residentKib", use.residentKib()).put("peakKib", use.peakKib());
    }
}
