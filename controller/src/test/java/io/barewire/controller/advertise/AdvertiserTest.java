package io.barewire.controller.advertise;

import static io.barewire.testkit.acceptance.Criterion.*;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.Controller;
import io.barewire.controller.ControllerConfig;
import io.barewire.controller.owner.Functions;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.kube.KubeTestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A controller beside a real API server that knows OVN-Kubernetes' kinds.
@Tag("kube")
class AdvertiserTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NAMESPACE = "frr-k8s-system";
    private static final String THEIRS = "clustermanager-routeadvertisements-controller";

    private static KubeTestServer cluster;
    private static ApiServer api;

    @BeforeAll
    static void start() throws Exception {
        cluster = KubeTestServer.start();
        cluster.namespace(NAMESPACE);
        cluster.namespace("ovn-kubernetes");
        api = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
        OvnKinds.install(api);
        eventually(() -> api.list(Selection.all(Resource.ROUTE_ADVERTISEMENTS)));
        eventually(() -> api.list(Selection.all(Resource.NETWORK_ATTACHMENT_DEFINITIONS)));
        eventually(() -> api.list(Selection.all(Resource.CLUSTER_USER_DEFINED_NETWORKS)));
        node("n1", "10.244.0.0/24");
        node("n2", "10.244.1.0/24");
    }

    @AfterAll
    static void stop() {
        api.close();
        cluster.close();
    }

    @AfterEach
    void clean() throws Exception {
        for (Resource resource : List.of(Resource.ROUTE_ADVERTISEMENTS, Resource.FRR_CONFIGURATIONS, Resource.LEASES)) {
            for (ObjectNode each : api.list(Selection.all(resource))) {
                api.delete(
                        resource,
                        each.at("/metadata/namespace").asText(""),
                        each.at("/metadata/name").asText(),
                        Optional.empty());
            }
        }
    }

    private static void node(String name, String subnet) throws ApiFailure {
        ObjectNode node = Cluster.tree("""
                metadata:
                  name: %s
                  labels: {kubernetes.io/hostname: %s}
                  annotations:
                    k8s.ovn.org/node-subnets: '{"default":["%s"]}'
                    k8s.ovn.org/node-primary-ifaddr: '{"ipv4":"192.0.2.1/24"}'
                """.formatted(name, name, subnet));
        api.apply(Resource.NODES, node, "ovnkube");
    }

    private static Controller controller(ApiServer own, String functions) throws Exception {
        return controller(own, functions, InstantSource.system());
    }

    private static Controller controller(ApiServer own, String functions, InstantSource clock) throws Exception {
        return Controller.start(
                new ControllerConfig(
                        NAMESPACE,
                        "test-" + System.nanoTime(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of("localhost"),
                        "app.kubernetes.io/component=frr-k8s",
                        Optional.empty(),
                        Functions.parse(functions),
                        false,
                        SSLContext::getDefaultSSLParameters),
                own,
                clock);
    }

    private static ApiServer connect() throws Exception {
        return ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).untilAsserted(assertion);
    }

    private static void base() throws ApiFailure {
        api.apply(Resource.FRR_CONFIGURATIONS, Cluster.tree("""
                metadata: {name: external-rr, namespace: frr-k8s-system, labels: {network: default}}
                spec: {bgp: {routers: [{asn: 64512, neighbors: [{address: 172.20.0.2, asn: 64512, disableMP: true}]}]}}
                """), "admin");
    }

    private static void advertise(String configurations) throws ApiFailure {
        api.apply(Resource.ROUTE_ADVERTISEMENTS, defaultNetwork(configurations), "admin");
    }

    private static ObjectNode defaultNetwork(String configurations) {
        return Cluster.tree("""
                metadata: {name: default}
                spec:
                  advertisements: [PodNetwork]
                  frrConfigurationSelector: {matchLabels: {network: %s}}
                  networkSelectors: [{networkSelectionType: DefaultNetwork}]
                  nodeSelector: {}
                """.formatted(configurations));
    }

    private static List<ObjectNode> generated() throws ApiFailure {
        return api.list(Selection.in(Resource.FRR_CONFIGURATIONS, NAMESPACE)
                .labelled("k8s.ovn.org/route-advertisements=default"));
    }

    private static ObjectNode generatedFor(String node) throws ApiFailure {
        return generated().stream()
                .filter(each ->
                        Labels.annotation(each, Labels.ROUTE_ADVERTISEMENTS).equals("default/external-rr/" + node))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing for " + node));
    }

    private static String advertised(String node) throws ApiFailure {
        return generatedFor(node)
                .at("/spec/bgp/routers/0/neighbors/0/toAdvertise/allowed/prefixes/0")
                .asText();
    }

    private static ObjectNode advertisements() throws ApiFailure {
        return api.get(Resource.ROUTE_ADVERTISEMENTS, "", "default").orElseThrow();
    }

    private static void assertCondition(String status, String reason) throws ApiFailure {
        ObjectNode object = advertisements();
        assertEquals(
                status + " " + reason + " " + object.at("/metadata/generation").asText(),
                object.at("/status/conditions/0/status").asText() + " "
                        + object.at("/status/conditions/0/reason").asText() + " "
                        + object.at("/status/conditions/0/observedGeneration").asText());
    }

    @Test
    @Acceptance({OVN_A1, OVN_A2})
    void objectsAppearChangeAndGoAndTheStatusSaysWhy() throws Exception {
        try (ApiServer own = connect();
                Controller _ = controller(own, "")) {
            advertise("default");
            eventually(() -> assertCondition("False", "ConfigurationPending"));
            base();
            eventually(() -> assertCondition("True", "Accepted"));
            assertEquals("Accepted", advertisements().at("/status/status").asText());
            assertEquals("10.244.0.0/24", advertised("n1"));
            assertEquals("10.244.1.0/24", advertised("n2"));

            // so that OVN-Kubernetes' own part on the nodes knows what is advertised
            eventually(() -> assertEquals(
                    "[\"default\"]",
                    Labels.annotation(
                            api.get(Resource.NETWORK_ATTACHMENT_DEFINITIONS, "ovn-kubernetes", "default")
                                    .orElseThrow(),
                            Labels.ROUTE_ADVERTISEMENTS)));

            assertTrue(api.get(Resource.NETWORK_ATTACHMENT_DEFINITIONS, "ovn-kubernetes", "default")
                    .orElseThrow()
                    .at("/spec/config")
                    .asText()
                    .contains("ovn-k8s-cni-overlay"));

            String untouched =
                    generatedFor("n1").at("/metadata/resourceVersion").asText();
            node("n2", "10.244.7.0/24");
            eventually(() -> assertEquals("10.244.7.0/24", advertised("n2")));
            assertEquals(
                    untouched,
                    generatedFor("n1").at("/metadata/resourceVersion").asText());

            // an error keeps what there is
            advertise("nothing");
            eventually(() -> assertCondition("False", "ConfigurationPending"));
            assertEquals(2, generated().size());
            advertise("default");
            eventually(() -> assertCondition("True", "Accepted"));

            node("n3", "10.244.3.0/24");
            eventually(() -> assertEquals("10.244.3.0/24", advertised("n3")));
            api.delete(Resource.NODES, "", "n3", Optional.empty());
            eventually(() -> assertEquals(2, generated().size()));

            api.delete(Resource.ROUTE_ADVERTISEMENTS, "", "default", Optional.empty());
            eventually(() -> assertEquals(0, generated().size()));
            eventually(() -> assertEquals(
                    "[]",
                    Labels.annotation(
                            api.get(Resource.NETWORK_ATTACHMENT_DEFINITIONS, "ovn-kubernetes", "default")
                                    .orElseThrow(),
                            Labels.ROUTE_ADVERTISEMENTS)));

            ObjectNode again = defaultNetwork("default");
            ((ObjectNode) again.get("spec")).putObject("frrConfigurationSelector");
            api.create(Resource.ROUTE_ADVERTISEMENTS, again);
            eventually(() -> assertCondition("True", "Accepted"));
            assertEquals("10.244.0.0/24", advertised("n1"));
        }
    }

    @Test
    void whatSomebodyChangesIsPutRightAgain() throws Exception {
        base();
        advertise("default");
        try (ApiServer own = connect();
                Controller _ = controller(own, "")) {
            eventually(() -> assertCondition("True", "Accepted"));
            String good = generatedFor("n1").get("spec").toString();

            ObjectNode changed = generatedFor("n1");
            ((ObjectNode) changed.at("/spec/bgp/routers/0")).put("asn", 7);
            api.replace(Resource.FRR_CONFIGURATIONS, changed);
            eventually(() -> assertEquals(good, generatedFor("n1").get("spec").toString()));

            // what somebody adds no server-side apply takes away
            ObjectNode added = generatedFor("n1");
            ((ObjectNode) added.at("/spec/bgp"))
                    .set("bfdProfiles", Cluster.tree("{a: [{name: x}]}").get("a"));
            api.replace(Resource.FRR_CONFIGURATIONS, added);
            eventually(() -> assertEquals(good, generatedFor("n1").get("spec").toString()));

            ObjectNode gone = generatedFor("n1");
            api.delete(
                    Resource.FRR_CONFIGURATIONS,
                    NAMESPACE,
                    gone.at("/metadata/name").asText(),
                    Optional.empty());
            eventually(() ->
                    assertNotEquals(gone.at("/metadata/uid"), generatedFor("n1").at("/metadata/uid")));
            assertEquals(good, generatedFor("n1").get("spec").toString());
        }
    }

    @Test
    void aSecondLifeChangesNothing() throws Exception {
        base();
        advertise("default");
        try (ApiServer own = connect();
                Controller _ = controller(own, "")) {
            eventually(() -> assertCondition("True", "Accepted"));
        }
        List<String> before = versions();
        try (ApiServer own = connect();
                Controller _ = controller(own, "")) {
            node("n2", "10.244.9.0/24");
            eventually(() -> assertEquals("10.244.9.0/24", advertised("n2")));
        }
        List<String> after = versions();
        assertEquals(1, before.stream().filter(after::contains).count());
    }

    private static List<String> versions() throws ApiFailure {
        return generated().stream()
                .map(each -> each.at("/metadata/resourceVersion").asText())
                .toList();
    }

    private static void lease(int seconds) throws ApiFailure {
        api.apply(
                Resource.LEASES,
                Cluster.tree("""
                metadata: {name: ovn-kubernetes-master, namespace: ovn-kubernetes}
                spec: {holderIdentity: manager, leaseDurationSeconds: %d, renewTime: '%s'}
                """.formatted(seconds, Instant.now().toString().substring(0, 19) + ".000000Z")),
                "ovnkube");
    }

    /// As the cluster manager says it.
    private static void acceptedByThem() throws ApiFailure {
        api.applyStatus(
                Resource.ROUTE_ADVERTISEMENTS,
                Cluster.tree("""
                metadata: {name: default}
                status:
                  status: Accepted
                  conditions:
                  - {type: Accepted, status: 'True', reason: Accepted, message: theirs, observedGeneration: %s,
                     lastTransitionTime: '2026-01-01T00:00:00Z'}
                """.formatted(
                                advertisements().at("/metadata/generation").asText())),
                THEIRS);
    }

    @Test
    void whatTheClusterManagerDoesIsLeftToItUntilItIsGone() throws Exception {
        base();
        advertise("default");
        acceptedByThem();
        api.apply(Resource.CONFIG_MAPS, Cluster.tree("""
                metadata: {name: ovnkube-config, namespace: ovn-kubernetes}
                data: {ovnkube.conf: "[default]\\ncluster-subnets = 10.244.0.0/16/24\\n"}
                """), "admin");
        lease(8);
        Instant began = Instant.now();
        try (ApiServer own = connect();
                Controller _ = controller(own, "")) {
            eventually(() -> assertEquals(
                    List.of("n1", "n2"),
                    api.list(Selection.all(Resource.NODES)).stream()
                            .map(each -> each.at("/metadata/name").asText())
                            .sorted()
                            .toList()));
            await().atMost(PATIENCE).until(() -> {
                boolean none = generated().isEmpty();
                assertTrue(none || Instant.now().isAfter(began.plusSeconds(8)), "their lease is still good");
                return !none;
            });
            eventually(() -> assertNotEquals(
                    "theirs",
                    advertisements().at("/status/conditions/0/message").asText()));
        }
    }

    /// As with a configuration that does not have it do this, which nobody can ask for.
    @Test
    void whatAClusterManagerLeavesAloneForAMinuteIsDoneHere() throws Exception {
        base();
        advertise("default");
        lease(36_000);
        // A minute at once, and now and then: a leader whose clock runs is one no more, and has to become it again.
        AtomicLong minutes = new AtomicLong();
        AtomicReference<Instant> next = new AtomicReference<>(Instant.now().plusSeconds(6));
        try (ApiServer own = connect();
                Controller _ = controller(own, "", () -> Instant.now().plusSeconds(61 * minutes.get()))) {
            await().atMost(PATIENCE).until(() -> {
                boolean none = generated().isEmpty();
                assertTrue(none || minutes.get() > 0, "it had no time to begin");
                if (Instant.now().isAfter(next.get())) {
                    minutes.incrementAndGet();
                    next.set(Instant.now().plusSeconds(20));
                }
                return !none;
            });
        }
    }

    @Test
    void theSwitchSaysWhatIsDoneWhateverTheClusterManagerDoes() throws Exception {
        base();
        advertise("default");
        acceptedByThem();
        lease(3600);
        try (ApiServer own = connect();
                Controller _ = controller(own, "route-advertisements=on")) {
            eventually(() -> assertEquals(2, generated().size()));
        }
    }
}
