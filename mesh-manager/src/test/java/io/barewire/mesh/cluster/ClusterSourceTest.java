package io.barewire.mesh.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.testkit.kube.KubeTestServer;
import io.barewire.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kube")
class ClusterSourceTest {
    private static final String EVERY_NODE = "{}";
    private static final String RACK_A = "{\"matchLabels\": {\"rack\": \"a\"}}";
    private static final String RACK_B = "{\"matchLabels\": {\"rack\": \"b\"}}";
    private static final String NEIGHBOR = "{\"address\": \"192.0.2.1\", \"asn\": 64512}";

    private Cluster cluster;
    private final Heard heard = new Heard();

    @BeforeEach
    void begin() throws Exception {
        cluster = new Cluster(KubeTestServer.shared());
    }

    @AfterEach
    void end() throws Exception {
        cluster.close();
    }

    private ClusterSource start() {
        return ClusterSource.start(cluster.server, cluster.config(), heard);
    }

    private void awaitConfigurations(String... names) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertEquals(Set.of(names), heard.configurations()));
    }

    @Test
    void whatSelectsTheNodeIsToldAndFollowed() throws Exception {
        cluster.node("{\"rack\": \"a\"}");
        cluster.apply(cluster.configuration("all", EVERY_NODE, NEIGHBOR));
        cluster.apply(cluster.configuration("a", RACK_A, NEIGHBOR));
        cluster.apply(cluster.configuration("b", RACK_B, NEIGHBOR));
        try (ClusterSource _ = start()) {
            awaitConfigurations("all", "a");
            assertEquals(1, heard.snapshots.size(), "the first snapshot is complete");
            cluster.apply(cluster.configuration("b", RACK_A, NEIGHBOR));
            awaitConfigurations("all", "a", "b");
            cluster.apply(cluster.configuration("a", RACK_B, NEIGHBOR));
            awaitConfigurations("all", "b");
            cluster.delete("all");
            awaitConfigurations("b");
            assertEquals(Set.of(cluster.node), heard.last().nodes().keySet());
        }
    }

    @Test
    void labelsOfTheNodeChangeWithWhatSelectsItAtOnce() throws Exception {
        cluster.node("{\"rack\": \"a\"}");
        cluster.apply(cluster.configuration("a", RACK_A, NEIGHBOR));
        cluster.apply(cluster.configuration("b", RACK_B, NEIGHBOR));
        try (ClusterSource _ = start()) {
            awaitConfigurations("a");
            cluster.node("{\"rack\": \"b\"}");
            awaitConfigurations("b");
            heard.snapshots.forEach(snapshot -> {
                Node node = Objects.requireNonNull(snapshot.nodes().get(cluster.node));
                String rack = Objects.requireNonNull(node.labels().get("rack"));
                assertEquals(Set.of(rack), Heard.names(snapshot), "labels and objects of one moment");
            });
        }
    }

    @Test
    void theNodeMayComeLast() throws Exception {
        cluster.apply(cluster.configuration("a", RACK_A, NEIGHBOR));
        try (ClusterSource _ = start()) {
            await().until(() -> !heard.snapshots.isEmpty());
            assertEquals(Set.of(), heard.configurations());
            cluster.node("{\"rack\": \"a\"}");
            awaitConfigurations("a");
        }
    }

    @Test
    void otherNamespacesMeanNothing() throws Exception {
        cluster.node("{}");
        try (Cluster other = new Cluster(KubeTestServer.shared());
                ClusterSource _ = start()) {
            other.apply(other.configuration("foreign", EVERY_NODE, NEIGHBOR));
            cluster.apply(cluster.configuration("ours", EVERY_NODE, NEIGHBOR));
            awaitConfigurations("ours");
        }
    }

    @Test
    void onlySecretsThatAreNamedAreFollowed() throws Exception {
        cluster.node("{}");
        cluster.secret("key", "one");
        cluster.secret("other", "never seen");
        try (ClusterSource _ = start()) {
            cluster.apply(cluster.configuration(
                    "tor",
                    EVERY_NODE,
                    "{\"address\": \"192.0.2.1\", \"asn\": 64512, \"passwordSecret\": {\"name\": \"key\"}}"));
            awaitConfigurations("tor");
            ObjectKey key = new ObjectKey(cluster.namespace, "key");
            heard.snapshots.stream()
                    .filter(snapshot -> !snapshot.frrConfigurations().isEmpty())
                    .forEach(snapshot ->
                            assertEquals(Set.of(key), snapshot.secrets().keySet()));
            cluster.secret("key", "two");
            await().until(() -> heard.last().secrets().values().stream()
                    .anyMatch(
                            secret -> secret.data().containsValue(Octets.of("two".getBytes(StandardCharsets.UTF_8)))));
            cluster.delete("tor");
            await().until(() -> heard.last().secrets().isEmpty());
        }
    }

    @Test
    void aBrokenObjectStaysAsItWas() throws Exception {
        cluster.node("{}");
        cluster.apply(cluster.configuration("tor", EVERY_NODE, NEIGHBOR));
        try (ClusterSource _ = start()) {
            awaitConfigurations("tor");
            var good = heard.last().frrConfigurations();
            cluster.apply(cluster.configuration("tor", EVERY_NODE, "{\"address\": \"nonsense\", \"asn\": 64512}"));
            await().until(() -> heard.last().problems().stream().anyMatch(problem -> problem.isError()));
            assertEquals(good, heard.last().frrConfigurations());
            cluster.apply(cluster.configuration("tor", EVERY_NODE, "{\"address\": \"192.0.2.2\", \"asn\": 64512}"));
            await().until(() -> heard.last().problems().isEmpty());
        }
    }

    @Test
    void theManagedMeshFollowsAllNodes() throws Exception {
        cluster.node("{}");
        try (Cluster other = new Cluster(KubeTestServer.shared());
                ClusterSource _ = start()) {
            other.node("{}");
            await().until(() -> !heard.snapshots.isEmpty());
            assertEquals(Set.of(cluster.node), heard.last().nodes().keySet());
            cluster.ovnKubeConfig("""
                    [default]
                    cluster-subnets=10.244.0.0/16/24
                    transport=no-overlay
                    [no-overlay]
                    outbound-snat=enabled
                    routing=managed
                    [bgp-managed]
                    topology=full-mesh
                    """);
            await().untilAsserted(() -> assertTrue(
                    heard.last().nodes().keySet().containsAll(Set.of(cluster.node, other.node)),
                    () -> heard.last().problems().toString()));
            cluster.ovnKubeConfig("[default]\n");
            await().until(() -> heard.last().nodes().keySet().equals(Set.of(cluster.node)));
        }
    }

    @Test
    void allNodesAreFollowedWithoutAMeshWhereThatIsAskedFor() throws Exception {
        cluster.node("{}");
        ClusterSourceConfig own = cluster.config();
        ClusterSourceConfig all = new ClusterSourceConfig(
                own.node(), own.namespace(), own.ovnKubeConfig(), own.meshKeySecret(), own.kubeOvnPods(), true);
        try (Cluster other = new Cluster(KubeTestServer.shared())) {
            other.node("{}");
            try (ClusterSource _ = ClusterSource.start(cluster.server, all, heard)) {
                await().until(() -> !heard.snapshots.isEmpty());
                assertTrue(
                        heard.snapshots.getFirst().nodes().keySet().containsAll(Set.of(cluster.node, other.node)),
                        "the first snapshot is complete");
            }
        }
    }

    @Test
    void whatTheRoleForbidsIsSaidAndNothingIsConcludedFromIt() throws Exception {
        cluster.node("{}");
        var account = KubeTestServer.shared().serviceAccount(cluster.namespace, "nobody");
        try (ApiServer server =
                        ApiServer.of(new Access.InPod(KubeTestServer.shared().address(), account));
                ClusterSource _ = ClusterSource.start(server, cluster.config(), heard)) {
            await().untilAsserted(() -> assertTrue(
                    heard.waiting.toString().contains("let its role \"list\" nodes"), () -> heard.waiting.toString()));
            assertTrue(heard.snapshots.isEmpty());
        }
    }

    @Test
    @Tag("slow")
    void ofTenThousandObjectsThoseThatSelectTheNodeAreKept() throws Exception {
        cluster.node("{\"rack\": \"a\"}");
        ObjectNode foreign = cluster.configuration("", RACK_B, NEIGHBOR);
        try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
            List<Callable<ObjectNode>> all = IntStream.range(0, 10_000)
                    .<Callable<ObjectNode>>mapToObj(i -> () -> {
                        ObjectNode object = foreign.deepCopy();
                        ((ObjectNode) object.path("metadata")).put("name", "c" + i);
                        return cluster.server.create(Resource.FRR_CONFIGURATIONS, object);
                    })
                    .toList();
            for (Future<ObjectNode> each : writers.invokeAll(all)) {
                each.get();
            }
        }
        cluster.apply(cluster.configuration("ours", RACK_A, NEIGHBOR));
        try (ClusterSource _ = start()) {
            awaitConfigurations("ours");
        }
    }
}
