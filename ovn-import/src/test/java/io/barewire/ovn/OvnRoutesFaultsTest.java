package io.barewire.ovn;

import static io.barewire.ovn.OvnRoutesTest.ROUTER;
import static io.barewire.ovn.OvnRoutesTest.ROW_END;
import static io.barewire.ovn.OvnRoutesTest.awaitRows;
import static io.barewire.ovn.OvnRoutesTest.many;
import static io.barewire.ovn.OvnRoutesTest.numbered;
import static io.barewire.ovn.OvnRoutesTest.route;
import static io.barewire.ovn.OvnRoutesTest.totalsOf;
import static io.barewire.ovn.OvnRoutesTest.totalsOnceSettled;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.testkit.kube.Gate;
import io.barewire.testkit.ovsdb.OvsdbTestCluster;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Routes into databases that do not take them: that may not be written, are too old, change their leader,
/// or were away while everything changed.
@Tag("ovn")
@Timeout(300)
class OvnRoutesFaultsTest {
    private static OvnConfig config(String endpoints, boolean bfd) {
        return new OvnConfig(Endpoint.parseList(endpoints), Optional.empty(), true, OvnConfig.DEFAULT_OWNER, bfd);
    }

    /// An election, or many rows, on a machine that has other work.
    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private static void awaitProblem(OvnRoutes routes, String part) {
        await().until(() ->
                routes.totals().problem().filter(why -> why.contains(part)).isPresent());
    }

