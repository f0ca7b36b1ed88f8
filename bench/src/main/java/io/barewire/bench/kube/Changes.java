package io.barewire.bench.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bench.kube.Figures.Row;
import io.barewire.bench.peers.BenchFailure;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Replacement;
import io.barewire.kubernetes.Resource;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// From an FRRConfiguration that is replaced in the API server to the UPDATE with its new prefix at a router.
final class Changes {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_PAUSE_MILLIS = 150;

    private final ApiServer api;
    private final Rack rack;
    private final Waiting waiting;
    private final Random random;
    private final Figures figures = new Figures(
            "From a changed FRRConfiguration to the wire, ms",
            Row.below(100, "median", "since it was sent to the API server, median"),
            Row.of("p99", "p99"),
            Row.of("accepted.median", "since the API server's answer, median"),
            Row.of("accepted.p99", "p99"),
            Row.of("api.median", "until the API server's answer, median"),
            Row.of("changes", "changes"));
    private int fresh;

    Changes(ApiServer api, Rack rack, Waiting waiting, long seed) {
        this.api = api;
        this.rack = rack;
        this.waiting = waiting;
        this.random = new Random(seed);
    }

    Figures figures() {
        return figures;
    }

    /// With an agent that is ready.
    ///
    /// @param configuration as it is in the API server
    /// @return the same after the last change
    ObjectNode measure(String column, int changes, ObjectNode configuration) {
        Latencies whole = new Latencies();
        Latencies afterwards = new Latencies();
        Latencies answer = new Latencies();
        ObjectNode now = configuration;
        for (int i = 0; i < changes; i++) {
            waiting.pause(
                    Duration.ofMillis(random.nextInt(MOST_PAUSE_MILLIS)), "change %d of %d".formatted(i + 1, changes));
            Prefix prefix = Fleet.another(fresh++);
            Fleet.announce(now, List.of(Fleet.subnet(0), prefix));
            long sent = System.nanoTime();
            now = replace(now);
            long accepted = System.nanoTime();
            long there = waiting.get("the UPDATE", PATIENCE, rack.router().arrival(prefix));
            whole.add(there - sent);
            afterwards.add(Math.max(there - accepted, 0));
            answer.add(accepted - sent);
        }
        figures.put(column, "median", whole.at(0.5));
        figures.put(column, "p99", whole.at(0.99));
        figures.put(column, "accepted.median", afterwards.at(0.5));
        figures.put(column, "accepted.p99", afterwards.at(0.99));
        figures.put(column, "api.median", answer.at(0.5));
        figures.put(column, "changes", changes);
        return now;
    }

    private ObjectNode replace(ObjectNode object) {
        try {
            return switch (api.replace(Resource.FRR_CONFIGURATIONS, object)) {
                case Replacement.Done(ObjectNode now) -> now;
                case Replacement.Conflict _ -> throw new BenchFailure("somebody else writes the FRRConfiguration");
            };
        } catch (ApiFailure failure) {
            throw new BenchFailure("the FRRConfiguration could not be changed", failure);
        }
    }
}
