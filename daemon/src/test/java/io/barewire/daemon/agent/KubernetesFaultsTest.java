package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.status.SessionStatus;
import io.barewire.daemon.status.StatusConfig;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.testkit.kube.KubeTestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An API server that fails, and people who do with it what nobody should, under an agent with a session: that stays,
/// and what is right comes without a restart.
@Tag("kube")
class KubernetesFaultsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Resource SESSION_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "bgpsessionstates", "BGPSessionState", true);

    /// How often each of two people writes.
    private static final int ROUNDS = 150;

    @TempDir
    private Path folder;

    private final String namespace = "faults-" + Long.toHexString(System.nanoTime());
    private Optional<KubeTestServer> own = Optional.empty();

    @AfterEach
    void end() {
        own.ifPresent(KubeTestServer::close);
    }

    /// One that may be stopped.
    private KubeTestServer ownServer() {
        KubeTestServer server = KubeTestServer.start();
        own = Optional.of(server);
        return server;
    }

    /// The agent of the cluster's one node.
    private Node agent(KubeTestServer cluster, String address) throws Exception {
        Access access = new Access.Kubeconfig(cluster.kubeconfig());
        return new Node(folder, namespace, address)
                .withSource(new Source.Cluster(
                        access,
                        new ClusterSourceConfig(
                                namespace, namespace, Optional.empty(), ClusterSourceConfig.MESH_KEY_SECRET)))
                .withStatus(new StatusConfig(access, namespace, Optional.empty(), SessionStatus.ALL));
    }

    private static ApiServer of(KubeTestServer cluster) throws Exception {
        return ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
    }

    private static ObjectNode parse(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text);
    }

    private void node(ApiServer server) throws Exception {
        server.apply(Resource.NODES, parse("{\"metadata\": {\"name\": \"%s\"}}".formatted(namespace)), "test");
    }

    private ObjectNode configuration(String name, String router) throws Exception {
        return parse("""
                {"metadata": {"name": "%s", "namespace": "%s"}, "spec": {"bgp": {"routers": [%s]}}}
                """.formatted(name, namespace, router));
    }

    /// Announces so many prefixes.
    private void peering(ApiServer server, Node self, Node peer, int prefixes) throws Exception {
        String list = IntStream.range(0, prefixes)
                .mapToObj("\"10.1.%d.0/24\""::formatted)
                .collect(Collectors.joining(", "));
        server.apply(
                Resource.FRR_CONFIGURATIONS,
                configuration("peering", """
                        {"asn": 64512, "id": "%s", "prefixes": [%s], "neighbors": [
                          {"address": "%s", "sourceaddress": "%s", "asn": 64512, "connectTime": "1s",
                           "toAdvertise": {"allowed": {"mode": "all"}}, "toReceive": {"allowed": {"mode": "all"}}}]}
                        """.formatted(self.identifier(), list, peer.address, self.address)),
                "test");
    }

    private interface Writing {
        void write() throws Exception;
    }

    /// A server that has just come back does not serve everything, and does not know a new namespace at once.
    private static boolean isWritten(Writing writing) throws Exception {
        try {
            writing.write();
            return true;
        } catch (ApiFailure notYet) {
            return false;
        }
    }

    private static String problems(Node node) {
        return node.ask(new Question.Problems()).path("problems").toString();
    }

    private static String since(Node node) {
        return node.neighbor().path("since").asText();
    }

    @Test
    void whenTheApiServerDiesSessionsStayAndWhatChangedComesWithTheNextOne() throws Exception {
        KubeTestServer cluster = ownServer();
        cluster.namespace(namespace);
        try (Node a = agent(cluster, "127.0.0.120");
                Node b = new Node(folder, "b", "127.0.0.121")) {
            try (ApiServer server = of(cluster)) {
                node(server);
                peering(server, a, b, 1);
            }
            b.configure(a, 64512, "10.2.0.0/24", Node.NO_FILTER).start();
            a.start();
            await(() -> a.established() && b.best().size() == 2);
            String since = since(a);

            cluster.kill();
            cluster.compact(); // no watch can go on from where it was
            await(() -> problems(a).contains("Kubernetes API"));
            assertTrue(a.established());
            assertEquals(2, b.best().size());
            assertEquals(200, a.get("/readyz").statusCode());

            cluster.restart();
            try (ApiServer server = of(cluster)) {
                await(() -> isWritten(() -> peering(server, a, b, 2)));
                await(() -> b.best().size() == 3);
                await(() -> !problems(a).contains("Kubernetes API"));
                assertEquals(since, since(a));
            }
        }
    }

    @Test
    void whileTheApiServerSaysNothingASessionCanEvenBeLostAndComeBack() throws Exception {
        KubeTestServer cluster = ownServer();
        cluster.namespace(namespace);
        try (Node a = agent(cluster, "127.0.0.122");
                Node b = new Node(folder, "b", "127.0.0.123");
                ApiServer server = of(cluster)) {
            node(server);
            peering(server, a, b, 1);
            b.configure(a, 64512, "10.2.0.0/24", Node.NO_FILTER).start();
            a.start();
            await(() -> a.established() && b.best().size() == 2);
            String since = since(a);
            cluster.pause();
            try {
                b.agent().close();
                await(() -> !a.established());
                b.start();
                await(() ->
                        a.established() && !since(a).equals(since) && b.best().size() == 2);
            } finally {
                cluster.resume();
            }
            String again = since(a);
            await(() -> isWritten(() -> peering(server, a, b, 2)));
            await(() -> b.best().size() == 3);
            assertEquals(again, since(a));
        }
    }

    /// One claims the node for another AS, with which the other's object does not go together, and takes that back; the
    /// other adds a prefix and takes it away; as fast as they can.
    @Test
    void objectsThatFightCostTheSessionNothing() throws Exception {
        KubeTestServer cluster = KubeTestServer.shared();
        cluster.namespace(namespace);
        try (Node a = agent(cluster, "127.0.0.124");
                Node b = new Node(folder, "b", "127.0.0.125");
                ApiServer server = of(cluster)) {
            node(server);
            peering(server, a, b, 1);
            b.configure(a, 64512, "10.2.0.0/24", Node.NO_FILTER).start();
            a.start();
            await(() -> a.established() && b.best().size() == 2);
            String since = since(a);
            Thread one = Thread.ofPlatform()
                    .start(() -> rounds(i -> server.apply(
                            Resource.FRR_CONFIGURATIONS,
                            configuration("zz-claim", "{\"asn\": %d}".formatted(i % 2 == 0 ? 64_513 : 64_512)),
                            "one")));
            Thread other = Thread.ofPlatform().start(() -> rounds(i -> peering(server, a, b, 1 + (i + 1) % 2)));
            one.join();
            other.join();
            server.apply(Resource.FRR_CONFIGURATIONS, configuration("zz-claim", "{\"asn\": 64513}"), "one");
            await(() -> problems(a).contains("64513"));
            peering(server, a, b, 4);
            await(() -> b.best().size() == 5);
            assertEquals(since, since(a));
            server.delete(Resource.FRR_CONFIGURATIONS, namespace, "zz-claim", Optional.empty());
            await(() -> !problems(a).contains("64513"));
            assertEquals(since, since(a));
        }
    }

    private interface Round {
        void write(int number) throws Exception;
    }

    private static void rounds(Round round) {
        for (int i = 0; i < ROUNDS; i++) {
            try {
                round.write(i);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    @Test
    void aNamespaceThatIsMadeAnewIsFollowedLikeTheOldOne() throws Exception {
        KubeTestServer cluster = KubeTestServer.shared();
        cluster.namespace(namespace);
        try (Node a = agent(cluster, "127.0.0.126");
                Node b = new Node(folder, "b", "127.0.0.127");
                ApiServer server = of(cluster)) {
            node(server);
            peering(server, a, b, 1);
            b.configure(a, 64512, "10.2.0.0/24", Node.NO_FILTER).start();
            a.start();
            await(() -> a.established() && told(server).equals(List.of("Established")));

            cluster.endNamespace(namespace, () -> {
                empty(server);
                await(() -> a.ask(new Question.Neighbors(Optional.empty()))
                        .path("neighbors")
                        .isEmpty());
            });
            cluster.namespace(namespace);
            await(() -> isWritten(() -> peering(server, a, b, 2)));
            await(() -> a.established() && b.best().size() == 3);
            await(() -> told(server).equals(List.of("Established")));
        }
    }

    private void empty(ApiServer server) {
        try {
            for (Resource resource : List.of(Resource.FRR_CONFIGURATIONS, SESSION_STATES)) {
                for (ObjectNode object : server.list(Selection.in(resource, namespace))) {
                    server.delete(
                            resource, namespace, object.at("/metadata/name").asText(), Optional.empty());
                }
            }
        } catch (ApiFailure failure) {
            throw new IllegalStateException(failure);
        }
    }

    private List<String> told(ApiServer server) throws ApiFailure {
        return server.list(Selection.in(SESSION_STATES, namespace)).stream()
                .map(object -> object.at("/status/bgpStatus").asText())
                .toList();
    }
}
