package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.log.LogLevel;
import io.barewire.daemon.log.Logging;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.testkit.kube.Gate;
import io.barewire.testkit.kube.KubeTestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent that is configured by an API server, and a peer that a folder configures.
@Tag("kube")
class KubernetesAgentTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final KubeTestServer cluster = KubeTestServer.shared();
    private final String namespace = "agent-" + Long.toHexString(System.nanoTime());

    private Source through(int port) {
        return new Source.Cluster(
                new Access.Kubeconfig(cluster.kubeconfig(port)),
                new ClusterSourceConfig(namespace, namespace, Optional.empty(), ClusterSourceConfig.MESH_KEY_SECRET));
    }

    private static ObjectNode parse(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text);
    }

    /// A Node, named after the namespace.
    private void node(ApiServer server) throws Exception {
        server.apply(Resource.NODES, parse("{\"metadata\": {\"name\": \"%s\"}}".formatted(namespace)), "test");
    }

    private void peering(ApiServer server, Node self, Node peer, String prefixes, String more) throws Exception {
        server.apply(
                Resource.FRR_CONFIGURATIONS,
                parse("""
                        {"metadata": {"name": "peering", "namespace": "%s"},
                         "spec": {"bgp": {"routers": [{"asn": 64512, "id": "%s", "prefixes": [%s], "neighbors": [
                           {"address": "%s", "sourceaddress": "%s", "asn": 64512,
                            "toAdvertise": {"allowed": {"mode": "all"}},
                            "toReceive": {"allowed": {"mode": "all"}} %s}]}]}}}""".formatted(namespace, self.identifier(), prefixes, peer.address, self.address, more)),
                "test");
    }

    private void secret(ApiServer server, String password) throws Exception {
        String encoded = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        server.apply(Resource.SECRETS, parse("""
                        {"metadata": {"name": "key", "namespace": "%s"}, "type": "kubernetes.io/basic-auth",
                         "data": {"password": "%s"}}""".formatted(namespace, encoded)), "test");
    }

    @Test
    void objectsOfTheApiServerBecomeSessionsAndStayWhenItGoes() throws Exception {
        cluster.namespace(namespace);
        try (ApiServer server = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
                Gate gate = Gate.to(cluster.port());
                Node a = new Node(folder, namespace, "127.0.0.70").withSource(through(gate.port()));
                Node b = new Node(folder, "b", "127.0.0.71")) {
            b.configure(a, 64512, "10.2.0.0/24", Node.NO_FILTER).start();
            gate.shut();
            a.start();
            await(() -> a.get("/readyz").body().contains("list /api/v1/nodes: "));
            await(() ->
                    a.ask(new Question.Problems()).path("problems").toString().contains("/api/v1/nodes"));

            node(server);
            peering(server, a, b, "\"10.1.0.0/24\"", "");
            gate.open();
            await(() -> a.established() && b.best().size() == 2);

            // a change in place
            String since = a.neighbor().path("since").asText();
            peering(server, a, b, "\"10.1.0.0/24\", \"10.1.1.0/24\"", "");
            await(() -> b.best().size() == 3);

            // the server goes: everything stays, and the reason can be read; what changed meanwhile comes afterwards
            gate.shut();
            await(() ->
                    a.ask(new Question.Problems()).path("problems").toString().contains("Kubernetes API"));
            peering(server, a, b, "\"10.1.0.0/24\"", "");
            assertTrue(a.established());
            assertEquals(3, b.best().size());
            gate.open();
            await(() -> b.best().size() == 2);
            assertEquals(since, a.neighbor().path("since").asText());

            // an object that cannot be used does not end what it made
            server.apply(Resource.FRR_CONFIGURATIONS, parse("""
                            {"metadata": {"name": "peering", "namespace": "%s"},
                             "spec": {"bgp": {"routers": [{"asn": 64512, "evpn": {"advertiseVNIs": "All"}}]}}}""".formatted(namespace)), "test");
            await(() -> a.ask(new Question.Problems()).path("errors").asLong() > 0);
            assertEquals(since, a.neighbor().path("since").asText());

            assertTrue(server.delete(Resource.FRR_CONFIGURATIONS, namespace, "peering", Optional.empty()));
            await(() -> a.ask(new Question.Neighbors(Optional.empty()))
                    .path("neighbors")
                    .isEmpty());
        }
    }

    @Test
    void aSecretThatChangesIsTheKeyFromThenOn() throws Exception {
        cluster.namespace(namespace);
        try (ApiServer server = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
                Node a = new Node(folder, namespace, "127.0.0.72").withSource(through(cluster.port()));
                Node b = new Node(folder, "b", "127.0.0.73")) {
            node(server);
            secret(server, "first");
            peering(server, a, b, "", ", \"passwordSecret\": {\"name\": \"key\"}");
            b.configure("10.2.0.0/24", List.of(b.neighbor(a, 64512, "connectTime: 1s", "password: first")))
                    .start();
            a.start();
            await(a::established);
            secret(server, "second");
            await(() -> !a.established());
            b.configure("10.2.0.0/24", List.of(b.neighbor(a, 64512, "connectTime: 1s", "password: second")));
            await(a::established);
        }
    }

    @Test
    void theLogLevelIsWhatTheFrrK8sConfigurationSays() throws Exception {
        cluster.namespace(namespace);
        LogLevel usual = Logging.level();
        try (ApiServer server = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
                Node a = new Node(folder, namespace, "127.0.0.74").withSource(through(cluster.port()))) {
            node(server);
            a.start();
            logLevel(server, "debug");
            await(() -> Logging.level() == LogLevel.DEBUG);
            await(() -> problems(a).contains("the log level is debug"));
            logLevel(server, "none");
            await(() -> Logging.level() == LogLevel.ERROR);
            server.delete(Resource.FRR_K8S_CONFIGURATIONS, namespace, "config", Optional.empty());
            await(() -> Logging.level() == usual);
            await(() -> !problems(a).contains("log level"));
        } finally {
            Logging.level(usual);
        }
    }

    private void logLevel(ApiServer server, String level) throws Exception {
        server.apply(Resource.FRR_K8S_CONFIGURATIONS, parse("""
                        {"metadata": {"name": "config", "namespace": "%s"}, "spec": {"logLevel": "%s"}}""".formatted(namespace, level)), "test");
    }

    private static String problems(Node node) {
        return node.ask(new Question.Problems()).path("problems").toString();
    }
}
