package io.barewire.daemon.metrics;

import static io.barewire.daemon.metrics.Points.count;
import static io.barewire.daemon.metrics.Points.counter;
import static io.barewire.daemon.metrics.Points.gauge;
import static io.barewire.daemon.metrics.Points.point;

import io.barewire.ovn.snat.SnatStatus;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// What there is to tell of outbound SNAT.
final class SnatMetrics {
    private SnatMetrics() {}

    static void collect(SnatStatus snat, MetricSnapshots.Builder into) {
        GaugeSnapshot.Builder inPlace =
                gauge("barewire_ovn_snat_in_place", "1 while source NAT of the network is as it should be.");
        snat.networks()
                .forEach(network ->
                        inPlace.dataPoint(point(network.why().isEmpty() ? 1 : 0, "network", network.name())));
        into.metricSnapshot(inPlace.build());
        into.metricSnapshot(gauge("barewire_ovn_snat_kernel_sources", "Sources that the kernel masquerades for us.")
                .dataPoint(point(snat.kernelRules()))
                .build());
        into.metricSnapshot(counter("barewire_ovn_snat_transactions", "Transactions by what became of them.")
                .dataPoint(count(snat.committed(), Labels.of("outcome", "committed")))
                .dataPoint(count(snat.failed(), Labels.of("outcome", "failed")))
                .build());
        into.metricSnapshot(counter("barewire_ovn_snat_repairs", "Times that what somebody else changed was put right.")
                .dataPoint(count(snat.repaired(), Labels.EMPTY))
                .build());
    }
}
