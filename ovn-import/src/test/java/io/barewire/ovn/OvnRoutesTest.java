package io.barewire.ovn;

import static io.barewire.testkit.Seeds.forSeeds;
import static io.barewire.testkit.acceptance.Criterion.OVN_I1;
import static io.barewire.testkit.acceptance.Criterion.OVN_I2;
import static io.barewire.testkit.acceptance.Criterion.OVN_I5;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.rib.RouteChange;
import io.barewire.rib.ScopedNextHop;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Routes into a real ovsdb-server, through whatever may happen to it. No northd runs here.
@Tag("ovn")
@Timeout(300)
class OvnRoutesTest {
    static final GatewayRouter ROUTER = GatewayRouter.ofDefaultNetwork("n1");
    static final String ROW_END = " rtoe-GR_n1 RouteImport";

    private final OvsdbTestServer server = OvsdbTestServer.running();
    private final Nb nb = new Nb(server);

    @BeforeEach
    void addRouter() {
        nb.addRouter("GR_n1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private OvnRoutes start(boolean imports) {
        return OvnRoutes.start(new OvnConfig(
                List.of(Endpoint.parse(server.endpoint())), Optional.empty(), imports, OvnConfig.DEFAULT_OWNER, false));
    }

    @Test
    @Acceptance(OVN_I1)
    void routesBecomeRowsAndChangeAndGo() {
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.exclude(Set.of(Prefix.parse("10.244.0.0/24")));
            router.apply(List.of(
                    route("10.244.0.0/24", "172.18.0.9"),
                    route("10.244.1.0/24", "172.18.0.3", "172.18.0.4"),
                    route("fd00:1::/64", "fe80::3")));
            awaitRows(
                    nb,
                    "10.244.1.0/24 172.18.0.3" + ROW_END,
                    "10.244.1.0/24 172.18.0.4" + ROW_END,
                    "fd00:1::/64 fe80::3" + ROW_END);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.5"), route("fd00:1::/64")));
            awaitRows(nb, "10.244.1.0/24 172.18.0.5" + ROW_END);
            OvnTotals totals = totalsOnceSettled(routes);
            assertEquals(1, totals.updated());
            assertEquals(3, totals.inserted());
        }
    }

