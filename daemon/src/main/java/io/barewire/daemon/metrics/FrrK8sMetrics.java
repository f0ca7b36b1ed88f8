package io.barewire.daemon.metrics;

import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.wire.AddressFamily;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.List;
import java.util.function.ToLongFunction;

/// BGP sessions and the agent's configuration under the names that frr-k8s gave them, so that dashboards, alerts and
/// MetalLB's relabelling go on working. The text format insists that counters end in `_total` and that nothing else
/// does; where frr-k8s' name is otherwise, the metric is served without a type, which queries do not notice.
final class FrrK8sMetrics {
    private FrrK8sMetrics() {}

    /// @param instances those that speak
    static void sessions(List<InstanceSample> instances, MetricSnapshots.Builder into) {
        GaugeSnapshot.Builder up =
                GaugeSnapshot.builder().name("frrk8s_bgp_session_up").help("BGP session state (1 is up, 0 is down).");
        CounterSnapshot.Builder updates =
                CounterSnapshot.builder().name("frrk8s_bgp_updates").help("Number of BGP UPDATE messages sent.");
        forEachPeer(instances, (peer, labels) -> {
            up.dataPoint(GaugeDataPointSnapshot.builder()
                    .value(peer.isEstablished() ? 1 : 0)
                    .labels(labels)
                    .build());
            updates.dataPoint(CounterDataPointSnapshot.builder()
                    .value((double) peer.messagesOut().updates())
                    .labels(labels)
                    .build());
        });
        into.metricSnapshot(up.build());
        into.metricSnapshot(updates.build());
        count(
                instances,
                "announced_prefixes_total",
                "Number of prefixes currently being advertised on the BGP session.",
                peer -> sum(peer, PrefixCounts::advertised),
                into);
        count(
                instances,
                "received_prefixes_total",
                "Number of prefixes currently being received and accepted on the BGP session.",
                peer -> sum(peer, PrefixCounts::accepted),
                into);
        count(
                instances,
                "opens_sent",
                "BGP OPEN messages sent.",
                peer -> peer.messagesOut().opens(),
                into);
        count(
                instances,
                "opens_received",
                "BGP OPEN messages received.",
                peer -> peer.messagesIn().opens(),
                into);
        count(
                instances,
                "notifications_sent",
                "BGP NOTIFICATION messages sent.",
                peer -> peer.messagesOut().notifications(),
                into);
        count(
                instances,
                "updates_total_received",
                "BGP UPDATE messages received.",
                peer -> peer.messagesIn().updates(),
                into);
        count(
                instances,
                "keepalives_sent",
                "BGP KEEPALIVE messages sent.",
                peer -> peer.messagesOut().keepalives(),
                into);
        count(
                instances,
                "keepalives_received",
                "BGP KEEPALIVE messages received.",
                peer -> peer.messagesIn().keepalives(),
                into);
        count(
                instances,
                "route_refresh_sent",
                "BGP ROUTE-REFRESH messages sent.",
                peer -> peer.messagesOut().routeRefreshes(),
                into);
        count(
                instances,
                "total_sent",
                "BGP messages sent.",
                peer -> peer.messagesOut().total(),
                into);
        count(
                instances,
                "total_received",
                "BGP messages received.",
                peer -> peer.messagesIn().total(),
                into);
    }

    static void configuration(Rounds rounds, MetricSnapshots.Builder into) {
        into.metricSnapshot(CounterSnapshot.builder()
                .name("frrk8s_k8s_client_updates")
                .help("Configurations of this node that were looked at.")
                .dataPoint(CounterDataPointSnapshot.builder()
                        .value((double) rounds.all())
                        .build())
                .build());
        into.metricSnapshot(CounterSnapshot.builder()
                .name("frrk8s_k8s_client_update_errors")
                .help("Those of them with an error; the last good version of what it is in stays in force.")
                .dataPoint(CounterDataPointSnapshot.builder()
                        .value((double) rounds.failed())
                        .build())
                .build());
        flag(
                "frrk8s_k8s_client_config_loaded_bool",
                "1 since a configuration without an error was put in force.",
                rounds.inForce(),
                into);
        flag(
                "frrk8s_k8s_client_config_stale_bool",
                "1 while the newest configuration has an error.",
                rounds.stale(),
                into);
    }

    private static void flag(String name, String help, boolean yes, MetricSnapshots.Builder into) {
        into.metricSnapshot(GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(yes ? 1 : 0).build())
                .build());
    }

    private static void count(
            List<InstanceSample> instances,
            String name,
            String help,
            ToLongFunction<PeerStatus> of,
            MetricSnapshots.Builder into) {
        UnknownSnapshot.Builder builder =
                UnknownSnapshot.builder().name("frrk8s_bgp_" + name).help(help);
        forEachPeer(
                instances,
                (peer, labels) -> builder.dataPoint(UnknownDataPointSnapshot.builder()
                        .value((double) of.applyAsLong(peer))
                        .labels(labels)
                        .build()));
        into.metricSnapshot(builder.build());
    }

    private interface PeerVisitor {
        void visit(PeerStatus peer, Labels labels);
    }

    private static void forEachPeer(List<InstanceSample> instances, PeerVisitor visitor) {
        for (InstanceSample instance : instances) {
            for (PeerStatus peer : instance.speaker().orElseThrow().peers()) {
                visitor.visit(peer, Labels.of("peer", peer.config().endpoint().text(), "vrf", instance.vrf()));
            }
        }
    }

    private static long sum(PeerStatus peer, ToLongFunction<PrefixCounts> of) {
        long sum = 0;
        for (AddressFamily family : peer.config().families()) {
            sum += of.applyAsLong(peer.prefixes(family));
        }
        return sum;
    }
}
