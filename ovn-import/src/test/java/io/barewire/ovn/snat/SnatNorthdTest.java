package io.barewire.ovn.snat;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.testkit.GuardedProcess;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a real northd makes of the rows of a ClusterUserDefinedNetwork.
@Tag("ovn")
@Timeout(300)
class SnatNorthdTest {
    private static final String NETWORK = "cluster_udn_blue";

    /// The gateway router with the network's own address, and the cluster router with its port to the node's pods.
    private static void addNetwork(OvsdbTestServer north) {
        String said = north.client(
                "transact",
                "[\"OVN_Northbound\","
                        + "{\"op\":\"insert\",\"table\":\"Logical_Router_Port\",\"uuid-name\":\"out\",\"row\":{\"name\":"
                        + "\"rtoe-GR_cluster_udn_blue_n1\",\"mac\":\"02:42:ac:12:00:02\",\"networks\":[\"set\","
                        + "[\"172.18.0.2/16\",\"169.254.0.11/32\"]]}},"
                        + "{\"op\":\"insert\",\"table\":\"Logical_Router\",\"row\":{\"name\":\"GR_cluster_udn_blue_n1\","
                        + "\"options\":[\"map\",[[\"chassis\",\"n1\"]]],\"ports\":[\"named-uuid\",\"out\"]}},"
                        + "{\"op\":\"insert\",\"table\":\"Gateway_Chassis\",\"uuid-name\":\"gw\",\"row\":{\"name\":"
                        + "\"rtos-cluster_udn_blue_n1-n1\",\"chassis_name\":\"n1\",\"priority\":1}},"
                        + "{\"op\":\"insert\",\"table\":\"Logical_Router_Port\",\"uuid-name\":\"in\",\"row\":{\"name\":"
                        + "\"rtos-cluster_udn_blue_n1\",\"mac\":\"0a:58:0a:09:01:01\",\"networks\":\"10.9.1.1/24\","
                        + "\"gateway_chassis\":[\"named-uuid\",\"gw\"]}},"
                        + "{\"op\":\"insert\",\"table\":\"Logical_Router\",\"row\":{\"name\":"
                        + "\"cluster_udn_blue_ovn_cluster_router\",\"ports\":[\"named-uuid\",\"in\"]}}]");
        if (said.contains("\"error\"")) {
            throw new AssertionError(said);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "SHARED, true, 10.9.0.0/16, 169.254.0.11",
        "SHARED, false, 10.9.0.0/16, 169.254.0.11",
        "LOCAL, true, 10.9.1.0/24, 169.254.0.12",
        "LOCAL, false, 10.9.1.0/24, 169.254.0.12"
    })
    void itTranslatesTheNetworksPodsAndLooksAtTheSet(GatewayMode mode, boolean outbound, String pods, String external)
            throws IOException {
        try (OvsdbTestServer north = OvsdbTestServer.running();
                OvsdbTestServer south = OvsdbTestServer.stopped()) {
            south.createDatabase(OvsdbTestServer.ovnSouthbound());
            south.start();
            addNetwork(north);
            SnatConfig database =
                    new SnatConfig(List.of(Endpoint.parse(north.endpoint())), Optional.empty(), Optional.empty());
            try (GuardedProcess _ = GuardedProcess.start(
                            north.folder().resolve("northd.log"),
                            List.of(
                                    "ovn-northd",
                                    "--ovnnb-db=" + north.endpoint(),
                                    "--ovnsb-db=" + south.endpoint(),
                                    "--unixctl=" + north.folder().resolve("northd.ctl"),
                                    "-vsyslog:off"));
                    OutboundSnat snat = OutboundSnat.start(database)) {
                SnatWish wish = wish(mode, outbound);
                snat.want(wish);
                await().until(() -> flows(south).stream()
                        .anyMatch(flow -> flow.contains(pods) && flow.contains("ct_snat(" + external + ")")));
                AddressSet set = SnatDecision.plan(
                                wish, Optional.of(Map.of("rtoe-GR_cluster_udn_blue_n1", Set.of("169.254.0.11/32"))))
                        .rules()
                        .getFirst()
                        .set();
                // To a spared destination a flow of its own goes before; the allowed ones are a part of the rule's.
                List<String> looking = flows(south).stream()
                        .filter(flow -> flow.contains("$" + set.name()) && flow.contains(pods))
                        .toList();
                assertFalse(looking.isEmpty());
                assertTrue(looking.stream().allMatch(flow -> flow.contains("ct_snat") != outbound), looking::toString);
                assertTrue(south.client("dump", "OVN_Southbound", "Address_Set", "name")
                        .contains(set.name()));
                assertEquals(Optional.empty(), snat.status().problem());
            }
        }
    }

    private static SnatWish wish(GatewayMode mode, boolean outbound) {
        return new SnatWish(
                "n1",
                mode,
                Set.of(IpAddress.parse("172.18.0.2")),
                Set.of(IpAddress.parse("172.18.0.3")),
                List.of(),
                List.of(new PodNetwork(
                        NETWORK,
                        List.of(Prefix.parse("10.9.0.0/16")),
                        List.of(Prefix.parse("10.9.1.0/24")),
                        outbound)));
    }

    /// Of what leaves by source translation.
    private static List<String> flows(OvsdbTestServer south) {
        return south.client(
                        "dump",
                        "--format=csv",
                        "--no-headings",
                        "--data=bare",
                        "OVN_Southbound",
                        "Logical_Flow",
                        "actions",
                        "external_ids",
                        "match")
                .lines()
                .filter(line -> line.contains("lr_out_snat"))
                .toList();
    }
}
