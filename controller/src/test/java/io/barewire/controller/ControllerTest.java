package io.barewire.controller;

import static io.barewire.testkit.acceptance.Criterion.*;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/// Controllers beside a real API server, which asks them.
@Tag("kube")
class ControllerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String AGENT = "app.kubernetes.io/component=frr-k8s";

    private static KubeTestServer cluster;

    private final String id = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final String namespace = "test-" + id;
    private final List<Running> running = new ArrayList<>();
    private ApiServer api;

    private record Running(ApiServer api, Controller controller) {
        void close() {
            controller.close();
            api.close();
        }
    }

    @BeforeAll
    static void start() {
        cluster = KubeTestServer.shared();
    }

    @BeforeEach
    void connect() throws Exception {
        cluster.namespace(namespace);
        api = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
        api.create(Resource.NODES, object("v1", "Node", "", "n1-" + id, "labels: {test: " + id + ", rack: a}", ""));
        api.create(Resource.NODES, object("v1", "Node", "", "n2-" + id, "labels: {test: " + id + ", rack: b}", ""));
    }

    @AfterEach
    void end() throws Exception {
        running.forEach(Running::close);
        api.delete(WebhookCertificate.WEBHOOK_CONFIGURATIONS, "", WebhookCertificate.CONFIGURATION, Optional.empty());
        for (ObjectNode each : api.list(Selection.all(Resource.FRR_CONFIGURATIONS))) {
            api.delete(Resource.FRR_CONFIGURATIONS, text(each, "/metadata/namespace"), name(each), Optional.empty());
        }
        for (String node : List.of("n1-" + id, "n2-" + id)) {
            api.delete(Resource.NODES, "", node, Optional.empty());
        }
        api.close();
    }

    private Running controller(String identity) throws Exception {
        ApiServer own = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
        Running one = new Running(
                own,
                Controller.start(
                        new ControllerConfig(
                                namespace,
                                identity,
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                List.of("localhost"),
                                AGENT,
                                Optional.empty(),
                                Functions.AUTOMATIC,
                                false,
                                SSLContext::getDefaultSSLParameters),
                        own,
                        InstantSource.system()));
        running.add(one);
        return one;
    }

    /// As deploy/ has it, but for the way to the server.
    private void webhookFor(Running one) throws ApiFailure {
        api.apply(
                WebhookCertificate.WEBHOOK_CONFIGURATIONS,
                tree("""
                metadata: {name: %s}
                webhooks:
                - name: frrconfigurationsvalidationwebhook.metallb.io
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  failurePolicy: Fail
                  clientConfig: {url: "https://localhost:%d%s"}
                  rules:
                  - {apiGroups: [frrk8s.metallb.io], apiVersions: [v1beta1], operations: [CREATE, UPDATE],
                     resources: [frrconfigurations]}
                """.formatted(
                                WebhookCertificate.CONFIGURATION,
                                one.controller().address().getPort(),
                                WebhookServer.PATH)),
                "test");
    }

    private static ObjectNode tree(String yaml) {
        return JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
    }

    private static ObjectNode object(
            String apiVersion, String kind, String namespace, String name, String metadata, String rest) {
        return tree("{apiVersion: %s, kind: %s, metadata: {name: %s%s%s}%s}"
                .formatted(
                        apiVersion,
                        kind,
                        name,
                        namespace.isEmpty() ? "" : ", namespace: " + namespace,
                        metadata.isEmpty() ? "" : ", " + metadata,
                        rest.isEmpty() ? "" : ", " + rest));
    }

    private ObjectNode configuration(String inNamespace, String name, String spec) {
        return object("frrk8s.metallb.io/v1beta1", "FRRConfiguration", inNamespace, name, "", "spec: {" + spec + "}");
    }

    /// For this test's nodes only.
    private String onRack(String rack, String bgp) {
        return "nodeSelector: {matchLabels: {test: '" + id + "', rack: " + rack + "}}, bgp: {" + bgp + "}";
    }

    private void create(ObjectNode object) throws ApiFailure {
        api.create(Resource.FRR_CONFIGURATIONS, object);
    }

    private void assertRefused(String text, ObjectNode object) {
        ApiFailure refused = assertThrows(ApiFailure.class, () -> {
            create(object);
            // Somebody had not heard of something yet; what follows must not find it.
            api.delete(
                    Resource.FRR_CONFIGURATIONS, text(object, "/metadata/namespace"), name(object), Optional.empty());
        });
        assertEquals(403, refused.status(), refused::getMessage);
        assertTrue(refused.toString().contains(text), refused::toString);
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).untilAsserted(assertion);
    }

    private static String text(ObjectNode object, String pointer) {
        return object.at(pointer).asText("");
    }

    private static String name(ObjectNode object) {
        return text(object, "/metadata/name");
    }

    @Acceptance({WH_2, WH_3, WH_4, WH_5, WH_6, WH_7, WH_8, WH_9, WH_10})
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            WH-2  | routers: [{asn: 1, prefixes: [192.a.b.10]}]                            | unknown ipfamily
            WH-3  | routers: [{asn: 1, neighbors: [{asn: 2, address: 192.a.b.10}]}]        | failed to find ipfamily for
            WH-4  | routers: [{asn: 1, neighbors: [{asn: 2, address: 192.0.2.1, toAdvertise: {nextHop: {ipv6: '2001:db8::1'}}}]}] | without an ipv6 address family
            WH-5  | routers: [{asn: 1, neighbors: [{asn: 2, address: '2001:db8::1', toAdvertise: {nextHop: {ipv4: 192.0.2.1}}}]}] | without an ipv4 address family
            WH-6  | routers: [{asn: 1, neighbors: [{asn: 2, address: 192.0.2.1, toAdvertise: {withLocalPref: [{localPref: 5, prefixes: [10.0.0.0/24]}]}}]}] | associated to non existing prefix
            WH-7  | routers: [{asn: 1, neighbors: [{address: 192.0.2.1}]}]                 | no ASN or DynamicASN
            WH-8  | routers: [{asn: 1, neighbors: [{address: 192.0.2.1, asn: 2, dynamicASN: external}]}] | both ASN and DynamicASN
            WH-9  | routers: [{asn: 1, neighbors: [{asn: 2}]}]                             | no address and no interface
            WH-10 | routers: [{asn: 1, neighbors: [{asn: 2, address: 192.0.2.1, interface: eth0}]}] | both Address and Interface
            """)
    void theApiServerRefusesWhatTheWebhookRefuses(String number, String bgp, String text) throws Exception {
        webhookFor(controller("a"));
        eventually(() -> assertRefused(text, configuration(namespace, "x", onRack("a", bgp))));
        create(configuration(namespace, "x", onRack("a", "routers: [{asn: 1}]")));
    }

    /// With a warning, at one controller.
    @Acceptance({WH_1, WH_11, WH_13})
    @Test
    void objectsAreComparedOnTheNodesThatTheySelect() throws Exception {
        webhookFor(controller("a"));
        eventually(() -> assertRefused(
                "resource contains an invalid NodeSelector",
                configuration(namespace, "x", "nodeSelector: {matchLabels: {rack: 'a b'}}")));
        create(configuration(namespace, "one", onRack("a", "routers: [{asn: 100}]")));
        String other = "routers: [{asn: 200}]";
        eventually(() -> assertRefused("different asns", configuration(namespace, "two", onRack("a", other))));
        create(configuration(namespace, "two", onRack("b", other)));
        ObjectNode moved =
                api.get(Resource.FRR_CONFIGURATIONS, namespace, "two").orElseThrow();
        moved.set("spec", configuration(namespace, "two", onRack("a", other)).get("spec"));
        ApiFailure refused = assertThrows(ApiFailure.class, () -> api.replace(Resource.FRR_CONFIGURATIONS, moved));
        assertTrue(refused.toString().contains("resource is invalid for node n1-" + id), refused::toString);
        assertRefused("different asns", configuration("default", "three", onRack("a", other)));
        create(configuration(namespace, "four", onRack("a", """
                routers: [{asn: 100, neighbors: [{asn: 1, address: 192.0.2.1, passwordSecret: {name: nonexisting}}]}]""")));
    }

    private ObjectNode caBundles() throws ApiFailure {
        return api.get(WebhookCertificate.WEBHOOK_CONFIGURATIONS, "", WebhookCertificate.CONFIGURATION)
                .orElseThrow();
    }

    @Test
    void whomToTrustIsToldAgainWhenSomebodyTakesItAway() throws Exception {
        webhookFor(controller("a"));
        String pointer = "/webhooks/0/clientConfig/caBundle";
        eventually(() -> assertTrue(text(caBundles(), pointer).length() > 100));
        String told = text(caBundles(), pointer);
        ObjectNode object = caBundles();
        ((ObjectNode) object.at("/webhooks/0/clientConfig")).put("caBundle", "");
        api.replace(WebhookCertificate.WEBHOOK_CONFIGURATIONS, object);
        eventually(() -> assertEquals(told, text(caBundles(), pointer)));
    }

    @Test
    void aSecretThatWasShippedEmptyIsFilledAndOneThatIsLostIsMadeAgain() throws Exception {
        api.create(Resource.SECRETS, object("v1", "Secret", namespace, WebhookCertificate.SECRET, "", ""));
        webhookFor(controller("a"));
        eventually(() -> assertRefused("unknown ipfamily", bad()));
        api.delete(Resource.SECRETS, namespace, WebhookCertificate.SECRET, Optional.empty());
        eventually(() -> assertTrue(
                api.get(Resource.SECRETS, namespace, WebhookCertificate.SECRET).isPresent()));
        eventually(() -> assertRefused("unknown ipfamily", bad()));
    }

    private ObjectNode bad() {
        return configuration(namespace, "x", onRack("a", "routers: [{asn: 1, prefixes: [x]}]"));
    }

    private String leader() throws ApiFailure {
        return api.get(Leadership.LEASES, namespace, "barewire-controller")
                .map(lease -> text(lease, "/spec/holderIdentity"))
                .orElse("");
    }

    @Test
    void everyReplicaAnswersAndAnotherLeadsWhenTheLeaderGoes() throws Exception {
        Running first = controller("first");
        eventually(() -> assertEquals("first", leader()));
        Running second = controller("second");
        webhookFor(second);
        eventually(() -> assertRefused("unknown ipfamily", bad()));
        assertEquals("first", leader());
        first.close();
        running.remove(first);
        eventually(() -> assertEquals("second", leader()));
        assertRefused("unknown ipfamily", bad());
    }

    private void state(String node) throws ApiFailure {
        api.create(
                StatusCleaner.FRR_NODE_STATES,
                object("frrk8s.metallb.io/v1beta1", "FRRNodeState", "", node, "", "spec: {}"));
    }

    private boolean hasState(String node) throws ApiFailure {
        return api.get(StatusCleaner.FRR_NODE_STATES, "", node).isPresent();
    }

    /// Without grace, as there is no kubelet to confirm its end.
    private void agent(String name, String node) throws ApiFailure {
        api.create(
                Resource.PODS,
                object(
                        "v1",
                        "Pod",
                        namespace,
                        name,
                        "labels: {app.kubernetes.io/component: frr-k8s}",
                        "spec: {nodeName: " + node
                                + ", terminationGracePeriodSeconds: 0, containers: [{name: frr, image: none}]}"));
    }

    @Acceptance({ST_7, ST_8})
    @Test
    void theStateOfANodeWithoutAnAgentIsDeleted() throws Exception {
        agent("agent-1", "n1-" + id);
        state("n1-" + id);
        state("n2-" + id);
        controller("a");
        eventually(() -> assertFalse(hasState("n2-" + id)));
        assertTrue(hasState("n1-" + id));
        api.delete(Resource.PODS, namespace, "agent-1", Optional.empty());
        eventually(() -> assertFalse(hasState("n1-" + id)));
        agent("agent-2", "n1-" + id);
        state("n1-" + id);
        state("nowhere-" + id);
        eventually(() -> assertFalse(hasState("nowhere-" + id)));
        assertTrue(hasState("n1-" + id));
    }
}
