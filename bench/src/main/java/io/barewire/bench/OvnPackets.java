package io.barewire.bench;

import io.barewire.daemon.demo.OvnBed;
import io.barewire.ovn.DelayCounts;
import io.barewire.ovn.GatewayRouter;
import io.barewire.ovn.Gateways;
import io.barewire.ovn.OvnConfig;
import io.barewire.ovn.OvnRouter;
import io.barewire.ovn.OvnRoutes;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.rib.RouteChange;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// From one changed route to packets through a real OVN (northd, ovn-controller, Open vSwitch on its
/// userspace datapath) and to `hv_cfg`, beside a client that sends the same row in a transaction made
/// beforehand: what is more than that client's time is ours, the rest is OVN's.
final class OvnPackets {
    private static final int TRIALS = 40;
    private static final int WARM_UP = 5;

    private final OvnBed bed;
    private final OvnProbe probe;
    private final OvnRoutes routes;
    private final OvnRouter router;
    private final RouteChange wanted;

    private OvnPackets(OvnBed bed, OvnProbe probe, OvnRoutes routes) {
        this.bed = bed;
        this.probe = probe;
        this.routes = routes;
        this.router = routes.router(GatewayRouter.ofDefaultNetwork(bed.node()), Gateways.NEIGHBORS);
        this.wanted = OvnBench.route(bed.hostSubnet(), bed.nextHop());
    }

    /// Prints a line for each number of routes, or why there is none.
    static void run() throws IOException, InterruptedException {
        Optional<String> obstacle = OvnBed.obstacle();
        if (obstacle.isPresent()) {
            System.out.println("packets through OVN: not measured, " + obstacle.get());
            return;
        }
        try (OvnBed bed = OvnBed.layOut("ovnbench");
                OvnProbe probe = OvnProbe.start(bed::inSender, bed::inReceiver, bed.receiver());
                OvnRoutes routes = OvnRoutes.start(new OvnConfig(
                        List.of(Endpoint.parse("unix:" + bed.northbound())),
                        Optional.empty(),
                        true,
                        OvnConfig.DEFAULT_OWNER,
                        false))) {
            OvnPackets packets = new OvnPackets(bed, probe, routes);
            for (int others : List.of(0, 99, 999)) {
                packets.measure(others);
            }
        }
    }

    private void measure(int others) throws IOException, InterruptedException {
        List<RouteChange> filling = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            filling.add(OvnBench.route("10.%d.%d.0/24".formatted(128 + (i >> 8), i & 0xFF), bed.nextHop()));
        }
        router.apply(filling);
        OvnBench.until(
                routes,
                totals -> totals.router("GR_" + bed.node())
                                .filter(each -> each.agrees() == others && each.differs() == 0)
                                .isPresent()
                        && totals.untilEffective().count() == totals.committed());
        List<Long> through = new ArrayList<>();
        List<Long> effective = new ArrayList<>();
        List<Long> minimal = new ArrayList<>();
        for (int trial = 0; trial < WARM_UP + TRIALS; trial++) {
            DelayCounts before = routes.totals().untilEffective();
            long begun = System.nanoTime();
            router.apply(List.of(wanted));
            long first = probe.awaitFirst() - begun;
            double seconds = awaitOneMoreThan(before).sumSeconds() - before.sumSeconds();
            DelayCounts there = routes.totals().untilEffective();
            router.apply(List.of(new RouteChange(wanted.prefix(), List.of())));
            awaitOneMoreThan(there);
            OvnProbe.awaitSilence();
            long other = minimalClient();
            if (trial >= WARM_UP) {
                through.add(first);
                effective.add((long) (seconds * 1e9));
                minimal.add(other);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d routes, one more: first packet through OVN after %s; hv_cfg after %s; a minimal client's first packet"
                        + " after %s; load %.1f%n",
                others + 1,
                spread(through),
                spread(effective),
                spread(minimal),
                OvnBench.load());
    }

    /// One more batch went, and every chassis has reported it.
    private DelayCounts awaitOneMoreThan(DelayCounts before) {
        OvnBench.until(
                routes,
                totals -> totals.untilEffective().count() > before.count()
                        && totals.untilEffective().count() == totals.committed());
        return routes.totals().untilEffective();
    }

    private long minimalClient() throws IOException, InterruptedException {
        String here = "\"table\":\"Logical_Router\",\"where\":[[\"name\",\"==\",\"GR_" + bed.node() + "\"]]";
        UUID row = UUID.randomUUID();
        byte[] add = MinimalClient.transaction("""
                {"op":"insert","table":"Logical_Router_Static_Route","uuid":"%s","row":{"ip_prefix":"%s","nexthop":"%s",
                "output_port":"rtoe-GR_%s","external_ids":["map",[["owner","bench"]]]}},
                {"op":"mutate",%s,"mutations":[["static_routes","insert",["uuid","%1$s"]]]}
                """.formatted(row, bed.hostSubnet(), bed.nextHop(), bed.node(), here));
        byte[] remove = MinimalClient.transaction("""
                {"op":"mutate",%s,"mutations":[["static_routes","delete",["uuid","%s"]]]}""".formatted(here, row));
        try (MinimalClient client = MinimalClient.connect(UnixDomainSocketAddress.of(bed.northbound()))) {
            long begun = System.nanoTime();
            client.commit(add, 1);
            long first = probe.awaitFirst() - begun;
            client.commit(remove, 1);
            OvnProbe.awaitSilence();
            OvnProbe.awaitSilence();
            return first;
        }
    }

    /// Median, and what nine of ten stayed below.
    private static String spread(List<Long> nanos) {
        Collections.sort(nanos);
        return String.format(
                Locale.ROOT,
                "%.1f ms (90%% %.1f ms)",
                nanos.get(nanos.size() / 2) / 1e6,
                nanos.get(nanos.size() * 9 / 10) / 1e6);
    }
}
