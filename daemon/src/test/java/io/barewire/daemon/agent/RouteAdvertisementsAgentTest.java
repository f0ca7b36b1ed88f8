package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.Controller;
import io.barewire.controller.ControllerConfig;
import io.barewire.controller.owner.Functions;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.testkit.kube.KubeTestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/// From a RouteAdvertisements to routes: a controller, an agent, and a router outside.
@Tag("kube")
class RouteAdvertisementsAgentTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NAMESPACE = "frr-k8s-system";

    @TempDir
    private Path folder;

    private static ObjectNode tree(String yaml) {
        return JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
    }

    private static Set<String> prefixes(JsonNode routes) {
        return routes.valueStream().map(route -> route.path("prefix").asText()).collect(Collectors.toSet());
    }

    @Test
    void whatARouteAdvertisementsAsksForIsAdvertisedAndLetIn() throws Exception {
        try (KubeTestServer cluster = KubeTestServer.start()) {
            cluster.namespace(NAMESPACE);
            cluster.namespace("ovn-kubernetes");
            Access access = new Access.Kubeconfig(cluster.kubeconfig());
            try (ApiServer server = ApiServer.of(access);
                    Node worker = new Node(folder, "worker", "127.0.0.74")
                            .withSource(new Source.Cluster(
                                    access,
                                    new ClusterSourceConfig(
                                            "worker",
                                            NAMESPACE,
                                            Optional.empty(),
                                            ClusterSourceConfig.MESH_KEY_SECRET)));
                    Node router = new Node(folder, "router", "127.0.0.75");
                    Controller _ = Controller.start(
                            new ControllerConfig(
                                    NAMESPACE,
                                    "test",
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                    List.of("localhost"),
                                    "app.kubernetes.io/component=frr-k8s",
                                    Optional.empty(),
                                    Functions.AUTOMATIC,
                                    false,
                                    SSLContext::getDefaultSSLParameters),
                            server,
                            InstantSource.system())) {
                router.configure(worker, 64512, "10.244.1.0/24, 10.99.0.0/16", Node.NO_FILTER)
                        .start();
                worker.start();
                objects(server, worker, router);

                await(() -> worker.established(router));
                await(() -> prefixes(router.received(worker)).equals(Set.of("10.244.0.0/24")));
                await(() -> prefixes(worker.best()).equals(Set.of("10.244.0.0/24", "10.244.1.0/24")));

                // another subnet for the node: the session stays
                String since = worker.neighbor(router).path("since").asText();
                server.apply(Resource.NODES, node(worker, "10.244.5.0/24"), "test");
                await(() -> prefixes(router.received(worker)).equals(Set.of("10.244.5.0/24")));
                assertEquals(since, worker.neighbor(router).path("since").asText());

                server.delete(Resource.ROUTE_ADVERTISEMENTS, "", "default", Optional.empty());
                await(() -> router.received(worker).isEmpty());
            }
        }
    }

    private static ObjectNode node(Node worker, String subnet) {
        return tree("""
                metadata:
                  name: %s
                  labels: {kubernetes.io/hostname: %s}
                  annotations:
                    k8s.ovn.org/node-subnets: '{"default":["%s"]}'
                    k8s.ovn.org/node-primary-ifaddr: '{"ipv4":"%s/8"}'
                """.formatted(worker.name, worker.name, subnet, worker.address));
    }

    private static void objects(ApiServer server, Node worker, Node router) throws Exception {
        server.apply(Resource.NODES, node(worker, "10.244.0.0/24"), "test");
        ObjectNode map = tree("metadata: {name: ovnkube-config, namespace: ovn-kubernetes}");
        map.putObject("data").put("ovnkube.conf", """
                [default]
                transport = no-overlay
                cluster-subnets = 10.244.0.0/16/24
                [no-overlay]
                routing = unmanaged
                outbound-snat = disabled
                """);
        server.apply(Resource.CONFIG_MAPS, map, "test");
        server.apply(
                Resource.FRR_CONFIGURATIONS,
                tree("""
                metadata: {name: tor, namespace: %s, labels: {network: default}}
                spec:
                  bgp:
                    routers:
                    - asn: 64512
                      id: %s
                      neighbors:
                      - {address: %s, sourceaddress: %s, asn: 64512}
                      - {address: %s, asn: 64512}
                """.formatted(NAMESPACE, worker.identifier(), router.address, worker.address, worker.address)),
                "test");
        server.apply(Resource.ROUTE_ADVERTISEMENTS, tree("""
                metadata: {name: default}
                spec:
                  advertisements: [PodNetwork]
                  frrConfigurationSelector: {matchLabels: {network: default}}
                  networkSelectors: [{networkSelectionType: DefaultNetwork}]
                  nodeSelector: {}
                """), "test");
    }
}
