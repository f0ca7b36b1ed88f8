package io.barewire.daemon.metrics;

import io.barewire.bfd.BfdSessionStatus;
import io.barewire.bfd.BfdState;
import io.barewire.bfd.BfdStatus;
import io.barewire.bfd.Verdict;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// BFD sessions under the names that frr-k8s gave them, so that dashboards go on working, and what it does not count.
/// Its counters do not end in `_total`, which this format insists on for counters, so they are served without a type.
final class BfdMetrics {
    private BfdMetrics() {}

    /// @param all one for each routing instance that speaks
    static void collect(List<BfdStatus> all, MetricSnapshots.Builder into) {
        List<BfdSessionStatus> sessions =
                all.stream().flatMap(bfd -> bfd.sessions().stream()).toList();
        GaugeSnapshot.Builder up =
                GaugeSnapshot.builder().name("frrk8s_bfd_session_up").help("BFD session state (1 is up, 0 is down).");
        CounterSnapshot.Builder failures = CounterSnapshot.builder()
                .name("barewire_bfd_send_failures")
                .help("BFD packets that the kernel did not take.");
        for (BfdSessionStatus session : sessions) {
            up.dataPoint(GaugeDataPointSnapshot.builder()
                    .value(session.state() == BfdState.UP ? 1 : 0)
                    .labels(labels(session))
                    .build());
            failures.dataPoint(CounterDataPointSnapshot.builder()
                    .value((double) session.counts().sendFailures())
                    .labels(labels(session))
                    .build());
        }
        into.metricSnapshot(up.build());
        count(sessions, "control_packet_input", "Control packets received.", counts -> counts.controlIn(), into);
        count(sessions, "control_packet_output", "Control packets sent.", counts -> counts.controlOut(), into);
        count(sessions, "echo_packet_input", "Echo packets that came back.", counts -> counts.echoIn(), into);
        count(sessions, "echo_packet_output", "Echo packets sent.", counts -> counts.echoOut(), into);
        count(sessions, "session_up_events", "How often the session came up.", counts -> counts.ups(), into);
        count(sessions, "session_down_events", "How often the session went down.", counts -> counts.downs(), into);
        count(
                sessions,
                "zebra_notifications",
                "How often BGP was told that the session is up or down; frr-k8s has this name for it.",
                counts -> counts.ups() + counts.downs(),
                into);
        into.metricSnapshot(failures.build());
        CounterSnapshot.Builder dropped = CounterSnapshot.builder()
                .name("barewire_bfd_dropped")
                .help("Received BFD packets that were dropped, by reason.");
        Map<Verdict, Long> sums = new EnumMap<>(Verdict.class);
        all.forEach(bfd -> bfd.dropped().forEach((verdict, packets) -> sums.merge(verdict, packets, Long::sum)));
        sums.forEach((verdict, packets) -> dropped.dataPoint(CounterDataPointSnapshot.builder()
                .value((double) packets)
                .labels(Labels.of("reason", verdict.toString()))
                .build()));
        into.metricSnapshot(dropped.build());
    }

    private static void count(
            List<BfdSessionStatus> sessions,
            String name,
            String help,
            ToLongFunction<BfdSessionStatus.Counts> of,
            MetricSnapshots.Builder into) {
        UnknownSnapshot.Builder builder =
                UnknownSnapshot.builder().name("frrk8s_bfd_" + name).help(help);
        for (BfdSessionStatus session : sessions) {
            builder.dataPoint(UnknownDataPointSnapshot.builder()
                    .value((double) of.applyAsLong(session.counts()))
                    .labels(labels(session))
                    .build());
        }
        into.metricSnapshot(builder.build());
    }

    /// An unnumbered peer has its interface's name, as elsewhere: its link-local address may be on others, too.
    private static Labels labels(BfdSessionStatus session) {
        return Labels.of(
                "peer",
                session.path()
                        .interfaceName()
                        .orElseGet(() -> session.path().peer().toString()),
                "vrf",
                session.path().vrf().orElse("default"));
    }
}
