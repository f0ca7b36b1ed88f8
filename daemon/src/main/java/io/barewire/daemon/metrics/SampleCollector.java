package io.barewire.daemon.metrics;

import io.barewire.fib.FibTotals;
import io.barewire.mesh.Problem;
import io.barewire.speaker.MessageCounts;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.SpeakerStatus;
import io.barewire.wire.AddressFamily;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;
import java.util.function.Supplier;

/// Turns one [AgentSample] into all of the agent's own metrics. A meter for each peer and counter would cost four times
/// the time and twice the memory, and would have to be kept in step with the peers.
final class SampleCollector implements MultiCollector {
    private final Supplier<AgentSample> samples;

    SampleCollector(Supplier<AgentSample> samples) {
        this.samples = samples;
    }

    @Override
    public MetricSnapshots collect() {
        AgentSample sample = samples.get();
        MetricSnapshots.Builder into = MetricSnapshots.builder();
        agent(sample, into);
        sample.speaker().ifPresent(speaker -> {
            speaker(speaker, into);
            peers(speaker, into);
            BfdMetrics.collect(speaker.bfd(), into);
        });
        sample.fib().ifPresent(fib -> fib(fib, into));
        return into.build();
    }

    private static void agent(AgentSample sample, MetricSnapshots.Builder into) {
        into.metricSnapshot(gauge("barewire_agent", "The agent: its version and node; always 1.")
                .dataPoint(point(1, "node", sample.node(), "version", sample.version()))
                .build());
        into.metricSnapshot(gauge("barewire_start_time_seconds", "When the agent started, in seconds since 1970.")
                .dataPoint(point(sample.startedAt().toEpochMilli() / 1000.0))
                .build());
        into.metricSnapshot(gauge("barewire_ready", "1 when /readyz says ready.")
                .dataPoint(point(sample.ready()))
                .build());
        into.metricSnapshot(gauge("barewire_configured", "1 when the manifests configure this node.")
                .dataPoint(point(sample.configured()))
                .build());
        GaugeSnapshot.Builder problems =
                gauge("barewire_manifest_problems", "Problems found in the manifests, by severity.");
        for (Problem.Severity severity : Problem.Severity.values()) {
            int count = (int) sample.problems().stream()
                    .filter(problem -> problem.severity() == severity)
                    .count();
            problems.dataPoint(point(count, "severity", lower(severity)));
        }
        into.metricSnapshot(problems.build());
        into.metricSnapshot(counter("barewire_thread_failures", "Threads that ended by a defect; see the log.")
                .dataPoint(count(sample.threadFailures()))
                .build());
    }

    private static void speaker(SpeakerStatus speaker, MetricSnapshots.Builder into) {
        into.metricSnapshot(gauge(
                        "barewire_converged",
                        "1 since every peer has sent its End-of-RIB markers, or the time to wait for them was over.")
                .dataPoint(point(speaker.converged()))
                .build());
        GaugeSnapshot.Builder prefixes =
                gauge("barewire_rib_prefixes", "Prefixes with a best route (Loc-RIB), by family.");
        for (AddressFamily family : AddressFamily.values()) {
            prefixes.dataPoint(point(speaker.prefixes().getOrDefault(family, 0), "family", lower(family)));
        }
        into.metricSnapshot(prefixes.build());
    }

    private static void peers(SpeakerStatus speaker, MetricSnapshots.Builder into) {
        GaugeSnapshot.Builder up = gauge("barewire_peer_up", "1 when the session is Established.");
        GaugeSnapshot.Builder state = gauge(
                "barewire_peer_state",
                "State of the session: 0 Idle, 1 Connect, 2 Active, 3 OpenSent, 4 OpenConfirm, 5 Established.");
        GaugeSnapshot.Builder keptDown = gauge(
                "barewire_peer_kept_down", "1 while no session is taken because the peer announced too many prefixes.");
        GaugeSnapshot.Builder since = gauge(
                "barewire_peer_state_since_seconds", "When the session came into its state, in seconds since 1970.");
        CounterSnapshot.Builder established =
                counter("barewire_peer_established", "How often the session became Established.");
        CounterSnapshot.Builder lost = counter("barewire_peer_lost", "How often an Established session was lost.");
        CounterSnapshot.Builder messages =
                counter("barewire_peer_messages", "BGP messages, by direction (in: received) and type.");
        GaugeSnapshot.Builder prefixes = gauge(
                "barewire_peer_prefixes",
                "Prefixes exchanged now, by family and kind: received (of which accepted and denied), advertised.");
        for (PeerStatus peer : speaker.peers()) {
            String name = peer.id().name();
            up.dataPoint(point(peer.isEstablished() ? 1 : 0, "peer", name));
            state.dataPoint(point(number(peer), "peer", name));
            keptDown.dataPoint(point(peer.keptDown() ? 1 : 0, "peer", name));
            since.dataPoint(point(peer.since().toEpochMilli() / 1000.0, "peer", name));
            established.dataPoint(count(peer.timesEstablished(), "peer", name));
            lost.dataPoint(count(peer.timesLost(), "peer", name));
            messages(peer.messagesIn(), name, "in", messages);
            messages(peer.messagesOut(), name, "out", messages);
            for (AddressFamily family : AddressFamily.values()) {
                if (peer.config().families().contains(family)) {
                    prefixes(peer.prefixes(family), name, lower(family), prefixes);
                }
            }
        }
        into.metricSnapshot(up.build());
        into.metricSnapshot(state.build());
        into.metricSnapshot(keptDown.build());
        into.metricSnapshot(since.build());
        into.metricSnapshot(established.build());
        into.metricSnapshot(lost.build());
        into.metricSnapshot(messages.build());
        into.metricSnapshot(prefixes.build());
    }

