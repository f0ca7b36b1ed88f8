package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.NO_FILTER;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.status.SessionStatus;
import io.barewire.daemon.status.StatusConfig;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.kube.KubeTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// frr-k8s' acceptance tests of status, by their numbers. Configuration is a folder where the API server adds nothing.
@Tag("kube")
class StatusTest {
    private static final Resource NODE_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "frrnodestates", "FRRNodeState", false);
    private static final Resource SESSION_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "bgpsessionstates", "BGPSessionState", true);

    private static final Resource EVENTS = new Resource("", "v1", "events", "Event", true);
    private static final JsonMapper JSON = new JsonMapper();

    private static KubeTestServer cluster;

    private final String id = "st-" + UUID.randomUUID().toString().substring(0, 8);
    private ApiServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        cluster = KubeTestServer.shared();
    }

    @BeforeEach
    void connect() throws Exception {
        cluster.namespace(id);
        server = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
    }

    @AfterEach
    void disconnect() {
        server.close();
    }

    private Node node(String letter, String address) throws Exception {
        String name = id + letter;
        StatusConfig config =
                new StatusConfig(new Access.Kubeconfig(cluster.kubeconfig()), id, Optional.empty(), SessionStatus.ALL);
        return new Node(folder, name, address).withStatus(config);
    }

    private void awaitState(Node node, String field, Predicate<? super String> as) {
        await(field)
                .atMost(Node.PATIENCE)
                .until(
                        () -> server.get(NODE_STATES, "", node.name)
                                .map(state -> state.at("/status/" + field).asText())
                                .orElse(""),
                        as);
    }

    private static Predicate<String> contains(String text) {
        return all -> all.contains(text);
    }

    private static String router(String neighbors) {
        return "{asn: 64515, neighbors: [" + neighbors + "]}";
    }

    @Acceptance({ST_1, ST_2, ST_3})
    @Test
    @DisplayName("ST-1, ST-2, ST-3: routers and neighbors come and go in runningConfig, without keys")
    void runningConfigFollows() throws Exception {
        try (Node node = node("a", "127.0.0.1").configure(router("")).start()) {
            awaitState(node, "lastReloadResult", "success"::equals);
            awaitState(node, "runningConfig", contains("router bgp 64515"));
            awaitState(node, "runningConfig", contains("log stdout"));

            node.write("secret.yaml", """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: key, namespace: frr-k8s-system}
                    type: kubernetes.io/basic-auth
                    stringData: {password: hocuspocus}
                    """);
            node.configure(router("{address: 192.168.5.1, asn: 64516, passwordSecret: {name: key}}"));
            awaitState(node, "runningConfig", contains("neighbor 192.168.5.1 activate"));
            awaitState(node, "runningConfig", contains("password <retracted>"));
            awaitState(node, "lastConversionResult", "success"::equals);
            String all = server.get(NODE_STATES, "", node.name).orElseThrow().toString();
            assertFalse(all.contains("hocuspocus"));

            node.configure(router(""));
            awaitState(node, "runningConfig", contains("192.168.5.1").negate());
            awaitState(node, "runningConfig", contains("router bgp 64515"));
        }
    }

    @Acceptance(ST_4)
    @Test
    @DisplayName("ST-4: raw text that is none is an ERROR, and what ran goes on running")
    void badRawConfiguration() throws Exception {
        try (Node node = node("a", "127.0.0.1").configure(router("")).start()) {
            awaitState(node, "runningConfig", contains("router bgp 64515"));
            node.write("raw.yaml", """
                    apiVersion: frrk8s.metallb.io/v1beta1
                    kind: FRRConfiguration
                    metadata: {name: raw, namespace: frr-k8s-system}
                    spec: {raw: {rawConfig: this is a non valid configuration}}
                    """);
            awaitState(node, "lastReloadResult", contains("ERROR"));
            awaitState(node, "lastReloadResult", contains("line 1"));
            awaitState(node, "lastConversionResult", "success"::equals);
            awaitState(node, "runningConfig", contains("router bgp 64515"));
            Files.delete(node.manifests.resolve("raw.yaml"));
            awaitState(node, "lastReloadResult", "success"::equals);
        }
    }

    @Acceptance(ST_5)
    @Test
    @DisplayName("ST-5: a missing Secret fails the conversion")
    void missingSecret() throws Exception {
        try (Node node = node("a", "127.0.0.1").configure(router("")).start()) {
            awaitState(node, "lastConversionResult", "success"::equals);
            node.configure(router("{address: 192.168.5.1, asn: 64516, passwordSecret: {name: nonexisting}}"));
            awaitState(node, "lastConversionResult", contains("secret nonexisting not found"));
            awaitState(node, "lastConversionResult", text -> text.startsWith("failed: "));
            awaitState(node, "lastReloadResult", "success"::equals);
        }
    }

    private void frrConfiguration(String namespace, String name, String spec) throws Exception {
        ObjectNode object = (ObjectNode) JSON.readTree("{\"spec\":" + spec + "}");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        server.create(Resource.FRR_CONFIGURATIONS, object);
    }

    @Acceptance(ST_6)
    @Test
    @DisplayName(
            "ST-6: an object of another namespace is never in the running configuration; a refused one has an Event")
    void otherNamespaces() throws Exception {
        cluster.namespace(id + "-other");
        Node node = node("a", "127.0.0.1");
        ObjectNode self = JSON.createObjectNode();
        self.putObject("metadata").put("name", node.name);
        server.create(Resource.NODES, self);
        frrConfiguration(id + "-other", "theirs", "{\"bgp\":{\"routers\":[{\"asn\":64999}]}}");
        frrConfiguration(
                id,
                "refused",
                "{\"bgp\":{\"routers\":[{\"asn\":64515,\"neighbors\":[{\"asn\":64516,"
                        + "\"address\":\"192.168.5.1\",\"passwordSecret\":{\"name\":\"nonexisting\"}}]}]}}");
        frrConfiguration(id, "ours", "{\"bgp\":{\"routers\":[{\"asn\":64515}]}}");
        Access access = new Access.Kubeconfig(cluster.kubeconfig());
        try (node) {
            node.withSource(new Source.Cluster(
                            access,
                            new ClusterSourceConfig(
                                    node.name, id, Optional.empty(), ClusterSourceConfig.MESH_KEY_SECRET)))
                    .start();
            awaitState(node, "runningConfig", contains("router bgp 64515"));
            awaitState(node, "runningConfig", contains("64999").negate());
            awaitState(node, "lastConversionResult", contains("secret nonexisting not found"));
            await().atMost(Node.PATIENCE)
                    .until(() -> server.list(Selection.in(EVENTS, id)).stream()
                            .anyMatch(event -> event.path("reason").asText().equals("ConfigurationRefused")
                                    && event.at("/involvedObject/name").asText().equals("refused")));
        }
    }

    private List<String> sessions(Node node) throws ApiFailure {
        return server.list(Selection.in(SESSION_STATES, id).labelled("frrk8s.metallb.io/node=" + node.name)).stream()
                .map(StatusTest::text)
                .sorted()
                .toList();
    }

    private static String text(ObjectNode session) {
        String state = session.at("/status/bgpStatus").asText();
        boolean trying = List.of("Idle", "Connect", "Active").contains(state);
        return session.at("/status/peer").asText() + " " + (trying ? "trying" : state) + " "
                + session.at("/status/bfdStatus").asText();
    }

    private void awaitSessions(Node node, String... sessions) {
        await().atMost(Node.PATIENCE).untilAsserted(() -> assertEquals(List.of(sessions), sessions(node)));
    }

    @Acceptance(BSS_1)
    @Test
    @DisplayName("BSS-1: a peer that is not there is tried, and BFD with it is Down; without it nothing is told")
    void unreachablePeer() throws Exception {
        try (Node node = node("a", "127.0.0.1")
                .configure(router("{address: 10.10.10.10, asn: 64516}"))
                .start()) {
            awaitSessions(node, "10.10.10.10 trying N/A");
            node.write("bgp.yaml", """
                    apiVersion: frrk8s.metallb.io/v1beta1
                    kind: FRRConfiguration
                    metadata: {name: peering, namespace: frr-k8s-system}
                    spec:
                      bgp:
                        bfdProfiles: [{name: simple}]
                        routers: [{asn: 64515, neighbors: [{address: 10.10.10.10, asn: 64516, bfdProfile: simple}]}]
                    """);
            awaitSessions(node, "10.10.10.10 trying Down");
            node.configure("{asn: 64515, neighbors: []}");
            awaitSessions(node);
        }
    }

    @Test
    @DisplayName(
            "BSS-2: a session is told from its first attempt to its removal, and BFD that only one side has is Down")
    void lifeOfASession() throws Exception {
        Node a = node("a", "127.0.0.2");
        Node b = node("b", "127.0.0.3");
        try (a;
                b) {
            a.configure(b, 64512, "10.1.1.0/24", NO_FILTER).start();
            awaitSessions(a, "127.0.0.3 trying N/A");
            b.configure(a, 64512, "10.1.2.0/24", NO_FILTER).start();
            awaitSessions(a, "127.0.0.3 Established N/A");
            awaitSessions(b, "127.0.0.2 Established N/A");
            a.write("bgp.yaml", """
                    apiVersion: frrk8s.metallb.io/v1beta1
                    kind: FRRConfiguration
                    metadata: {name: peering, namespace: frr-k8s-system}
                    spec:
                      bgp:
                        bfdProfiles: [{name: simple}]
                        routers: [{asn: 64512, id: %s, prefixes: [10.1.1.0/24], neighbors: [%s]}]
                    """.formatted(
                            a.identifier(),
                            a.neighbor(
                                    b,
                                    64512,
                                    "connectTime: 1s",
                                    "toAdvertise: {allowed: {mode: all}}",
                                    NO_FILTER,
                                    "bfdProfile: simple")));
            awaitSessions(a, "127.0.0.3 Established Down");
            b.configure("{asn: 64512, neighbors: []}");
            awaitSessions(a, "127.0.0.3 trying Down");
            awaitSessions(b);
            await().atMost(Node.PATIENCE)
                    .until(() -> server.list(Selection.in(SESSION_STATES, id)).stream()
                            .map(session -> session.at("/metadata/annotations/barewire.io~1last-end")
                                    .asText())
                            .noneMatch(String::isEmpty));
            // There the next attempt, a second later, has another end; an Event stays.
            await().atMost(Node.PATIENCE)
                    .until(() -> server.list(Selection.in(EVENTS, id)).stream()
                            .anyMatch(event -> event.path("reason").asText().equals("SessionDown")
                                    && event.path("message").asText().contains("Peer De-configured")));
        }
    }

    @Test
    @DisplayName("Refused prefixes are told with what refuses them")
    void refusedPrefixes() throws Exception {
        Node a = node("a", "127.0.0.2");
        Node b = node("b", "127.0.0.3");
        try (a;
                b) {
            a.configure(b, 64512, "10.1.1.0/24", "toReceive: {allowed: {prefixes: [{prefix: 10.9.0.0/16}]}}")
                    .start();
            b.configure(a, 64512, "10.1.2.0/24", NO_FILTER).start();
            await().atMost(Node.PATIENCE)
                    .untilAsserted(() -> assertEquals(
                            List.of("1, such as 10.1.2.0/24: denied by import filter (no rule permits it)"),
                            server
                                    .list(Selection.in(SESSION_STATES, id).labelled("frrk8s.metallb.io/node=" + a.name))
                                    .stream()
                                    .map(session -> session.at("/metadata/annotations/barewire.io~1refused-prefixes")
                                            .asText())
                                    .toList()));
        }
    }
}
