package io.barewire.daemon.metrics;

import static io.barewire.daemon.metrics.Points.count;
import static io.barewire.daemon.metrics.Points.counter;
import static io.barewire.daemon.metrics.Points.gauge;
import static io.barewire.daemon.metrics.Points.lower;
import static io.barewire.daemon.metrics.Points.point;

import io.barewire.fib.FibTotals;
import io.barewire.speaker.ConditionStatus;
import io.barewire.speaker.MessageCounts;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.SpeakerStatus;
import io.barewire.wire.AddressFamily;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/// Turns one [AgentSample] into what there is to tell of sessions, routes and the kernel. A meter for each peer and
/// counter would cost four times the time and twice the memory, and would have to be kept in step with the peers.
final class SpeakerCollector implements MultiCollector {
    private final Supplier<AgentSample> samples;

    SpeakerCollector(Supplier<AgentSample> samples) {
        this.samples = samples;
    }

    @Override
    public MetricSnapshots collect() {
        AgentSample sample = samples.get();
        MetricSnapshots.Builder into = MetricSnapshots.builder();
        List<InstanceSample> speaking = sample.instances().stream()
                .filter(instance -> instance.speaker().isPresent())
                .toList();
        if (!speaking.isEmpty()) {
            speakers(speaking, into);
            peers(speaking, into);
            FrrK8sMetrics.sessions(speaking, into);
            BfdMetrics.collect(
                    speaking.stream()
                            .map(instance -> instance.speaker().orElseThrow().bfd())
                            .toList(),
                    into);
        }
        List<InstanceSample> forwarding = sample.instances().stream()
                .filter(instance -> instance.fib().isPresent())
                .toList();
        if (!forwarding.isEmpty()) {
            fibs(forwarding, into);
        }
        sample.ovn().ifPresent(ovn -> OvnMetrics.collect(ovn, into));
        sample.snat().ifPresent(snat -> SnatMetrics.collect(snat, into));
        return into.build();
    }

    private static void speakers(List<InstanceSample> instances, MetricSnapshots.Builder into) {
        GaugeSnapshot.Builder converged = gauge(
                "barewire_converged",
                "1 since every peer has sent its End-of-RIB markers, or the time to wait for them was over.");
        GaugeSnapshot.Builder prefixes =
                gauge("barewire_rib_prefixes", "Prefixes with a best route (Loc-RIB), by family.");
        GaugeSnapshot.Builder conditions =
                gauge("barewire_condition_announced", "1 while the prefixes of a condition are announced.");
        for (InstanceSample instance : instances) {
            SpeakerStatus speaker = instance.speaker().orElseThrow();
            String vrf = instance.vrf();
            converged.dataPoint(point(speaker.converged() ? 1 : 0, "vrf", vrf));
            for (AddressFamily family : AddressFamily.values()) {
                int count = speaker.prefixes().getOrDefault(family, 0);
                prefixes.dataPoint(point(count, "family", lower(family), "vrf", vrf));
            }
            for (ConditionStatus condition : speaker.conditions()) {
                String name = condition.prefixes().name();
                conditions.dataPoint(point(condition.announced() ? 1 : 0, "condition", name, "vrf", vrf));
            }
        }
        into.metricSnapshot(converged.build());
        into.metricSnapshot(prefixes.build());
        into.metricSnapshot(conditions.build());
    }

