package io.barewire.ovn.ovsdb;

import static io.barewire.ovn.ovsdb.OvsdbClientTest.TABLES;
import static io.barewire.ovn.ovsdb.OvsdbClientTest.committed;
import static io.barewire.ovn.ovsdb.OvsdbClientTest.outcome;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.ovn.ovsdb.Operation.Insert;
import io.barewire.testkit.ovsdb.OvsdbTestCluster;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What happens to the client when something happens to its server.
@Tag("ovn")
class OvsdbFaultsTest {
    private final Recorder recorder = new Recorder(TABLES);

    private static OvsdbConfig config(String... endpoints) {
        return OvsdbConfig.of(Endpoint.parseList(String.join(",", endpoints)), "OVN_Northbound", TABLES)
                .withTimes(
                        new OvsdbConfig.Times(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(200)));
    }

    private static Insert router(String name) {
        return Insert.of("Logical_Router", UUID.randomUUID(), Map.of("name", Value.of(name)));
    }

    private List<String> routers() {
        return recorder.rows("Logical_Router").stream()
                .map(row -> row.text("name"))
                .sorted()
                .toList();
    }

    @Test
    void aServerThatComesLaterIsFound() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.stopped();
                OvsdbClient client = OvsdbClient.start(config(server.endpoint()), recorder)) {
            recorder.awaitReason("No such file or directory");
            assertInstanceOf(TransactOutcome.NotSent.class, outcome(client, router("early")));
            server.start();
            recorder.awaitConnected();
            committed(client, router("late"));
            assertEquals(List.of("late"), routers());
        }
    }

    @Test
    void aTransactionThatTheServerDiesInIsUnknownAndTheMirrorTells() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = OvsdbClient.start(config(server.endpoint()), recorder)) {
            recorder.awaitConnected();
            committed(client, router("before"));
            server.pause();
            CompletableFuture<TransactOutcome> lost = client.transact(List.of(router("lost")));
            server.kill();
            assertInstanceOf(TransactOutcome.Unknown.class, lost.get(30, TimeUnit.SECONDS));
            recorder.awaitDisconnected();
            server.start();
            recorder.awaitConnected();
            assertEquals(List.of("before"), routers());
            committed(client, router("after"));
            assertEquals(List.of("after", "before"), routers());
        }
    }

    @Test
    void whatWasMeantForAConnectionIsNotSentOverTheNext() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = OvsdbClient.start(config(server.endpoint()), recorder)) {
            recorder.awaitConnected();
            assertInstanceOf(
                    TransactOutcome.Committed.class,
                    client.transact(1, List.of(router("first"))).get(30, TimeUnit.SECONDS));
            server.kill();
            recorder.awaitDisconnected();
            server.start();
            recorder.awaitConnected();
            assertEquals(
                    new TransactOutcome.NotSent("the connection that it was meant for has ended"),
                    client.transact(1, List.of(router("late"))).get(30, TimeUnit.SECONDS));
            assertInstanceOf(
                    TransactOutcome.Committed.class,
                    client.transact(2, List.of(router("second"))).get(30, TimeUnit.SECONDS));
            assertEquals(List.of("first", "second"), routers());
        }
    }

    @Test
    void whatIsTooMuchIsNotSent() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = OvsdbClient.start(
                        config(server.endpoint()).withLimits(new OvsdbConfig.Limits(3, 1 << 20)), recorder)) {
            recorder.awaitConnected();
            server.pause();
            List<CompletableFuture<TransactOutcome>> sent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sent.add(client.transact(List.of(router("r" + i))));
            }
            assertEquals(
                    new TransactOutcome.NotSent("3 transactions are not answered yet"),
                    outcome(client, router("more")));
            server.resume();
            for (CompletableFuture<TransactOutcome> each : sent) {
                assertInstanceOf(TransactOutcome.Committed.class, each.get(30, TimeUnit.SECONDS));
            }
            committed(client, router("r3"));
            assertEquals(List.of("r0", "r1", "r2", "r3"), routers());
        }
    }

    @Test
    void aServerThatComesBackEmptyEmptiesTheMirror() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = OvsdbClient.start(config(server.endpoint()), recorder)) {
            recorder.awaitConnected();
            committed(client, router("forgotten"));
            server.kill();
            recorder.awaitDisconnected();
            assertEquals(List.of("forgotten"), routers());
            server.createDatabase(OvsdbTestServer.ovnNorthbound());
            server.start();
            recorder.awaitConnected();
            assertEquals(List.of(), routers());
        }
    }

    @Test
    void anOlderSchemaIsNamedWithWhatItLacksAndANewerOneIsUsedWhenItComes() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.stopped()) {
            server.createDatabase(server.olderNorthbound("Logical_Router_Static_Route.bfd"));
            server.start();
            List<MonitoredTable> more = new ArrayList<>(TABLES);
            more.add(MonitoredTable.of("No_Such_Table", "column"));
            OvsdbConfig wanted = OvsdbConfig.of(List.of(Endpoint.parse(server.endpoint())), "OVN_Northbound", more);
            try (OvsdbClient _ = OvsdbClient.start(wanted, recorder)) {
                recorder.awaitReason("lacks column Logical_Router_Static_Route.bfd, table No_Such_Table");
            }
            Recorder second = new Recorder(TABLES);
            try (OvsdbClient _ = OvsdbClient.start(config(server.endpoint()), second)) {
                second.awaitReason("OVN_Northbound has version");
                server.convert();
                second.awaitConnected();
            }
        }
    }

    @Test
    void aColumnThatIsWantedOnlyIfPresentMayBeMissing() throws Exception {
        MonitoredTable routers =
                new MonitoredTable("Logical_Router", List.of("name"), List.of("options", "no_such_column"), List.of());
        Recorder seen = new Recorder(List.of(routers));
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = OvsdbClient.start(
                        OvsdbConfig.of(Endpoint.parseList(server.endpoint()), "OVN_Northbound", List.of(routers)),
                        seen)) {
            seen.awaitConnected();
            committed(client, router("a"));
            assertEquals(
                    List.of("name", "options"),
                    seen.rows("Logical_Router").getFirst().columns());
        }
    }

    @Test
    void aConversionOfTheSchemaBeginsANewConnection() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.stopped()) {
            server.createDatabase(server.olderNorthbound("NB_Global.hv_cfg_timestamp"));
            server.start();
            try (OvsdbClient client = OvsdbClient.start(config(server.endpoint()), recorder)) {
                recorder.awaitConnected();
                committed(client, router("kept"));
                server.convert();
                recorder.until(() -> recorder.connections().size() == 2);
                assertEquals(List.of("kept"), routers());
            }
        }
    }

    @Test
    void aServerThatDoesNotHaveTheDatabaseSaysSo() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient _ = OvsdbClient.start(
                        OvsdbConfig.of(
                                Endpoint.parseList(server.endpoint()),
                                "OVN_Southbound",
                                List.of(MonitoredTable.of("Chassis", "name"))),
                        recorder)) {
            recorder.awaitReason("does not serve OVN_Southbound");
        }
    }

    @Test
    void aServerThatHangsIsNoticedAndUsedAgainWhenItGoesOn() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = OvsdbClient.start(
                        config(server.endpoint())
                                .withTimes(new OvsdbConfig.Times(
                                        Duration.ofMillis(500), Duration.ofMillis(300), Duration.ofMillis(200))),
                        recorder)) {
            recorder.awaitConnected();
            server.pause();
            recorder.awaitReason("silent for 600 ms");
            recorder.awaitReason("has not answered within 500 ms");
            server.resume();
            // It may be called silent again, if it comes to itself slowly.
            await().until(() -> outcome(client, router("a")) instanceof TransactOutcome.Committed);
        }
    }

    @Test
    void aReadOnlyConnectionShowsEverythingAndRefusesTransactions() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            try (OvsdbClient writer = OvsdbClient.start(config(server.endpoint()), new Recorder(TABLES))) {
                await().until(() -> outcome(writer, router("seen")) instanceof TransactOutcome.Committed);
            }
            try (OvsdbClient client = OvsdbClient.start(config(server.openReadOnly()), recorder)) {
                recorder.awaitConnected();
                assertEquals(List.of("seen"), routers());
                var refused = assertInstanceOf(TransactOutcome.Aborted.class, outcome(client, router("unseen")));
                assertEquals("not allowed", refused.error().error(), refused.toString());
                assertTrue(recorder.isConnected());
            }
        }
    }

    @Test
    void aClientGoesWhereTheLeaderIs() throws Exception {
        try (OvsdbTestCluster cluster = OvsdbTestCluster.running()) {
            String[] endpoints =
                    cluster.servers().stream().map(OvsdbTestServer::endpoint).toArray(String[]::new);
            try (OvsdbClient client = OvsdbClient.start(config(endpoints), recorder)) {
                recorder.awaitConnected();
                OvsdbTestServer first = cluster.leader();
                recorder.until(() -> recorder.connections().getLast().equals(first.endpoint()));
                committed(client, router("a"));
                Row before = recorder.rows("Logical_Router").getFirst();
                first.appctl("cluster/failure-test", "transfer-leadership");
                recorder.until(() -> recorder.connections().size() >= 2);
                OvsdbTestServer second = cluster.leader();
                recorder.until(() -> recorder.connections().getLast().equals(second.endpoint()));
                // the new leader knows what has been seen: the row was not sent again
                assertSame(before, recorder.rows("Logical_Router").getFirst());
                committed(client, router("b"));
                int connections = recorder.connections().size();
                second.kill();
                recorder.until(() -> recorder.connections().size() > connections);
                recorder.until(() ->
                        recorder.connections().getLast().equals(cluster.leader().endpoint()));
                committed(client, router("c"));
                assertEquals(List.of("a", "b", "c"), routers());
            }
        }
    }

    @Test
    void twentyThousandRowsComeAndGo() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = OvsdbClient.start(config(server.endpoint()), recorder)) {
            recorder.awaitConnected();
            UUID router = UUID.randomUUID();
            List<UUID> routes = new ArrayList<>();
            List<Operation> operations = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                routes.add(UUID.randomUUID());
                operations.add(OvsdbClientTest.route(
                        routes.getLast(), "10." + (i >> 8) + "." + (i & 255) + ".0/24", "192.0.2.1"));
            }
            operations.add(Insert.of(
                    "Logical_Router", router, Map.of("name", Value.of("GR"), "static_routes", Value.uuids(routes))));
            committed(client, operations.toArray(Operation[]::new));
            assertEquals(20_000, recorder.rows("Logical_Router_Static_Route").size());
            server.kill();
            recorder.awaitDisconnected();
            server.start();
            recorder.awaitConnected();
            assertEquals(20_000, recorder.rows("Logical_Router_Static_Route").size());
            committed(
                    client,
                    new Operation.Update(
                            "Logical_Router", List.of(Condition.row(router)), Map.of("static_routes", Value.none())));
            assertEquals(0, recorder.rows("Logical_Router_Static_Route").size());
            assertEquals(
                    List.of(),
                    recorder.reasons().stream()
                            .filter(each -> each.contains("change from"))
                            .toList());
        }
    }
}
