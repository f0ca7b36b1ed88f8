package io.barewire.bench;

import io.barewire.ovn.GatewayRouter;
import io.barewire.ovn.Gateways;
import io.barewire.ovn.OvnConfig;
import io.barewire.ovn.OvnRouter;
import io.barewire.ovn.OvnRoutes;
import io.barewire.ovn.OvnTotals;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.rib.RouteChange;
import io.barewire.rib.ScopedNextHop;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Routes into the northbound database of a real ovsdb-server: what our way costs beside a client that sends one
/// transaction, made beforehand, and reads the answer, with and without following the tables as we do; how long one
/// changed route takes until its transaction is on the wire; what a look at routes sends that are there already.
///
/// No northd runs: what OVN makes of rows is not ours. Each round has a server of its own with an empty database, and
/// the clients take turns.
public final class OvnBench {
    private static final GatewayRouter ROUTER = GatewayRouter.ofDefaultNetwork("n1");
    private static final int ROUNDS = 11;
    private static final int WARM_UP = 4;
    private static final int CHANGES = 300;
    private static final String MONITOR = """
            {"id":0,"method":"monitor_cond_since","params":["OVN_Northbound","m",{
            "Logical_Router":[{"columns":["name","static_routes"]}],"Logical_Router_Static_Route":[{"columns":
            ["ip_prefix","nexthop","output_port","policy","external_ids","route_table"]}]},
            "00000000-0000-0000-0000-000000000000"]}""";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private OvnBench() {}

    /// Prints a line for each figure.
    public static void main(String[] arguments) throws IOException {
        for (int routes : List.of(1_000, 10_000)) {
            commit(routes);
        }
        for (int routes : List.of(100, 1_000, 10_000)) {
            change(routes);
        }
    }

    private static void commit(int routes) throws IOException {
        List<Long> blind = new ArrayList<>();
        List<Long> seeing = new ArrayList<>();
        List<Long> ours = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long one = minimal(routes, false);
            long other = minimal(routes, true);
            long third = ours(routes);
            if (round >= WARM_UP) {
                blind.add(one);
                seeing.add(other);
                ours.add(third);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d routes committed, medians of %d: minimal client %.1f ms, with our monitor %.1f ms; ours %.1f ms,"
                        + " %.2f times the one and %.2f times the other%n",
                routes,
                ours.size(),
                median(blind) / 1e6,
                median(seeing) / 1e6,
                median(ours) / 1e6,
                (double) median(ours) / median(blind),
                (double) median(ours) / median(seeing));
    }

    /// From the first octet sent until the whole answer is there.
    ///
    /// @param seeing it follows the tables as we do, so that the server tells it of its own rows before it answers
    private static long minimal(int routes, boolean seeing) throws IOException {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            addRouter(server);
            byte[] transaction = transaction(routes).getBytes(StandardCharsets.UTF_8);
            try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.connect(address(server));
                if (seeing) {
                    send(socket, MONITOR.getBytes(StandardCharsets.UTF_8));
                    documents(socket, 1);
                }
                long begun = System.nanoTime();
                send(socket, transaction);
                String said = documents(socket, seeing ? 2 : 1);
                long taken = System.nanoTime() - begun;
                if (!said.contains("\"count\":1")) {
                    throw new IllegalStateException(
                            "not committed: " + said.substring(0, Math.min(400, said.length())));
                }
                return taken;
            }
        }
    }

    private static void send(SocketChannel socket, byte[] octets) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(octets);
        while (out.hasRemaining()) {
            socket.write(out);
        }
    }

    /// So many documents of JSON: braces balance, and no string in them has any.
    private static String documents(SocketChannel socket, int count) throws IOException {
        StringBuilder said = new StringBuilder();
        ByteBuffer in = ByteBuffer.allocate(1 << 16);
        int open = 0;
        int whole = 0;
        while (whole < count) {
            if (socket.read(in.clear()) < 0) {
                throw new IOException("the server closed the connection");
            }
            for (int i = 0; i < in.position(); i++) {
                if (in.get(i) == '{') {
                    open++;
                } else if (in.get(i) == '}' && --open == 0) {
                    whole++;
                }
            }
            said.append(new String(in.array(), 0, in.position(), StandardCharsets.UTF_8));
        }
        return said.toString();
    }

    private static String transaction(int routes) {
        StringBuilder text = new StringBuilder("{\"id\":1,\"method\":\"transact\",\"params\":[\"OVN_Northbound\"");
        StringBuilder links = new StringBuilder();
        for (int i = 0; i < routes; i++) {
            text.append(",{\"op\":\"insert\",\"table\":\"Logical_Router_Static_Route\",\"uuid-name\":\"r")
                    .append(i)
                    .append("\",\"row\":{\"ip_prefix\":\"")
                    .append(prefix(i))
                    .append("\",\"nexthop\":\"172.18.0.3\",\"output_port\":\"rtoe-GR_n1\",\"external_ids\":[\"map\","
                            + "[[\"k8s.ovn.org/owner-controller\",\"RouteImport\"]]]}}");
            links.append(i == 0 ? "" : ",")
                    .append("[\"named-uuid\",\"r")
                    .append(i)
                    .append("\"]");
        }
        return text.append(",{\"op\":\"mutate\",\"table\":\"Logical_Router\",\"where\":[[\"name\",\"==\",\"GR_n1\"]],"
                        + "\"mutations\":[[\"static_routes\",\"insert\",[\"set\",[")
                .append(links)
                .append("]]]]}]}")
                .toString();
    }

    /// From the routes' arrival until the answer is there and the mirror has the rows.
    private static long ours(int routes) {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            addRouter(server);
            try (OvnRoutes into = OvnRoutes.start(config(server.endpoint()))) {
                OvnRouter router = into.router(ROUTER, Gateways.NEIGHBORS);
                until(into, OvnBench::isPresent);
                List<RouteChange> changes = routes(routes, "172.18.0.3");
                long begun = System.nanoTime();
                router.apply(changes);
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

    private static boolean isPresent(OvnTotals totals) {
        return totals.router(ROUTER.name()).filter(router -> router.present()).isPresent();
    }

    private static void until(OvnRoutes routes, Predicate<OvnTotals> condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(routes.totals())) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it never came: " + routes.totals());
            }
            LockSupport.parkNanos(50_000);
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
        return changes;
    }

    private static RouteChange route(int i, String hop) {
        return new RouteChange(Prefix.parse(prefix(i)), List.of(ScopedNextHop.of(NextHop.of(IpAddress.parse(hop)))));
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