    private static int number(PeerStatus peer) {
        return switch (peer.state()) {
            case IDLE -> 0;
            case CONNECT -> 1;
            case ACTIVE -> 2;
            case OPEN_SENT -> 3;
            case OPEN_CONFIRM -> 4;
            case ESTABLISHED -> 5;
        };
    }

    private static void messages(MessageCounts counts, String peer, String direction, CounterSnapshot.Builder into) {
        into.dataPoint(message(counts.opens(), peer, direction, "open"));
        into.dataPoint(message(counts.updates(), peer, direction, "update"));
        into.dataPoint(message(counts.notifications(), peer, direction, "notification"));
        into.dataPoint(message(counts.keepalives(), peer, direction, "keepalive"));
        into.dataPoint(message(counts.routeRefreshes(), peer, direction, "route_refresh"));
    }

    private static CounterDataPointSnapshot message(long count, String peer, String direction, String type) {
        return count(count, "direction", direction, "peer", peer, "type", type);
    }

    private static void prefixes(PrefixCounts counts, String peer, String family, GaugeSnapshot.Builder into) {
        into.dataPoint(point(counts.received(), "family", family, "kind", "received", "peer", peer));
        into.dataPoint(point(counts.accepted(), "family", family, "kind", "accepted", "peer", peer));
        into.dataPoint(point(counts.denied(), "family", family, "kind", "denied", "peer", peer));
        into.dataPoint(point(counts.advertised(), "family", family, "kind", "advertised", "peer", peer));
    }

    private static void fib(FibTotals fib, MetricSnapshots.Builder into) {
        into.metricSnapshot(gauge("barewire_fib_routes", "Routes by what the kernel made of them.")
                .dataPoint(point(fib.installed(), "state", "installed"))
                .dataPoint(point(fib.pending(), "state", "pending"))
                .dataPoint(point(fib.refused(), "state", "refused"))
                .dataPoint(point(fib.protectedPrefixes(), "state", "protected"))
                .dataPoint(point(fib.stale(), "state", "stale"))
                .dataPoint(point(fib.foreign(), "state", "foreign"))
                .build());
        into.metricSnapshot(counter("barewire_fib_changes", "Changes made to the kernel's table, by operation.")
                .dataPoint(count(fib.added(), "operation", "add"))
                .dataPoint(count(fib.replaced(), "operation", "replace"))
                .dataPoint(count(fib.deleted(), "operation", "delete"))
                .build());
        into.metricSnapshot(counter("barewire_fib_errors", "Route messages that the kernel refused.")
                .dataPoint(count(fib.errors()))
                .build());
        into.metricSnapshot(
                counter("barewire_fib_repairs", "Routes of ours that someone else changed, and that were put right.")
                        .dataPoint(count(fib.repaired()))
                        .build());
        into.metricSnapshot(counter("barewire_fib_resyncs", "Full reads of the kernel's table after the first.")
                .dataPoint(count(fib.resyncs()))
                .build());
        into.metricSnapshot(counter("barewire_fib_overruns", "Times the kernel dropped notifications (ENOBUFS).")
                .dataPoint(count(fib.overruns()))
                .build());
        into.metricSnapshot(counter("barewire_fib_batches", "Batches of route messages sent to the kernel.")
                .dataPoint(count(fib.batches()))
                .build());
        into.metricSnapshot(gauge("barewire_fib_converged", "1 since stale routes of an earlier run were swept.")
                .dataPoint(point(fib.converged()))
                .build());
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    /// The format adds `_total` to the name.
    private static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name(name).help(help);
    }

    private static GaugeDataPointSnapshot point(boolean yes) {
        return point(yes ? 1 : 0);
    }

    private static GaugeDataPointSnapshot point(double value, String... labels) {
        return GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels))
                .build();
    }

    private static CounterDataPointSnapshot count(long value, String... labels) {
        return CounterDataPointSnapshot.builder()
                .value((double) value)
                .labels(Labels.of(labels))
                .build();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
