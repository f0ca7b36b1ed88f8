package io.barewire.controller;

import static io.barewire.testkit.acceptance.Criterion.*;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.owner.Functions;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.kube.KubeTestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/// A controller that manages routing, beside a real API server.
@Tag("kube")
class ManagedRoutingTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String id = "m" + UUID.randomUUID().toString().substring(0, 8);
    private final String namespace = "test-" + id;
    private ApiServer api;
    private ApiServer own;
    private Controller controller;

    @BeforeEach
    void start() throws Exception {
        KubeTestServer cluster = KubeTestServer.shared();
        cluster.namespace(namespace);
        cluster.namespace(ClusterSourceConfig.OVN_KUBE_CONFIG.namespace());
        api = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
        own = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
        controller = Controller.start(
                new ControllerConfig(
                        namespace,
                        "one",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of("localhost"),
                        "app=agent",
                        Optional.empty(),
                        Functions.AUTOMATIC,
                        false,
                        SSLContext::getDefaultSSLParameters),
                own,
                InstantSource.system());
    }

    @AfterEach
    void end() throws Exception {
        controller.close();
        own.close();
        for (Resource resource : List.of(
                Resource.ROUTE_ADVERTISEMENTS,
                Resource.CLUSTER_USER_DEFINED_NETWORKS,
                Resource.FRR_CONFIGURATIONS,
                Resource.CONFIG_MAPS,
                Resource.NODES)) {
            for (ObjectNode each : api.list(Selection.all(resource))) {
                JsonNode metadata = each.path("metadata");
                api.delete(
                        resource,
                        metadata.path("namespace").asText(""),
                        metadata.path("name").asText(),
                        Optional.empty());
            }
        }
        api.close();
    }

    private static ObjectNode tree(String yaml) {
        return JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).untilAsserted(assertion);
    }

    private void configure(String conf) throws ApiFailure {
        ObjectNode map = tree("{metadata: {name: ovnkube-config, namespace: ovn-kubernetes}}");
        map.putObject("data").put("ovnkube.conf", conf);
        api.apply(Resource.CONFIG_MAPS, map, "test");
    }

    private void node(String name, String address) throws ApiFailure {
        api.create(Resource.NODES, tree("""
                metadata:
                  name: %s-%s
                  annotations:
                    k8s.ovn.org/node-subnets: '{"default":["10.128.%s.0/24"]}'
                    k8s.ovn.org/node-primary-ifaddr: '{"ipv4":"%s/16"}'
                """.formatted(
                        name, id, address.substring(address.lastIndexOf('.') + 1), address)));
        api.applyStatus(
                Resource.NODES,
                tree("{metadata: {name: %s-%s}, status: {addresses: [{type: InternalIP, address: %s}]}}"
                        .formatted(name, id, address)),
                "test");
    }

    private Optional<ObjectNode> base() throws ApiFailure {
        return api.get(Resource.FRR_CONFIGURATIONS, namespace, "ovnk-managed-bgp");
    }

    private String neighbors() throws ApiFailure {
        return String.join(
                " ",
                base().map(base -> base.at("/spec/bgp/routers/0/neighbors")
                                .valueStream()
                                .map(neighbor -> neighbor.path("address").asText())
                                .toList())
                        .orElse(List.of("none")));
    }

    private Optional<ObjectNode> advertisements(String name) throws ApiFailure {
        return api.get(Resource.ROUTE_ADVERTISEMENTS, "", name);
    }

    private static String uid(Optional<ObjectNode> object) {
        return object.map(each -> each.at("/metadata/uid").asText()).orElse("");
    }

    /// Not before it is there.
    private static void assertMadeAnew(String before, Optional<ObjectNode> now) {
        assertTrue(now.isPresent());
        assertNotEquals(before, uid(now));
    }

    private static final String MANAGED = """
            [default]
            transport = no-overlay
            [no-overlay]
            routing = managed
            outbound-snat = enable
            [bgp.managed]
            as-number = 64514
            topology = full-mesh
            """;

    /// N2 and N3 of OVN-Kubernetes' end-to-end tests, as far as they are about objects.
    @Test
    @Acceptance({OVN_N2, OVN_N3, OVN_M3, OVN_M4})
    void theDefaultNetworksObjectsAreMadeKeptAndTakenAway() throws Exception {
        node("a", "172.18.0.2");
        configure(MANAGED);
        eventually(() -> assertEquals("172.18.0.2", neighbors()));
        node("b", "172.18.0.3");
        eventually(() -> assertEquals("172.18.0.2 172.18.0.3", neighbors()));
        eventually(() -> assertTrue(advertisements("ovnk-managed-bgp-default").isPresent()));

        String baseBefore = uid(base());
        String advertisementsBefore = uid(advertisements("ovnk-managed-bgp-default"));
        api.delete(Resource.ROUTE_ADVERTISEMENTS, "", "ovnk-managed-bgp-default", Optional.empty());
        api.delete(Resource.FRR_CONFIGURATIONS, namespace, "ovnk-managed-bgp", Optional.empty());
        eventually(() -> assertMadeAnew(baseBefore, base()));
        eventually(() -> assertMadeAnew(advertisementsBefore, advertisements("ovnk-managed-bgp-default")));
        eventually(() -> {
            ObjectNode now = advertisements("ovnk-managed-bgp-default").orElseThrow();
            assertEquals("Accepted", now.at("/status/status").asText());
            assertEquals(
                    "DefaultNetwork",
                    now.at("/spec/networkSelectors/0/networkSelectionType").asText());
        });

        ObjectNode drifted = base().orElseThrow();
        ((ObjectNode) drifted.at("/spec/bgp/routers/0")).putArray("prefixes").add("192.0.2.0/24");
        ((ObjectNode) drifted.at("/metadata")).remove("labels");
        api.replace(Resource.FRR_CONFIGURATIONS, drifted);
        eventually(() -> {
            ObjectNode now = base().orElseThrow();
            assertTrue(now.at("/spec/bgp/routers/0/prefixes").isMissingNode(), now::toString);
            assertTrue(now.at("/metadata/labels").has("k8s.ovn.org/managed-bgp"));
        });

        // What is as it is to be is not written again.
        api.apply(Resource.NODES, tree("{metadata: {name: a-" + id + ", labels: {rack: '1'}}}"), "test");
        node("c", "172.18.0.4");
        eventually(() -> assertEquals("172.18.0.2 172.18.0.3 172.18.0.4", neighbors()));
        // made anew, changed by somebody, repaired, one more node
        assertEquals(4, base().orElseThrow().at("/metadata/generation").asInt());

        configure("[default]\nmtu = 1400\n");
        eventually(() -> assertFalse(base().isPresent()));
        eventually(() -> assertFalse(advertisements("ovnk-managed-bgp-default").isPresent()));
    }

    @Test
    @Acceptance(OVN_M9)
    void managedClusterNetworksAreLabelledAndAdvertised() throws Exception {
        node("a", "172.18.0.2");
        api.create(Resource.CLUSTER_USER_DEFINED_NETWORKS, tree("""
                metadata: {name: blue, labels: {network: blue}}
                spec:
                  namespaceSelector:
                    matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [ns1, ns2]}]
                  network:
                    topology: Layer3
                    layer3: {role: Primary, mtu: 1500, subnets: [{cidr: 10.10.0.0/16, hostSubnet: 24}]}
                    transport: NoOverlay
                    noOverlayOptions: {outboundSNAT: Enable, routing: Managed}
                """));
        eventually(() -> assertTrue(advertisements("ovnk-managed-bgp-cudn").isPresent()));
        eventually(() -> assertTrue(api.get(Resource.CLUSTER_USER_DEFINED_NETWORKS, "", "blue")
                .orElseThrow()
                .at("/metadata/labels")
                .has("k8s.ovn.org/managed-bgp")));
        eventually(() -> assertEquals("172.18.0.2", neighbors()));
        api.delete(Resource.CLUSTER_USER_DEFINED_NETWORKS, "", "blue", Optional.empty());
        eventually(() -> assertFalse(advertisements("ovnk-managed-bgp-cudn").isPresent()));
        eventually(() -> assertFalse(base().isPresent()));
    }

    @Test
    @Acceptance(OVN_M6)
    void aConfigurationThatIsBrokenChangesNothing() throws Exception {
        node("a", "172.18.0.2");
        configure(MANAGED);
        eventually(() -> assertEquals("172.18.0.2", neighbors()));
        configure(MANAGED.replace("full-mesh", "star"));
        node("b", "172.18.0.3");
        api.delete(Resource.ROUTE_ADVERTISEMENTS, "", "ovnk-managed-bgp-default", Optional.empty());
        configure(MANAGED);
        eventually(() -> assertEquals("172.18.0.2 172.18.0.3", neighbors()));
    }

    private String transport(String network) throws ApiFailure {
        return api.get(Resource.CLUSTER_USER_DEFINED_NETWORKS, "", network).stream()
                .flatMap(object -> object.at("/status/conditions").valueStream())
                .filter(each -> each.path("type").asText().equals("TransportAccepted"))
                .map(each -> each.path("status").asText() + " "
                        + each.path("reason").asText() + ": "
                        + each.path("message").asText())
                .findFirst()
                .orElse("");
    }

    private List<String> events(String about) throws ApiFailure {
        return api.list(Selection.all(new Resource("", "v1", "events", "Event", true))).stream()
                .filter(event -> event.at("/involvedObject/name").asText().equals(about))
                .map(event ->
                        event.path("type").asText() + " " + event.path("reason").asText())
                .toList();
    }

    /// The seed's network with unmanaged routing: without an advertisement, with one that nobody can carry out, and
    /// with one that is accepted.
    @ParameterizedTest
    @CsvSource({"noOverlayOptions, Disable", "noOverlay, Enabled"})
    @Acceptance({OVN_B2, OVN_B3, OVN_T1})
    void theTransportOfANetworkIsAcceptedWhenItsRoutesAreAdvertised(String options, String snat) throws Exception {
        api.create(Resource.CLUSTER_USER_DEFINED_NETWORKS, tree("""
                metadata: {name: green, labels: {network: green}}
                spec:
                  namespaceSelector: {matchLabels: {network: green}}
                  network:
                    topology: Layer3
                    layer3: {role: Primary, mtu: 1500, subnets: [{cidr: 10.10.0.0/16, hostSubnet: 24}]}
                    transport: NoOverlay
                    %s: {outboundSNAT: %s, routing: Unmanaged}
                """.formatted(options, snat)));
        eventually(() -> assertEquals(
                "False NoOverlayRouteAdvertisementsIsMissing: No RouteAdvertisements CR is advertising the pod"
                        + " networks.",
                transport("green")));
        api.create(Resource.ROUTE_ADVERTISEMENTS, tree("""
                metadata: {name: green}
                spec:
                  nodeSelector: {}
                  frrConfigurationSelector: {matchLabels: {network: green}}
                  networkSelectors:
                  - networkSelectionType: ClusterUserDefinedNetworks
                    clusterUserDefinedNetworkSelector: {networkSelector: {matchLabels: {network: green}}}
                  advertisements: [PodNetwork]
                """));
        eventually(() -> assertEquals(
                "False NoOverlayRouteAdvertisementsNotAccepted: RouteAdvertisements CR green advertises the pod"
                        + " subnets, but its status is not accepted.",
                transport("green")));
        api.create(Resource.NODES, tree("""
                metadata:
                  name: a-%s
                  labels: {kubernetes.io/hostname: a-%s}
                  annotations:
                    k8s.ovn.org/node-subnets: '{"default":["10.128.0.0/24"],"cluster_udn_green":["10.10.1.0/24"]}'
                    k8s.ovn.org/node-primary-ifaddr: '{"ipv4":"172.18.0.2/16"}'
                """.formatted(id, id)));
        api.create(Resource.FRR_CONFIGURATIONS, tree("""
                metadata: {name: green, namespace: %s, labels: {network: green}}
                spec: {bgp: {routers: [{asn: 64512, neighbors: [{address: 182.18.0.5, asn: 64512}]}]}}
                """.formatted(namespace)));
        eventually(() -> assertEquals(
                "True NoOverlayTransportAccepted: Transport has been configured as 'no-overlay'.", transport("green")));
        api.delete(Resource.ROUTE_ADVERTISEMENTS, "", "green", Optional.empty());
        eventually(() -> assertTrue(transport("green").startsWith("False NoOverlayRouteAdvertisementsIsMissing")));
    }

    @Test
    void theDefaultNetworkIsWatchedAndWhatHasNoEffectIsWarnedOf() throws Exception {
        configure(MANAGED.replace("= managed", "= unmanaged"));
        eventually(() -> assertTrue(events("default").contains("Warning NoRouteAdvertisements")));
        api.apply(
                Resource.NAMESPACES,
                tree("{metadata: {name: " + namespace + ", annotations: {k8s.ovn.org/multicast-enabled: 'true'}}}"),
                "test");
        eventually(() -> assertEquals(List.of("Warning NoOverlayMulticastUnsupported"), events(namespace)));
    }
}
