package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.NO_FILTER;
import static io.barewire.daemon.agent.Node.await;
import static io.barewire.daemon.agent.Node.everything;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.control.Question;
import io.barewire.fib.FibConfig;
import io.barewire.ovn.OvnConfig;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.testkit.Namespace;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An agent with a real northbound database, from a peer's announcement to the row.
@Tag("ovn")
@Timeout(600)
class OvnTest {
    private static final String PEERING =
            "asn: 64512, connectTime: 1s, toAdvertise: {allowed: {mode: all}}, toReceive: {allowed: {mode: all}}";

    @TempDir
    private Path folder;

    private static OvnConfig config(OvsdbTestServer server, boolean imports) {
        return new OvnConfig(
                List.of(Endpoint.parse(server.endpoint())), Optional.empty(), imports, OvnConfig.DEFAULT_OWNER, false);
    }

    private static void addRouter(OvsdbTestServer server) {
        addRouter(server, "GR_a");
    }

    private static void addRouter(OvsdbTestServer server, String name) {
        server.client(
                "transact",
                "[\"OVN_Northbound\",{\"op\":\"insert\",\"table\":\"Logical_Router\",\"row\":{\"name\":\"" + name
                        + "\"}}]");
    }

    private static String rows(OvsdbTestServer server) {
        return server.client(
                "dump",
                "OVN_Northbound",
                "Logical_Router_Static_Route",
                "ip_prefix",
                "nexthop",
                "output_port",
                "external_ids");
    }

    private static boolean hasRoute(OvsdbTestServer server) {
        String rows = rows(server);
        return rows.contains("10.244.1.0/24")
                && rows.contains("192.0.2.92")
                && rows.contains("rtoe-GR_a")
                && rows.contains("RouteImport");
    }

    private static JsonNode shown(Node node) {
        return node.ask(new Question.Ovn(everything()));
    }

