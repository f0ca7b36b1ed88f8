package io.barewire.daemon.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The text of `/metrics`. Nothing is set up before the first scrape, so that it costs the start nothing.
public final class AgentMetrics implements AutoCloseable {
    /// The text format of Prometheus, without exemplars.
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private record Registry(PrometheusMeterRegistry meters, JvmGcMetrics garbageCollection) {}

    private final Supplier<AgentSample> samples;
    private @Nullable Registry registry;

    /// @param samples asked once per scrape
    public AgentMetrics(Supplier<AgentSample> samples) {
        this.samples = samples;
    }

    public String scrape() {
        return registry().meters.scrape(CONTENT_TYPE);
    }

    private synchronized Registry registry() {
        if (registry == null) {
            PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            meters.getPrometheusRegistry().register(new SampleCollector(samples));
            new JvmMemoryMetrics().bindTo(meters);
            new JvmThreadMetrics().bindTo(meters);
            new ProcessorMetrics().bindTo(meters);
            JvmGcMetrics garbageCollection = new JvmGcMetrics();
            garbageCollection.bindTo(meters);
            registry = new Registry(meters, garbageCollection);
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