    @Test
    void overAReadOnlyConnectionRowsAreSeenAndTheRefusalIsToldUntilWritingIsAllowed() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvnRoutes routes = OvnRoutes.start(config(server.openReadOnly(), false))) {
            Nb nb = new Nb(server);
            nb.addRouter("GR_n1");
            nb.addRoute("GR_n1", "10.244.1.0/24", "172.18.0.3", OvnConfig.DEFAULT_OWNER);
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3"), route("10.244.2.0/24", "172.18.0.4")));
            awaitProblem(routes, "not allowed");
            await().until(() -> routes.totals().failed() > 1);
            await().until(() ->
                    totalsOf(routes).agrees() == 1 && totalsOf(routes).differs() == 1);
            assertEquals(0, routes.totals().committed());
            server.allowWriting();
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END, "10.244.2.0/24 172.18.0.4" + ROW_END);
            await().until(() -> routes.totals().problem().isEmpty());
        }
    }

    /// Its schema has no table of roles: what keeps the same client out of the southbound database is
    /// nothing to it.
    @Test
    void aRoleDoesNotRestrictWhoWritesToTheNorthboundDatabase() {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            String endpoint = server.openWithRole("ovn-controller");
            String refused = OvsdbTestServer.clientOf(
                    endpoint,
                    "transact",
                    "[\"OVN_Southbound\",{\"op\":\"insert\",\"table\":\"Chassis\",\"row\":{\"name\":\"n1\"}}]");
            assertTrue(refused.contains("permission error"), refused);
            try (OvnRoutes routes = OvnRoutes.start(config(endpoint, false))) {
                Nb nb = new Nb(server);
                nb.addRouter("GR_n1");
                routes.router(ROUTER, Gateways.NEIGHBORS).apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
                awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            }
        }
    }

    @Test
    void aDatabaseWithoutAColumnOfOursIsToldWithItsNameAndUsedOnceItIsConverted() {
        try (OvsdbTestServer server = OvsdbTestServer.stopped()) {
            server.createDatabase(server.olderNorthbound(
                    "Logical_Router_Static_Route.external_ids", "NB_Global.hv_cfg", "NB_Global.nb_cfg"));
            server.start();
            Nb nb = new Nb(server);
            nb.addRouter("GR_n1");
            try (OvnRoutes routes = OvnRoutes.start(config(server.endpoint(), false))) {
                OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
                router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
                awaitProblem(
                        routes,
                        "lacks column Logical_Router_Static_Route.external_ids, column NB_Global.hv_cfg,"
                                + " column NB_Global.nb_cfg; a newer server");
                assertEquals(Optional.empty(), routes.totals().endpoint());
                server.convert();
                awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
                await().until(() -> routes.totals().problem().isEmpty());
            }
        }
    }

    @Test
    void aDatabaseWithoutATableForBfdIsTooOldOnlyWhereThatIsAskedFor() {
        try (OvsdbTestServer server = OvsdbTestServer.stopped()) {
            server.createDatabase(server.olderNorthbound("BFD", "Logical_Router_Static_Route.route_table"));
            server.start();
            Nb nb = new Nb(server);
            nb.addRouter("GR_n1");
            try (OvnRoutes routes = OvnRoutes.start(config(server.endpoint(), true))) {
                awaitProblem(routes, "lacks column Logical_Router_Static_Route.bfd, table BFD");
            }
            try (OvnRoutes routes = OvnRoutes.start(config(server.endpoint(), false))) {
                OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
                router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
                awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
                nb.redirect("10.244.1.0/24", "172.18.0.66");
                awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            }
        }
    }

    @Test
    void routesThatChangeWhileAClusterChangesItsLeaderAreRightInTheEnd() {
        try (OvsdbTestCluster cluster = OvsdbTestCluster.running()) {
            String endpoints =
                    cluster.servers().stream().map(OvsdbTestServer::endpoint).collect(Collectors.joining(","));
            new Nb(cluster.leader()).addRouter("GR_n1");
            try (OvnRoutes routes = OvnRoutes.start(config(endpoints, false))) {
                OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
                AtomicInteger hop = new AtomicInteger(9);
                router.apply(many(500, numberedHop(hop.get())));
                patiently().until(() -> totalsOf(routes).agrees() == 500);

                OvsdbTestServer first = cluster.leader();
                long before = routes.totals().committed();
                first.appctl("cluster/failure-test", "transfer-leadership");
                change(
                        router,
                        hop,
                        () -> isElsewhere(routes, first) && routes.totals().committed() > before);

                OvsdbTestServer second = cluster.leader();
                long meanwhile = routes.totals().committed();
                second.kill();
                change(
                        router,
                        hop,
                        () -> isElsewhere(routes, second) && routes.totals().committed() > meanwhile);

                Nb nb = new Nb(cluster.leader());
                patiently().until(() -> nb.distinct().equals(rows(0, 500, numberedHop(hop.get()))));
                assertEquals(500, nb.count());
            }
        }
    }

    /// Gives 500 routes another next hop again and again, until something is so.
    private static void change(OvnRouter router, AtomicInteger hop, BooleanSupplier done) {
        patiently().until(() -> {
            if (done.getAsBoolean()) {
                return true;
            }
            router.apply(many(500, numberedHop(hop.incrementAndGet())));
            return false;
        });
    }

    private static String numberedHop(int i) {
        return "172.18." + (i >> 8) + "." + (i & 0xFF);
    }

    private static boolean isElsewhere(OvnRoutes routes, OvsdbTestServer than) {
        return routes.totals()
                .endpoint()
                .filter(where -> !where.equals(than.endpoint()))
                .isPresent();
    }

    @Test
    void twentyThousandChangesWhileTheDatabaseIsAwayAreThereOnceItIsBack() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvnRoutes routes = OvnRoutes.start(config(server.endpoint(), false))) {
            Nb nb = new Nb(server);
            nb.addRouter("GR_n1");
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(many(10_000, "172.18.0.3"));
            patiently().until(() -> totalsOf(routes).agrees() == 10_000);
            server.kill();
            await().until(() -> routes.totals().endpoint().isEmpty());
            router.apply(many(10_000, "172.18.0.4"));
            router.apply(
                    IntStream.range(0, 5_000).mapToObj(i -> route(numbered(i))).toList());
            router.apply(IntStream.range(10_000, 15_000)
                    .mapToObj(i -> route(numbered(i), "172.18.0.5"))
                    .toList());
            long before = totalsOnceSettled(routes).committed();
            server.start();
            Set<String> wanted = rows(5_000, 10_000, "172.18.0.4");
            wanted.addAll(rows(10_000, 15_000, "172.18.0.5"));
            patiently()
                    .until(() -> routes.totals().endpoint().isPresent()
                            && totalsOf(routes).agrees() == 10_000
                            && totalsOf(routes).differs() == 0);
            assertEquals(wanted, nb.distinct());
            assertEquals(10_000, nb.count());
            assertTrue(
                    routes.totals().committed() <= before + 2,
                    () -> routes.totals().toString());
        }
    }

    /// The database has it, and northd is at work on it.
    @Test
    void aBatchWhoseAnswerWasLostIsWaitedForAsAnyOther() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                Gate gate = Gate.to(server.listen("ptcp"));
                OvnRoutes routes = OvnRoutes.start(config("tcp:127.0.0.1:" + gate.port(), false))) {
            Nb nb = new Nb(server);
            nb.transact("{\"op\":\"insert\",\"table\":\"NB_Global\",\"row\":{}}");
            nb.addRouter("GR_n1");
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            await().until(() -> routes.totals().digesting());
            digested(nb, 1);
            await().until(() -> !routes.totals().digesting());

            server.pause();
            long before = gate.passed();
            router.apply(List.of(route("10.244.2.0/24", "172.18.0.3")));
            await().until(() -> gate.passed() > before);
            gate.shut();
            await().until(() -> routes.totals().unknown() > 0);
            server.resume();
            await().until(() -> nb.count() == 2);
            gate.open();
            await().until(() -> routes.totals().digesting());
            router.apply(List.of(route("10.244.3.0/24", "172.18.0.3")));
            digested(nb, 2);
            await().until(() -> nb.count() == 3);
        }
    }

    private static void digested(Nb nb, int nbCfg) {
        nb.transact("{\"op\":\"update\",\"table\":\"NB_Global\",\"where\":[],\"row\":{\"sb_cfg\":" + nbCfg + "}}");
    }

    private static Set<String> rows(int from, int to, String hop) {
        return IntStream.range(from, to)
                .mapToObj(i -> numbered(i) + " " + hop + ROW_END)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