    @Test
    void whatAPeerAnnouncesIsARowOfTheGatewayRouterUntilItTakesThatBack() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                Node a = new Node(folder, "a", "127.0.0.91").withOvn(config(server, true));
                Node b = new Node(folder, "b", "127.0.0.92")) {
            peer(a, b);
            await(() -> a.get("/readyz").body().contains("the northbound database has no router GR_a"));
            assertEquals(503, a.get("/readyz").statusCode());
            addRouter(server);
            await(() -> hasRoute(server));
            await(() -> a.get("/readyz").statusCode() == 200);
            JsonNode route = shown(a).path("routes").path(0);
            assertEquals("10.244.1.0/24", route.path("prefix").asText());
            assertEquals("192.0.2.92", route.path("rows").path(0).asText());
            assertTrue(route.path("agree").asBoolean());
            assertTrue(a.get("/metrics").body().contains("barewire_ovn_rows_total{operation=\"insert\"} 1.0"));

            server.kill();
            await(() -> a.get("/readyz").body().contains("not connected to the northbound database"));
            assertTrue(a.established());
            server.start();
            await(() -> a.get("/readyz").statusCode() == 200);

            b.configure(a, 64512, "", NO_FILTER);
            await(() -> !hasRoute(server));
        }
    }

    /// They lead where the default instance has learned, device or not. An ordinary interface stands for it.
    @Test
    void rowsOfANetworkStayWhenTheDeviceOfItsVrfComesAndGoes() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            addRouter(server, "GR_cluster_udn_blue_hub");
            inNewNamespace(() -> {
                String namespace = Namespace.id();
                String here = "nsenter --net=/proc/" + namespace + "/ns/net ip ";
                try (Node hub = new Node(folder, "hub", "192.0.2.1", "0.0.0.0")
                        .withFib(FibConfig.DEFAULT)
                        .withoutListening()
                        .withVrf("blue", 1000)
                        .withOvn(config(server, true))) {
                    hub.start();
                    inNewNamespace(() -> {
                        ip("link add cable type veth peer name cable netns " + namespace);
                        ip("address add 198.51.100.2/24 dev cable");
                        ip("link set cable up");
                        run(here + "address add 198.51.100.1/24 dev cable");
                        run(here + "link set cable up");
                        try (Node peer = new Node(folder, "peer", "192.0.2.2", "0.0.0.0")) {
                            announce(peer, hub, "10.1.2.0/24");
                            peer.start();
                            hub.configure(
                                    "{asn: 64512, id: 192.0.2.1, neighbors: [{address: 198.51.100.2, port: %d, %s}]},"
                                                    .formatted(peer.port, PEERING)
                                            + " {asn: 64512, id: 192.0.2.1, vrf: blue, imports: [{vrf: default}]}");
                            await(() -> rows(server).contains("10.1.2.0/24"));
                            String before = uuid(server, "10.1.2.0/24");
                            run(here + "link add blue type bridge");
                            await(() -> run(here + "route show table 1000 proto bgp")
                                    .contains("10.1.2.0/24"));
                            run(here + "link del blue");
                            await(() ->
                                    hub.ask(new Question.Summary()).toString().contains("no VRF device blue"));
                            announce(peer, hub, "10.1.2.0/24, 10.1.3.0/24");
                            await(() -> rows(server).contains("10.1.3.0/24"));
                            assertEquals(before, uuid(server, "10.1.2.0/24"));
                        }
                    });
                }
            });
        }
    }

    private static String uuid(OvsdbTestServer server, String prefix) {
        return server.client("dump", "OVN_Northbound", "Logical_Router_Static_Route", "_uuid", "ip_prefix")
                .lines()
                .filter(line -> line.contains(prefix))
                .collect(Collectors.joining());
    }

    private static void announce(Node peer, Node hub, String prefixes) throws IOException {
        peer.configure("{asn: 64512, id: 192.0.2.2, prefixes: [%s], neighbors: [{address: 198.51.100.1, port: %d, %s}]}"
                .formatted(prefixes, hub.port, PEERING));
    }

    @Test
    void withoutImportItSaysWhetherTheRowsOfAnotherWriterMatch() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                Node a = new Node(folder, "a", "127.0.0.91").withOvn(config(server, false));
                Node b = new Node(folder, "b", "127.0.0.92")) {
            addRouter(server);
            peer(a, b);
            await(() -> shown(a).path("routes").path(0).path("state").asText().equals("differs"));
            assertEquals(
                    "no row",
                    shown(a).path("routes").path(0).path("why").path(0).asText());
            await(() -> a.get("/readyz").statusCode() == 200);
            assertFalse(hasRoute(server));
        }
    }

    @Test
    void outboundSnatFollowsOvnkubeConf() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                Node a = new Node(folder, "a", "127.0.0.91")
                        .withOvn(config(server, false))
                        .withSnat(SnatMode.SHARED);
                Node b = new Node(folder, "b", "127.0.0.92")) {
            server.client(
                    "transact",
                    "[\"OVN_Northbound\",{\"op\":\"insert\",\"table\":\"Logical_Router_Port\",\"uuid-name\":\"p\",\"row\":"
                            + "{\"name\":\"rtoe-GR_a\",\"mac\":\"02:42:ac:12:00:02\",\"networks\":\"172.18.0.2/16\"}},"
                            + "{\"op\":\"insert\",\"table\":\"Logical_Router\",\"row\":{\"name\":\"GR_a\",\"ports\":"
                            + "[\"named-uuid\",\"p\"]}}]");
            peer(a, b);
            await(() -> a.get("/readyz").body().contains("outbound SNAT: there is no ovnkube.conf"));
            a.write("ovnkube.conf", """
                    [default]
                    transport = no-overlay
                    cluster-subnets = 10.244.0.0/16/24
                    [no-overlay]
                    outbound-snat = enabled
                    routing = unmanaged
                    """);
            await(() -> shown(a).at("/snat/networks/0/inPlace").asBoolean());
            assertEquals(
                    "10.244.0.0/16 as 172.18.0.2, not to",
                    shown(a).at("/snat/networks/0/rows/0").asText().replaceAll(" \\d+ destinations$", ""));
            assertTrue(a.get("/metrics").body().contains("barewire_ovn_snat_in_place{network=\"default\"} 1.0"));
            await(() -> !a.get("/readyz").body().contains("outbound SNAT"));

            // As OVN-Kubernetes would write it, if it did this itself.
            server.client(
                    "transact",
                    "[\"OVN_Northbound\",{\"op\":\"insert\",\"table\":\"NAT\",\"uuid-name\":\"n\",\"row\":{\"type\":\"snat\","
                            + "\"external_ip\":\"172.18.0.2\",\"logical_ip\":\"10.244.0.0/16\",\"external_ids\":[\"map\","
                            + "[[\"k8s.ovn.org/owner-controller\",\"default-network-controller\"]]]}},"
                            + "{\"op\":\"mutate\",\"table\":\"Logical_Router\",\"where\":[],\"mutations\":[[\"nat\","
                            + "\"insert\",[\"named-uuid\",\"n\"]]]}]");
            await(() -> a.get("/readyz").body().contains("router GR_a has a NAT of default-network-controller"));
            assertEquals(503, a.get("/readyz").statusCode());
            assertTrue(a.get("/readyz").body().contains("start the agent without --ovn-snat"));
        }
    }

    private static void peer(Node a, Node b) throws IOException, StartFailed {
        a.configure(b, 64512, "10.244.0.0/24", NO_FILTER);
        b.configure(a, 64512, "10.244.1.0/24", NO_FILTER);
        a.start();
        b.start();
        await(a::established);
    }
}
