package io.barewire.ovn;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.rib.RouteChange;
import io.barewire.rib.ScopedNextHop;
import io.barewire.testkit.GuardedProcess;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Batches paced by a real northd. Without a chassis it says itself that every chassis is up to date.
@Tag("ovn")
@Timeout(300)
class NorthdTest {
    private final OvsdbTestServer north = OvsdbTestServer.running();
    private final OvsdbTestServer south = OvsdbTestServer.stopped();
    private final Nb nb = new Nb(north);

    @BeforeEach
    void addRouter() {
        south.createDatabase(OvsdbTestServer.ovnSouthbound());
        south.start();
        nb.addRouter("GR_n1");
    }

    @AfterEach
    void stop() {
        south.close();
        north.close();
    }

    /// Its first batch has a number, and northd has digested it.
    private OvnRouter inUse(OvnRoutes routes) {
        await().until(nb::isCounted); // else nobody tells when the batch is effective
        OvnRouter router = routes.router(GatewayRouter.ofDefaultNetwork("n1"), Gateways.NEIGHBORS);
        router.apply(List.of(route(0)));
        await().until(() -> routes.totals().untilEffective().count() == 1);
        return router;
    }

    @Test
    void theNextBatchWaitsForNorthdAndHasAllThatChangedMeanwhile() throws IOException {
        try (GuardedProcess northd = northd();
                OvnRoutes routes = OvnRoutes.start(config())) {
            OvnRouter router = inUse(routes);
            assertFalse(routes.totals().northdSilent());

            northd.pause();
            router.apply(List.of(route(1)));
            await().until(() -> routes.totals().committed() == 2);
            await().until(() -> routes.totals().digesting());
            for (int i = 2; i < 50; i++) {
                router.apply(List.of(route(i)));
            }
            await().until(() -> router.status().entries().size() == 50);
            assertEquals(2, routes.totals().committed());
            assertEquals(2, nb.count());

            northd.resume();
            await().until(() -> nb.count() == 50);
            await().until(() -> routes.totals().untilEffective().count() == 3);
            assertEquals(3, routes.totals().committed());
            assertTrue(routes.totals().problem().isEmpty());
        }
    }

    @Test
    void aDatabaseThatComesBackDoesNotMakeNorthdFaster() throws IOException {
        try (GuardedProcess northd = northd();
                OvnRoutes routes = OvnRoutes.start(config())) {
            OvnRouter router = inUse(routes);

            northd.pause();
            router.apply(List.of(route(1)));
            await().until(() -> routes.totals().digesting());
            north.kill();
            await().until(() -> routes.totals().endpoint().isEmpty());
            north.start();
            await().until(() -> routes.totals().endpoint().isPresent());
            router.apply(List.of(route(2)));
            await().until(() -> router.status().entries().size() == 3);
            assertTrue(routes.totals().digesting());
            assertEquals(2, nb.count());

            northd.resume();
            await().until(() -> nb.count() == 3);
        }
    }

    private GuardedProcess northd() throws IOException {
        return GuardedProcess.start(
                north.folder().resolve("northd.log"),
                List.of(
                        "ovn-northd",
                        "--ovnnb-db=" + north.endpoint(),
                        "--ovnsb-db=" + south.endpoint(),
                        "--unixctl=" + north.folder().resolve("northd.ctl"),
                        "-vsyslog:off"));
    }

    private OvnConfig config() {
        return new OvnConfig(
                List.of(Endpoint.parse(north.endpoint())), Optional.empty(), true, OvnConfig.DEFAULT_OWNER, false);
    }

    private static RouteChange route(int i) {
        return new RouteChange(
                Prefix.parse("10.244." + i + ".0/24"),
                List.of(ScopedNextHop.of(NextHop.of(IpAddress.parse("172.18.0.3")))));
    }
}