    private static void peers(List<InstanceSample> instances, MetricSnapshots.Builder into) {
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
        for (InstanceSample instance : instances) {
            for (PeerStatus peer : instance.speaker().orElseThrow().peers()) {
                Labels of = Labels.of("peer", peer.config().endpoint().text(), "vrf", instance.vrf());
                up.dataPoint(point(peer.isEstablished() ? 1 : 0, of));
                state.dataPoint(point(number(peer), of));
                keptDown.dataPoint(point(peer.keptDown() ? 1 : 0, of));
                since.dataPoint(point(peer.since().toEpochMilli() / 1000.0, of));
                established.dataPoint(count(peer.timesEstablished(), of));
                lost.dataPoint(count(peer.timesLost(), of));
                messages(peer.messagesIn(), of.add("direction", "in"), messages);
                messages(peer.messagesOut(), of.add("direction", "out"), messages);
                for (AddressFamily family : AddressFamily.values()) {
                    if (peer.config().families().contains(family)) {
                        prefixes(peer.prefixes(family), of.add("family", lower(family)), prefixes);
                    }
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

    private static void messages(MessageCounts counts, Labels of, CounterSnapshot.Builder into) {
        into.dataPoint(count(counts.opens(), of.add("type", "open")));
        into.dataPoint(count(counts.updates(), of.add("type", "update")));
        into.dataPoint(count(counts.notifications(), of.add("type", "notification")));
        into.dataPoint(count(counts.keepalives(), of.add("type", "keepalive")));
        into.dataPoint(count(counts.routeRefreshes(), of.add("type", "route_refresh")));
    }

    private static void prefixes(PrefixCounts counts, Labels of, GaugeSnapshot.Builder into) {
        into.dataPoint(point(counts.received(), of.add("kind", "received")));
        into.dataPoint(point(counts.accepted(), of.add("kind", "accepted")));
        into.dataPoint(point(counts.denied(), of.add("kind", "denied")));
        into.dataPoint(point(counts.advertised(), of.add("kind", "advertised")));
    }

    private static void fibs(List<InstanceSample> instances, MetricSnapshots.Builder into) {
        GaugeSnapshot.Builder routes = gauge("barewire_fib_routes", "Routes by what the kernel made of them.");
        CounterSnapshot.Builder changes =
                counter("barewire_fib_changes", "Changes made to the kernel's table, by operation.");
        CounterSnapshot.Builder errors = counter("barewire_fib_errors", "Route messages that the kernel refused.");
        CounterSnapshot.Builder repairs =
                counter("barewire_fib_repairs", "Routes of ours that someone else changed, and that were put right.");
        CounterSnapshot.Builder resyncs =
                counter("barewire_fib_resyncs", "Full reads of the kernel's table after the first.");
        CounterSnapshot.Builder overruns =
                counter("barewire_fib_overruns", "Times the kernel dropped notifications (ENOBUFS).");
        CounterSnapshot.Builder batches =
                counter("barewire_fib_batches", "Batches of route messages sent to the kernel.");
        GaugeSnapshot.Builder converged =
                gauge("barewire_fib_converged", "1 since stale routes of an earlier run were swept.");
        for (InstanceSample instance : instances) {
            FibTotals fib = instance.fib().orElseThrow();
            Labels of = Labels.of("vrf", instance.vrf());
            routes.dataPoint(point(fib.installed(), of.add("state", "installed")));
            routes.dataPoint(point(fib.pending(), of.add("state", "pending")));
            routes.dataPoint(point(fib.refused(), of.add("state", "refused")));
            routes.dataPoint(point(fib.protectedPrefixes(), of.add("state", "protected")));
            routes.dataPoint(point(fib.stale(), of.add("state", "stale")));
            routes.dataPoint(point(fib.foreign(), of.add("state", "foreign")));
            changes.dataPoint(count(fib.added(), of.add("operation", "add")));
            changes.dataPoint(count(fib.replaced(), of.add("operation", "replace")));
            changes.dataPoint(count(fib.deleted(), of.add("operation", "delete")));
            errors.dataPoint(count(fib.errors(), of));
            repairs.dataPoint(count(fib.repaired(), of));
            resyncs.dataPoint(count(fib.resyncs(), of));
            overruns.dataPoint(count(fib.overruns(), of));
            batches.dataPoint(count(fib.batches(), of));
            converged.dataPoint(point(fib.converged() ? 1 : 0, of));
        }
        into.metricSnapshot(routes.build());
        into.metricSnapshot(changes.build());
        into.metricSnapshot(errors.build());
        into.metricSnapshot(repairs.build());
        into.metricSnapshot(resyncs.build());
        into.metricSnapshot(overruns.build());
        into.metricSnapshot(batches.build());
        into.metricSnapshot(converged.build());
    }
}
