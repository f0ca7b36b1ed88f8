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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Batches paced by a real northd. Without a chassis it says itself that every chassis is up to date.
@Tag("ovn")
@Timeout(300)
class NorthdTest {

    @Test
    void theNextBatchWaitsForNorthdAndHasAllThatChangedMeanwhile() throws IOException {
        try (OvsdbTestServer north = OvsdbTestServer.running();
                OvsdbTestServer south = OvsdbTestServer.stopped()) {
            south.createDatabase(OvsdbTestServer.ovnSouthbound());
            south.start();
            try (GuardedProcess northd = northd(north, south);
                    OvnRoutes routes = OvnRoutes.start(config(north))) {
                Nb nb = new Nb(north);
                nb.addRouter("GR_n1");
                await().until(nb::isCounted); // else the first batch has no number, and nobody tells when it is
                // effective
                OvnRouter router = routes.router(GatewayRouter.ofDefaultNetwork("n1"), Gateways.NEIGHBORS);
                router.apply(List.of(route(0)));
                await().until(() -> routes.totals().untilEffective().count() == 1);
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
    }

    @Test
    void aDatabaseThatComesBackDoesNotMakeNorthdFaster() throws IOException {
        try (OvsdbTestServer north = OvsdbTestServer.running();
                OvsdbTestServer south = OvsdbTestServer.stopped()) {
            south.createDatabase(OvsdbTestServer.ovnSouthbound());
            south.start();
            try (GuardedProcess northd = northd(north, south);
                    OvnRoutes routes = OvnRoutes.start(config(north))) {
                Nb nb = new Nb(north);
                nb.addRouter("GR_n1");
                await().until(nb::isCounted);
                OvnRouter router = routes.router(GatewayRouter.ofDefaultNetwork("n1"), Gateways.NEIGHBORS);
                router.apply(List.of(route(0)));
                await().until(() -> routes.totals().untilEffective().count() == 1);

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
    }

    private static GuardedProcess northd(OvsdbTestServer north, OvsdbTestServer south) throws IOException {
        return GuardedProcess.start(
                north.folder().resolve("northd.log"),
                List.of(
                        "ovn-northd",
                        "--ovnnb-db=" + north.endpoint(),
                        "--ovnsb-db=" + south.endpoint(),
                        "--unixctl=" + north.folder().resolve("northd.ctl"),
                        "-vsyslog:off"));
    }

    private static OvnConfig config(OvsdbTestServer server) {
        return new OvnConfig(
                List.of(Endpoint.parse(server.endpoint())), Optional.empty(), true, OvnConfig.DEFAULT_OWNER, false);
    }

    private static RouteChange route(int i) {
        return new RouteChange(
                Prefix.parse("10.244." + i + ".0/24"),
                List.of(ScopedNextHop.of(NextHop.of(IpAddress.parse("172.18.0.3")))));
    }
}