    @Test
    @Acceptance(OVN_I5)
    void theDatabaseMayComeLateAndGoAndComeBack() {
        server.kill();
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            await().until(() -> routes.totals().problem().isPresent());
            server.start();
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            server.kill();
            router.apply(List.of(route("10.244.1.0/24"), route("10.244.2.0/24", "172.18.0.4")));
            server.start();
            awaitRows(nb, "10.244.2.0/24 172.18.0.4" + ROW_END);
        }
    }

    @Test
    void aServerKilledWithinATransactionLeavesNothingTwiceAndNothingOut() {
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            server.pause();
            router.apply(many(2_000, "172.18.0.3"));
            await().until(() -> routes.totals().underWay() > 0);
            server.kill();
            server.start();
            await().until(() -> nb.count() == 2_001);
            assertEquals(2_001, nb.distinct().size());
            assertTrue(routes.totals().unknown() > 0);
        }
    }

    @Test
    void aLostAnswerIsNoProblemWhenNothingIsLeftToDo() {
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            await().until(() -> totalsOf(routes).present());
            server.pause();
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            await().until(() -> routes.totals().underWay() > 0);
            server.kill();
            await().until(() -> routes.totals().unknown() > 0);
            router.apply(List.of(route("10.244.1.0/24")));
            server.start();
            await().until(() -> routes.totals().endpoint().isPresent()
                    && routes.totals().problem().isEmpty());
        }
    }

    @Test
    void anEmptyDatabaseIsFilledAgain() {
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(many(100, "172.18.0.3"));
            await().until(() -> nb.count() == 100);
            server.kill();
            server.createDatabase(OvsdbTestServer.ovnNorthbound());
            server.start();
            nb.addRouter("GR_n1");
            await().until(() -> nb.count() == 100);
        }
    }

    @Test
    @Acceptance(OVN_I2)
    void theRouterMayAppearLaterAndBeMadeAnew() {
        nb.removeRouter("GR_n1");
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            await().until(() -> routes.totals().endpoint().isPresent());
            assertFalse(router.status().router().present());
            assertEquals(0, router.status().routersOfThatName());
            nb.addRouter("GR_n1");
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            nb.removeRouter("GR_n1");
            nb.addRouter("GR_n1");
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            nb.addRouter("GR_n1");
            await().until(() -> router.status().routersOfThatName() == 2);
            assertFalse(router.status().router().present());
        }
    }

    @Test
    void rowsOfAnotherOwnerAreLeftAlone() {
        try (OvnRoutes routes = start(true)) {
            nb.addRoute("GR_n1", "10.244.1.0/24", "172.18.0.3", "Somebody");
            nb.addRoute("GR_n1", "10.244.1.0/24", "172.18.0.66", "");
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            awaitRows(
                    nb,
                    "10.244.1.0/24 172.18.0.3 rtoe-GR_n1 Somebody",
                    "10.244.1.0/24 172.18.0.3" + ROW_END,
                    "10.244.1.0/24 172.18.0.66 rtoe-GR_n1");
            await().until(() -> router.status().entries().getFirst().others().size() == 2);
            router.apply(List.of(route("10.244.1.0/24")));
            awaitRows(nb, "10.244.1.0/24 172.18.0.3 rtoe-GR_n1 Somebody", "10.244.1.0/24 172.18.0.66 rtoe-GR_n1");
        }
    }

    @Test
    void whatSomebodyDeletesOrAltersComesBack() {
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3"), route("10.244.2.0/24", "172.18.0.4")));
            await().until(() -> nb.count() == 2);
            nb.redirect("10.244.1.0/24", "172.18.0.99");
            await().until(() -> totalsOf(routes).repaired() == 1);
            nb.emptyRouter("GR_n1");
            await().until(() -> totalsOf(routes).repaired() == 3);
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END, "10.244.2.0/24 172.18.0.4" + ROW_END);
        }
    }

    @Test
    void rowsThatSomebodyAddsUnderOurOwnerAreFoundAndGo() {
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            router.converged();
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            nb.addRoute("GR_n1", "10.244.1.0/24", "172.18.0.3", OvnConfig.DEFAULT_OWNER);
            nb.addRoute("GR_n1", "10.244.9.0/24", "172.18.0.3", OvnConfig.DEFAULT_OWNER);
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
        }
    }

    @Test
    void aRowThatChangesItsOwnerIsNotOursAnyMoreOrIsFromThenOn() {
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            router.converged();
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            nb.give("10.244.1.0/24", "Somebody");
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END, "10.244.1.0/24 172.18.0.3 rtoe-GR_n1 Somebody");
            router.apply(List.of(route("10.244.1.0/24")));
            awaitRows(nb, "10.244.1.0/24 172.18.0.3 rtoe-GR_n1 Somebody");
            nb.give("10.244.1.0/24", OvnConfig.DEFAULT_OWNER);
            awaitRows(nb);
        }
    }

    /// They get what they have in common by one update.
    @Test
    void manyNewRowsAreLikeFewAndRowsOfOthersStay() {
        try (OvnRoutes routes = start(true)) {
            nb.addRoute("GR_n1", "10.99.0.0/24", "172.18.0.3", "");
            nb.addRoute("GR_n1", numbered(0), "172.18.0.3", "other");
            TreeSet<String> wanted = new TreeSet<>(nb.routes());
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(IntStream.range(0, 600)
                    .mapToObj(i -> route(numbered(i), "172.18.0.3", "172.18.0.4"))
                    .toList());
            for (int i = 0; i < 600; i++) {
                wanted.add(numbered(i) + " 172.18.0.3" + ROW_END);
                wanted.add(numbered(i) + " 172.18.0.4" + ROW_END);
            }
            await().until(() -> nb.distinct().equals(wanted));
            assertEquals(1_202, nb.count());
            OvnTotals totals = totalsOnceSettled(routes);
            assertEquals(1_200, totals.inserted());
            assertEquals(1, totals.committed());
            assertEquals(600, totalsOf(routes).agrees());
            assertEquals(0, totalsOf(routes).differs());
        }
    }

    /// New rows of ours are not told to us, nor are our own names for them when they are many: what somebody else does
    /// at the same moment must be seen all the same.
    @Test
    void whatSomebodyElseWritesWhileWeWriteManyRowsIsSeen() throws InterruptedException {
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.converged();
            await().until(() -> totalsOf(routes).present());
            AtomicInteger current = new AtomicInteger();
            AtomicIntegerArray touches = new AtomicIntegerArray(5);
            Thread somebody = Thread.ofPlatform().start(() -> {
                for (int i = 0; current.get() < 5; i++) {
                    int part = current.get();
                    int row = part * 400 + i * 37 % 400;
                    nb.addRoute("GR_n1", numbered(row), "172.18.0.77", OvnConfig.DEFAULT_OWNER);
                    nb.redirect(numbered(row + 1), "172.18.0.66");
                    nb.addRoute("GR_n1", "10.99." + i % 256 + ".0/24", "172.18.0.77", OvnConfig.DEFAULT_OWNER);
                    touches.incrementAndGet(part);
                }
            });
            TreeSet<String> wanted = new TreeSet<>();
            for (int part = 0; part < 5; part++) {
                int now = part;
                current.set(part);
                router.apply(IntStream.range(part * 400, part * 400 + 400)
                        .mapToObj(i -> route(numbered(i), "172.18.0.3"))
                        .toList());
                await().until(() -> touches.get(now) >= 3);
            }
            current.set(5);
            somebody.join();
            IntStream.range(0, 2_000).forEach(i -> wanted.add(numbered(i) + " 172.18.0.3" + ROW_END));
            await().until(() -> nb.distinct().equals(wanted) && nb.count() == 2_000);
            await().until(() ->
                    totalsOf(routes).agrees() == 2_000 && totalsOf(routes).differs() == 0);
        }
    }

    @Test
    void rowsOfAnEarlierRunAreTakenOverAndSweptAfterConvergence() {
        try (OvnRoutes first = start(true)) {
            first.router(ROUTER, Gateways.NEIGHBORS)
                    .apply(List.of(route("10.244.1.0/24", "172.18.0.3"), route("10.244.2.0/24", "172.18.0.4")));
            await().until(() -> nb.count() == 2);
        }
        try (OvnRoutes second = start(true)) {
            OvnRouter router = second.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            await().until(() ->
                    totalsOf(second).agrees() == 1 && totalsOf(second).stale() == 1);
            assertEquals(0, second.totals().committed());
            router.converged();
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            assertEquals(1, totalsOnceSettled(second).committed());
        }
    }

    @Test
    void aFloodBehindAServerThatHangsIsMergedAndRightInTheEnd() {
        try (OvnRoutes routes = start(true)) {
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            await().until(() -> totalsOf(routes).present());
            server.pause();
            for (int round = 0; round < 10; round++) {
                router.apply(many(2_000, "172.18.0." + (10 + round)));
            }
            // All of it was taken although the server says nothing: 20,000 changes of 2,000 prefixes.
            await().until(() -> router.status().entries().size() == 2_000
                    && router.status()
                            .entries()
                            .getFirst()
                            .gateways()
                            .getFirst()
                            .toString()
                            .equals("172.18.0.19"));
            server.resume();
            TreeSet<String> wanted = new TreeSet<>();
            IntStream.range(0, 2_000).forEach(i -> wanted.add(numbered(i) + " 172.18.0.19" + ROW_END));
            await().until(() -> nb.distinct().equals(wanted));
            assertEquals(2_000, nb.count());
            assertTrue(
                    totalsOnceSettled(routes).committed() <= 4,
                    () -> routes.totals().toString());
        }
    }

    @Test
    void besideAnotherWriterItOnlyTellsWhetherRowsMatch() {
        try (OvnRoutes routes = start(false)) {
            nb.addRoute("GR_n1", "10.244.1.0/24", "172.18.0.3", "RouteImport");
            OvnRouter router = routes.router(ROUTER, Gateways.NEIGHBORS);
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3"), route("10.244.2.0/24", "172.18.0.4")));
            router.converged();
            await().until(() ->
                    totalsOf(routes).agrees() == 1 && totalsOf(routes).differs() == 1);
            nb.addRoute("GR_n1", "10.244.2.0/24", "172.18.0.4", "RouteImport");
            await().until(() -> totalsOf(routes).agrees() == 2);
            assertEquals(0, routes.totals().committed());
        }
    }

    @Test
    @Acceptance(OVN_I1)
    void aRouterThatIsWithdrawnLosesItsRowsAndIsForgotten() {
        try (OvnRoutes routes = start(true)) {
            nb.addRouter("GR_cluster_udn_blue_n1");
            GatewayRouter blue = GatewayRouter.ofNetwork("cluster_udn_blue", "n1");
            routes.router(ROUTER, Gateways.NEIGHBORS).apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            OvnRouter second = routes.router(blue, Gateways.NEIGHBORS);
            second.apply(List.of(route("10.245.1.0/24", "172.18.0.3")));
            awaitRows(
                    nb,
                    "10.244.1.0/24 172.18.0.3" + ROW_END,
                    "10.245.1.0/24 172.18.0.3 rtoe-GR_cluster_udn_blue_n1 RouteImport");
            second.withdraw();
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            await().until(() -> routes.totals().routers().size() == 1);
        }
    }

    @Test
    void aRouterThatIsKeptAgainBeforeItsRowsWereGoneKeepsThem() {
        try (OvnRoutes routes = start(true)) {
            OvnRouter first = routes.router(ROUTER, Gateways.NEIGHBORS);
            first.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            server.kill();
            await().until(() -> routes.totals().endpoint().isEmpty());
            first.withdraw();
            OvnRouter second = routes.router(ROUTER, Gateways.NEIGHBORS);
            second.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            second.converged();
            assertEquals(1, second.status().totals().routers().size());
            server.start();
            await().until(() -> totalsOf(routes).agrees() == 1);
            assertEquals(1, totalsOnceSettled(routes).committed());
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
        }
    }

    /// While batches are under way: routers go, come back, get another name, are there twice, are emptied.
    @Test
    void whateverBecomesOfTheRoutersRowsAreRightOnceThereIsOneOfEach() {
        List<String> names = List.of("GR_n1", "GR_n2");
        try (OvnRoutes routes = start(true)) {
            List<OvnRouter> routers = names.stream()
                    .map(name -> routes.router(new GatewayRouter(name, "rtoe-" + name), Gateways.NEIGHBORS))
                    .toList();
            routers.forEach(OvnRouter::converged);
            forSeeds(20, rng -> {
                String hop = "172.18.0." + rng.between(1, 200);
                int count = rng.oneOf(1, 50, 400);
                for (int i = 0; i < 12; i++) {
                    String name = rng.oneOf(names);
                    rng.oneOf(routers).apply(many(count, rng.oneIn(2) ? hop : "172.18.1." + i));
                    switch (rng.between(0, 6)) {
                        case 0 -> nb.addRouter(name);
                        case 1 -> nb.removeRouter(name);
                        case 2 -> nb.rename(name, "other");
                        case 3 -> nb.rename("other", name);
                        case 4 -> nb.emptyRouter(name);
                        case 5 -> nb.redirect(numbered(0), "172.18.0.222");
                        default -> nb.rename(rng.oneOf(names), name);
                    }
                }
                nb.removeRouter("other");
                Set<String> wanted = new TreeSet<>();
                for (int i = 0; i < 2; i++) {
                    String name = names.get(i);
                    if (nb.routers(name) != 1) {
                        nb.removeRouter(name);
                        nb.addRouter(name);
                    }
                    routers.get(i).apply(many(count, hop));
                    routers.get(i)
                            .apply(IntStream.range(count, 400)
                                    .mapToObj(r -> route(numbered(r)))
                                    .toList());
                    IntStream.range(0, count)
                            .forEach(r -> wanted.add(numbered(r) + ' ' + hop + " rtoe-" + name + " RouteImport"));
                }
                await().until(() -> nb.distinct().equals(wanted) && nb.count() == wanted.size());
                await().until(() -> totalsOnceSettled(routes).problem().isEmpty()
                        && routes.totals().routers().stream()
                                .allMatch(each -> each.agrees() == count && each.differs() == 0 && each.present()));
            });
        }
    }

    @Test
    void aDefectIsToldAndTheDatabaseIsReadAgain() {
        Queue<Throwable> told = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, defect) -> told.add(defect));
        try (OvnRoutes routes = start(true)) {
            RuntimeException defect = new IllegalStateException("a defect");
            OvnRouter router = routes.router(ROUTER, hop -> {
                if (hop.address().equals(IpAddress.parse("172.18.0.66"))) {
                    throw defect;
                }
                return Gateways.NEIGHBORS.of(hop);
            });
            router.apply(List.of(route("10.244.1.0/24", "172.18.0.3")));
            awaitRows(nb, "10.244.1.0/24 172.18.0.3" + ROW_END);
            router.apply(List.of(route("10.244.2.0/24", "172.18.0.66")));
            await().dontCatchUncaughtExceptions().until(() -> told.contains(defect));
            router.apply(List.of(route("10.244.1.0/24"), route("10.244.3.0/24", "172.18.0.3")));
            awaitRows(nb, "10.244.3.0/24 172.18.0.3" + ROW_END);
            await().until(() -> routes.totals().problem().isEmpty());
            assertEquals(1, router.status().entries().size());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    // ---- words

    static RouterTotals totalsOf(OvnRoutes routes) {
        return routes.totals()
                .router(ROUTER.name())
                .orElse(new RouterTotals(ROUTER.name(), false, 0, 0, 0, 0, 0, 0, 0, false));
    }

    static OvnTotals totalsOnceSettled(OvnRoutes routes) {
        await().until(() -> routes.totals().underWay() == 0);
        return routes.totals();
    }

    static void awaitRows(Nb nb, String... rows) {
        List<String> wanted = Stream.of(rows).sorted().toList();
        await().untilAsserted(() -> assertEquals(wanted, nb.routes()));
    }

    static String numbered(int i) {
        return "10." + (i >> 8) + "." + (i & 0xFF) + ".0/24";
    }

    static List<RouteChange> many(int count, String hop) {
        List<RouteChange> changes = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> changes.add(route(numbered(i), hop)));
        return changes;
    }

    static RouteChange route(String prefix, String... hops) {
        return new RouteChange(
                Prefix.parse(prefix),
                Stream.of(hops)
                        .map(hop -> ScopedNextHop.of(NextHop.of(IpAddress.parse(hop))))
                        .toList());
    }
}
