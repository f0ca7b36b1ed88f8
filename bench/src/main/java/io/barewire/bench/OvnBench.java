package io.barewire.bench;

import io.barewire.ovn.GatewayRouter;
import io.barewire.ovn.Gateways;
import io.barewire.ovn.OvnConfig;
import io.barewire.ovn.OvnRouter;
import io.barewire.ovn.OvnRoutes;
import io.barewire.ovn.OvnTotals;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteChanges;
import io.barewire.rib.ScopedNextHop;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Routes into the northbound database of a real ovsdb-server: what our way costs beside a client that sends one
/// transaction, made beforehand, and reads the answer, with and without following the tables as we do; how long one
/// changed route takes until its transaction is on the wire; what a look at routes sends that are there
/// already; how soon rows are right when a server comes back after a flood of changes.
///
/// No northd runs there: what OVN makes of rows is not ours. Each round has a server of its own with an
/// empty database, and the clients take turns. Last, what it takes with a whole OVN: [OvnPackets].
public final class OvnBench {
    private static final GatewayRouter ROUTER = GatewayRouter.ofDefaultNetwork("n1");
    private static final int ROUNDS = 11;
    private static final int MANY_ROUNDS = 29;
    private static final int WARM_UP = 4;
    private static final int CHANGES = 300;
    private static final String MONITOR = """
            {"id":0,"method":"monitor_cond_since","params":["OVN_Northbound","m",{
            "Logical_Router":[{"columns":["name","static_routes"]}],"Logical_Router_Static_Route":[{"columns":
            ["ip_prefix","nexthop","output_port","policy","external_ids","route_table"]}]},
            "00000000-0000-0000-0000-000000000000"]}""";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private OvnBench() {}

    private enum Part {
        COMMIT,
        CHANGE,
        FLOOD,
        PACKETS
    }

