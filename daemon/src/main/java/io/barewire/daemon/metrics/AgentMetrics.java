package io.barewire.daemon.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The text of `/metrics`. Nothing is set up before the first scrape, so that it costs the start nothing.
public final class AgentMetrics implements AutoCloseable {
    /// The text format of Prometheus, without exemplars.
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /// Which metrics: frr-k8s serves them on two ports, and a scraper of both must not see any of them twice.
    public enum Part {
        /// the agent, its configuration, its process
        AGENT,
        /// sessions, routes, the kernel
        SPEAKERS
    }

    private record Registry(
            PrometheusMeterRegistry meters, JvmGcMetrics garbageCollection, PrometheusRegistry speakers) {}

    private final Supplier<AgentSample> samples;
    private @Nullable Registry registry;

    /// @param samples asked once per scrape
    public AgentMetrics(Supplier<AgentSample> samples) {
        this.samples = samples;
    }

    /// All of them.
    public String scrape() {
        return scrape(Part.AGENT) + scrape(Part.SPEAKERS);
    }

    public String scrape(Part part) {
        return switch (part) {
            case AGENT -> registry().meters.scrape(CONTENT_TYPE);
            case SPEAKERS -> text(registry().speakers.scrape());
        };
    }

    private static String text(MetricSnapshots snapshots) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, snapshots);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory refuses to be written", impossible);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private synchronized Registry registry() {
        if (registry == null) {
            PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            meters.getPrometheusRegistry().register(new AgentCollector(samples));
            new JvmMemoryMetrics().bindTo(meters);
            new JvmThreadMetrics().bindTo(meters);
            new ProcessorMetrics().bindTo(meters);
            JvmGcMetrics garbageCollection = new JvmGcMetrics();
            garbageCollection.bindTo(meters);
            PrometheusRegistry speakers = new PrometheusRegistry();
            speakers.register(new SpeakerCollector(samples));
            registry = new Registry(meters, garbageCollection, speakers);
        }
        return registry;
    }

    @Override
    public synchronized void close() {
        if (registry != null) {
            registry.garbageCollection.close();
            registry.meters.close();
        }
    }
}
