package io.barewire.speaker.health;

import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.speaker.HealthProbe;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the probes of a configuration, a thread each. A probe that stays the same from one configuration to the next
/// goes on and keeps its count.
public final class HealthProbes {
    /// Hears what each look came to.
    @FunctionalInterface
    public interface Listener {
        void looked(HealthProbe probe, boolean healthy, String what);
    }

    private final Listener listener;
    private final Map<HealthProbe, Thread> running = new HashMap<>();
    private @Nullable HttpClient client;

    public HealthProbes(Listener listener) {
        this.listener = listener;
    }

    /// Starts the probes that are new, ends those that are gone.
    public synchronized void configure(List<ConditionalPrefixes> conditional) {
        List<HealthProbe> wanted = conditional.stream()
                .map(ConditionalPrefixes::when)
                .filter(AdvertiseWhen.Healthy.class::isInstance)
                .map(when -> ((AdvertiseWhen.Healthy) when).probe())
                .toList();
        running.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                entry.getValue().interrupt();
            }
            return gone;
        });
        if (!wanted.isEmpty() && client == null) {
            client = HttpClient.newHttpClient();
        }
        HttpClient http = client;
        for (HealthProbe probe : wanted) {
            if (http != null) {
                running.computeIfAbsent(
                        probe, missing -> Thread.ofVirtual().name("health").start(() -> run(missing, http)));
            }
        }
        if (wanted.isEmpty() && http != null) {
            client = null;
            http.shutdownNow();
        }
    }

    public void close() {
        configure(List.of());
    }

    private void run(HealthProbe probe, HttpClient http) {
        HealthCount count = HealthCount.begin(probe.rise(), probe.fall());
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Look look = Look.at(probe.target(), probe.timeout(), http);
                count = count.after(look.good());
                listener.looked(probe, count.healthy(), look.what());
                Thread.sleep(probe.interval());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
