package io.barewire.daemon.metrics;

import static io.barewire.daemon.metrics.Points.count;
import static io.barewire.daemon.metrics.Points.counter;
import static io.barewire.daemon.metrics.Points.gauge;
import static io.barewire.daemon.metrics.Points.point;

import io.barewire.ovn.DelayCounts;
import io.barewire.ovn.OvnTotals;
import io.barewire.ovn.RouterTotals;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;

/// What there is to tell of the northbound database of OVN.
final class OvnMetrics {
    private OvnMetrics() {}

    static void collect(OvnTotals ovn, MetricSnapshots.Builder into) {
        into.metricSnapshot(gauge("barewire_ovn_connected", "1 while there is a connection to the northbound database.")
                .dataPoint(point(ovn.endpoint().isPresent()))
                .build());
        into.metricSnapshot(gauge("barewire_ovn_import", "1 when rows are written, 0 when they are only compared.")
                .dataPoint(point(ovn.imports()))
                .build());
        into.metricSnapshot(
                gauge("barewire_ovn_northd_silent", "1 when northd did not say in time that it saw a batch.")
                        .dataPoint(point(ovn.northdSilent()))
                        .build());
        into.metricSnapshot(counter("barewire_ovn_transactions", "Transactions by what became of them.")
                .dataPoint(count(ovn.committed(), Labels.of("outcome", "committed")))
                .dataPoint(count(ovn.failed(), Labels.of("outcome", "failed")))
                .dataPoint(count(ovn.unknown(), Labels.of("outcome", "unknown")))
                .build());
        into.metricSnapshot(counter("barewire_ovn_rows", "Rows written to the northbound database, by operation.")
                .dataPoint(count(ovn.inserted(), Labels.of("operation", "insert")))
                .dataPoint(count(ovn.updated(), Labels.of("operation", "update")))
                .dataPoint(count(ovn.deleted(), Labels.of("operation", "delete")))
                .build());
        into.metricSnapshot(histogram(
                "barewire_ovn_sent_seconds",
                "From the oldest change of a batch of routes until the batch was sent.",
                ovn.untilSent()));
        into.metricSnapshot(histogram(
                "barewire_ovn_effective_seconds",
                "From the oldest change of a batch of routes until every chassis had it (hv_cfg).",
                ovn.untilEffective()));
        routers(ovn.routers(), into);
    }

    private static void routers(List<RouterTotals> routers, MetricSnapshots.Builder into) {
        GaugeSnapshot.Builder present =
                gauge("barewire_ovn_router_present", "1 while the database has the gateway router, and only one.");
        GaugeSnapshot.Builder prefixes = gauge("barewire_ovn_prefixes", "Prefixes by how the router's rows stand.");
        GaugeSnapshot.Builder others = gauge("barewire_ovn_rows_of_others", "Routes of the router with another owner.");
        CounterSnapshot.Builder repairs =
                counter("barewire_ovn_repairs", "Prefixes whose rows somebody else changed, and that were put right.");
        for (RouterTotals router : routers) {
            Labels of = Labels.of("router", router.router());
            present.dataPoint(point(router.present() ? 1 : 0, of));
            prefixes.dataPoint(point(router.agrees(), of.add("state", "agree")));
            prefixes.dataPoint(point(router.differs(), of.add("state", "differ")));
            prefixes.dataPoint(point(router.excluded(), of.add("state", "excluded")));
            prefixes.dataPoint(point(router.noGateway(), of.add("state", "no_gateway")));
            prefixes.dataPoint(point(router.stale(), of.add("state", "stale")));
            others.dataPoint(point(router.foreignRows(), of));
            repairs.dataPoint(count(router.repaired(), of));
        }
        into.metricSnapshot(present.build());
        into.metricSnapshot(prefixes.build());
        into.metricSnapshot(others.build());
        into.metricSnapshot(repairs.build());
    }

    private static HistogramSnapshot histogram(String name, String help, DelayCounts delays) {
        List<Double> bounds = new ArrayList<>(delays.boundsSeconds());
        bounds.add(Double.POSITIVE_INFINITY);
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, delays.counts()))
                        .sum(delays.sumSeconds())
                        .build())
                .build();
    }
}
