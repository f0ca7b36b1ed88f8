package io.barewire.ovn.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.ovn.ovsdb.Operation.Insert;
import io.barewire.ovn.ovsdb.Operation.Mutate;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The client against a real ovsdb-server.
@Tag("ovn")
class OvsdbClientTest {
    static final List<MonitoredTable> TABLES = List.of(
            MonitoredTable.of("Logical_Router", "name", "static_routes"),
            MonitoredTable.of(
                    "Logical_Router_Static_Route", "ip_prefix", "nexthop", "output_port", "bfd", "external_ids"),
            MonitoredTable.of("NB_Global", "nb_cfg"));

    private final Recorder recorder = new Recorder(TABLES);

    private OvsdbClient client(OvsdbTestServer... servers) {
        List<Endpoint> endpoints = Arrays.stream(servers)
                .map(server -> Endpoint.parse(server.endpoint()))
                .toList();
        return OvsdbClient.start(OvsdbConfig.of(endpoints, "OVN_Northbound", TABLES), recorder);
    }

    static TransactOutcome outcome(OvsdbClient client, Operation... operations) throws Exception {
        return client.transact(List.of(operations)).get(30, TimeUnit.SECONDS);
    }

    static TransactOutcome.Committed committed(OvsdbClient client, Operation... operations) throws Exception {
        TransactOutcome outcome = outcome(client, operations);
        return assertInstanceOf(TransactOutcome.Committed.class, outcome, outcome::toString);
    }

    static Insert route(UUID uuid, String prefix, String nexthop) {
        return Insert.of(
                "Logical_Router_Static_Route",
                uuid,
                Map.of(
                        "ip_prefix",
                        Value.of(prefix),
                        "nexthop",
                        Value.of(nexthop),
                        "external_ids",
                        Value.map(Map.of("owner", "test"))));
    }

    @Test
    void whatIsWrittenComesBackInTheMirror() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = client(server)) {
            recorder.awaitConnected();
            UUID router = UUID.randomUUID();
            UUID route = UUID.randomUUID();
            var done = committed(
                    client,
                    route(route, "10.0.0.0/24", "192.0.2.1"),
                    Insert.of(
                            "Logical_Router",
                            router,
                            Map.of("name", Value.of("GR_node"), "static_routes", Value.uuids(Set.of(route)))));
            assertEquals(
                    List.of(new OperationResult.Inserted(route), new OperationResult.Inserted(router)), done.results());
            // the update of one's own transaction comes before its outcome
            Row row = recorder.rows("Logical_Router_Static_Route").getFirst();
            assertEquals(route, row.uuid());
            assertEquals("10.0.0.0/24", row.text("ip_prefix"));
            assertEquals(Map.of("owner", "test"), row.textMap("external_ids"));
            assertTrue(row.optionalText("output_port").isEmpty());
            assertEquals(
                    Set.of(route), recorder.rows("Logical_Router").getFirst().uuids("static_routes"));
            assertEquals(
                    new OperationResult.Count(1),
                    committed(
                                    client,
                                    new Mutate(
                                            "Logical_Router",
                                            List.of(Condition.row(router)),
                                            List.of(Mutation.delete("static_routes", Value.uuids(Set.of(route))))))
                            .results()
                            .getFirst());
            assertEquals(List.of(), recorder.rows("Logical_Router_Static_Route"));
            assertEquals(Set.of(), recorder.rows("Logical_Router").getFirst().uuids("static_routes"));
        }
    }
}