    /// Prints a line for each figure.
    ///
    /// @param arguments which parts; all when there is none
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Part> parts = arguments.length == 0
                ? List.of(Part.values())
                : Arrays.stream(arguments).map(OvnBench::part).toList();
        for (Part part : parts) {
            switch (part) {
                case COMMIT -> {
                    System.out.printf(
                            Locale.ROOT,
                            "1000 routes committed by a JVM that has done nothing before: %.1f ms%n",
                            ours(1_000, Duration.ZERO) / 1e6);
                    commit(10_000, ROUNDS); // and by then the JVM has compiled what the next needs
                    commit(1_000, MANY_ROUNDS);
                }
                case CHANGE -> {
                    change(100);
                    change(1_000);
                    change(10_000);
                }
                case FLOOD -> {
                    flood(2_000);
                    flood(10_000);
                }
                case PACKETS -> OvnPackets.run();
            }
        }
    }

    private static Part part(String word) {
        for (Part part : Part.values()) {
            if (part.name().equalsIgnoreCase(word)) {
                return part;
            }
        }
        System.err.println("'" + word + "' is no part: there are commit, change, flood and packets, and without any of"
                + " them all are run; ./dev bench --help says what they are");
        System.exit(2);
        throw new AssertionError("the JVM has ended");
    }

    private static void commit(int routes, int rounds) throws IOException {
        List<Long> blind = new ArrayList<>();
        List<Long> seeing = new ArrayList<>();
        List<Long> ours = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            long one = minimal(routes, false);
            long other = minimal(routes, true);
            long third = ours(routes, Duration.ofNanos(one));
            if (round >= WARM_UP) {
                blind.add(one);
                seeing.add(other);
                ours.add(third);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d routes committed, medians of %d and minima: minimal client %s, with our monitor %s; ours %s,"
                        + " %.2f times the one and %.2f times the other; load %.1f%n",
                routes,
                ours.size(),
                spread(blind),
                spread(seeing),
                spread(ours),
                (double) median(ours) / median(blind),
                (double) median(ours) / median(seeing),
                load());
    }

    private static String spread(List<Long> nanos) {
        return String.format(Locale.ROOT, "%.1f ms (%.1f)", median(nanos) / 1e6, Collections.min(nanos) / 1e6);
    }

    /// How many threads of this machine want a core, on average of a minute.
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /// From the first octet sent until the whole answer is there.
    ///
    /// @param seeing it follows the tables as we do, so that the server tells it of its own rows before it
    ///     answers
    private static long minimal(int routes, boolean seeing) throws IOException {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            addRouter(server);
            byte[] transaction = transaction(routes);
            try (MinimalClient client = MinimalClient.connect(address(server))) {
                if (seeing) {
                    client.ask(MONITOR.getBytes(StandardCharsets.UTF_8), 1);
                }
                long begun = System.nanoTime();
                client.commit(transaction, seeing ? 2 : 1);
                return System.nanoTime() - begun;
            }
        }
    }

    private static byte[] transaction(int routes) {
        StringBuilder text = new StringBuilder();
        StringBuilder links = new StringBuilder();
        for (int i = 0; i < routes; i++) {
            text.append("{\"op\":\"insert\",\"table\":\"Logical_Router_Static_Route\",\"uuid-name\":\"r")
                    .append(i)
                    .append("\",\"row\":{\"ip_prefix\":\"")
                    .append(prefix(i))
                    .append("\",\"nexthop\":\"172.18.0.3\",\"output_port\":\"rtoe-GR_n1\",\"external_ids\":[\"map\","
                            + "[[\"k8s.ovn.org/owner-controller\",\"RouteImport\"]]]}},");
            links.append(i == 0 ? "" : ",")
                    .append("[\"named-uuid\",\"r")
                    .append(i)
                    .append("\"]");
        }
        text.append("{\"op\":\"mutate\",\"table\":\"Logical_Router\",\"where\":[[\"name\",\"==\",\"GR_n1\"]],"
                        + "\"mutations\":[[\"static_routes\",\"insert\",[\"set\",[")
                .append(links)
                .append("]]]]}");
        return MinimalClient.transaction(text.toString());
    }

    /// From the routes' arrival until the answer is there and the mirror has the rows.
    ///
    /// @param idle before which nobody looks: a thread that wakes five thousand times a second takes a fifth of a
    ///     core from the server and from us
    private static long ours(int routes, Duration idle) {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            addRouter(server);
            try (OvnRoutes into = OvnRoutes.start(config(server.endpoint()))) {
                OvnRouter router = into.router(ROUTER, Gateways.NEIGHBORS);
                until(into, OvnBench::isPresent);
                List<RouteChange> changes = routes(routes, "172.18.0.3");
                long begun = System.nanoTime();
                router.apply(changes);
                LockSupport.parkNanos(idle.toNanos());
                until(into, totals -> totals.committed() == 1);
                return System.nanoTime() - begun;
            }
        }
    }

    private static void change(int routes) throws IOException {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            addRouter(server);
            Path socket = server.folder().resolve("wire");
            try (WireTap tap = WireTap.open(socket, address(server));
                    OvnRoutes into = OvnRoutes.start(config("unix:" + socket))) {
                OvnRouter router = into.router(ROUTER, Gateways.NEIGHBORS);
                until(into, OvnBench::isPresent);
                List<RouteChange> changes = routes(routes, "172.18.0.3");
                router.apply(changes);
                until(into, totals -> totals.committed() == 1);
                long[] delays = new long[CHANGES];
                for (int i = 0; i < CHANGES; i++) {
                    long before = into.totals().committed();
                    long begun = System.nanoTime();
                    router.apply(List.of(route(i % routes, i / routes % 2 == 0 ? "172.18.0.4" : "172.18.0.5")));
                    until(into, totals -> totals.committed() > before);
                    delays[i] = tap.firstSince(begun) - begun;
                }
                Arrays.sort(delays);
                for (int i = 0; i < CHANGES; i++) {
                    router.apply(List.of(route(i % routes, "172.18.0.3")));
                }
                until(
                        into,
                        totals -> totals.underWay() == 0
                                && isPresent(totals)
                                && totals.routers().getFirst().differs() == 0);
                long octets = tap.octets();
                long transactions = into.totals().committed();
                router.apply(changes);
                router.converged();
                // Its answer comes from the same thread after all that was handed over before.
                int agreeing = router.status().router().agrees();
                System.out.printf(
                        Locale.ROOT,
                        "%d routes, one changed: on the wire after %.2f ms (median of %d; 90%% %.2f ms, worst %.2f ms);"
                                + " the same %d once more: %d transactions, %d octets sent%n",
                        routes,
                        delays[CHANGES / 2] / 1e6,
                        CHANGES,
                        delays[CHANGES * 9 / 10] / 1e6,
                        delays[CHANGES - 1] / 1e6,
                        agreeing,
                        into.totals().committed() - transactions,
                        tap.octets() - octets);
            }
        }
    }

    /// From the moment that a server can be reached again until its rows are right, after 20,000 changes.
    private static void flood(int routes) {
        List<Long> taken = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long one = oneFlood(routes);
            if (round >= WARM_UP) {
                taken.add(one);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "20000 changes of %d routes while the server was away: rows right after it was back by %s, median of %d"
                        + " and minimum; load %.1f%n",
                routes,
                spread(taken),
                taken.size(),
                load());
    }

    private static long oneFlood(int routes) {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            addRouter(server);
            try (OvnRoutes into = OvnRoutes.start(config(server.endpoint()))) {
                OvnRouter router = into.router(ROUTER, Gateways.NEIGHBORS);
                router.apply(routes(routes, "172.18.0.3"));
                until(into, totals -> agrees(totals, routes));
                server.kill();
                until(into, totals -> totals.endpoint().isEmpty());
                for (int change = 0; change < 20_000; change += routes) {
                    router.apply(routes(routes, "172.18." + (1 + change / routes) + ".3"));
                }
                server.start();
                long begun = System.nanoTime();
                until(into, totals -> totals.endpoint().isPresent() && agrees(totals, routes));
                return System.nanoTime() - begun;
            }
        }
    }

    private static boolean agrees(OvnTotals totals, int routes) {
        return totals.underWay() == 0
                && totals.router(ROUTER.name())
                        .filter(router -> router.agrees() == routes && router.differs() == 0)
                        .isPresent();
    }

    private static boolean isPresent(OvnTotals totals) {
        return totals.router(ROUTER.name()).filter(router -> router.present()).isPresent();
    }

    static void until(OvnRoutes routes, Predicate<OvnTotals> condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(routes.totals())) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it never came: " + routes.totals());
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static OvnConfig config(String endpoint) {
        return new OvnConfig(List.of(Endpoint.parse(endpoint)), Optional.empty(), true, OvnConfig.DEFAULT_OWNER, false);
    }

    private static void addRouter(OvsdbTestServer server) {
        server.client(
                "transact",
                "[\"OVN_Northbound\",{\"op\":\"insert\",\"table\":\"Logical_Router\",\"row\":{\"name\":\"GR_n1\"}}]");
    }

    private static UnixDomainSocketAddress address(OvsdbTestServer server) {
        return UnixDomainSocketAddress.of(server.endpoint().substring("unix:".length()));
    }

    private static String prefix(int i) {
        return "10." + (i >> 8) + "." + (i & 0xFF) + ".0/24";
    }

    private static List<RouteChange> routes(int count, String hop) {
        List<RouteChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(route(i, hop));
        }
        return RouteChanges.of(changes); // as a speaker hands them over
    }

    private static RouteChange route(int i, String hop) {
        return route(prefix(i), hop);
    }

    static RouteChange route(String prefix, String hop) {
        return new RouteChange(Prefix.parse(prefix), List.of(ScopedNextHop.of(NextHop.of(IpAddress.parse(hop)))));
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
