package io.barewire.mesh.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.MeshKeys;
import io.barewire.mesh.objects.Secret;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.mesh.plan.Planner;
import io.barewire.speaker.Protection;
import io.barewire.testkit.kube.KubeTestServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kube")
class FollowedSecretsTest {
    private static final String EVERY_NODE = "{}";
    private static final Map<String, String> ONE = Map.of("key-1", "one-one-one-one-one-one-one-one!");
    private static final Map<String, String> TWO = Map.of(
            "key-1", "one-one-one-one-one-one-one-one!", "key-2", "two-two-two-two-two-two-two-two!", "current", "2");
    private static final String MANAGED = """
            [default]
            cluster-subnets=10.244.0.0/16/24
            transport=no-overlay
            [no-overlay]
            outbound-snat=enabled
            routing=managed
            [bgp-managed]
            topology=full-mesh
            """;

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

    private static void meshNode(Cluster of, int number) throws Exception {
        of.clusterWide(Resource.NODES, "{\"spec\": {\"podCIDRs\": [\"10.244.%d.0/24\"]}}".formatted(number));
        address(of, number);
    }

    private static void address(Cluster of, int number) throws Exception {
        of.server.applyStatus(Resource.NODES, Cluster.parse("""
                        {"metadata": {"name": "%s"},
                         "status": {"addresses": [{"type": "InternalIP", "address": "192.0.2.%d"}]}}""".formatted(of.node, number)), "test");
    }

    /// What a node has for its session with the other one.
    private static Optional<Protection> protection(ClusterSnapshot snapshot, String node, String peer) {
        return Planner.plan(snapshot, node, new LocalFacts(node, Map.of(), Optional.empty())).instances().stream()
                .flatMap(instance -> instance.speaker().peers().stream())
                .filter(each -> each.endpoint().text().equals(peer))
                .map(each -> each.tcp().protection())
                .findFirst();
    }

    @Test
    void theMeshIsAuthenticatedWithTheKeysOfItsSecretAndFollowsThem() throws Exception {
        try (Cluster other = new Cluster(KubeTestServer.shared());
                ClusterSource _ = ClusterSource.start(cluster.server, cluster.config(), heard)) {
            meshNode(cluster, 1);
            meshNode(other, 2);
            cluster.ovnKubeConfig(MANAGED);
            await().until(() ->
                    protection(heard.last(), cluster.node, "192.0.2.2").equals(Optional.of(new Protection.None())));
            assertTrue(
                    heard.last().problems().toString().contains("sessions of the managed mesh are not authenticated"));

            cluster.secret(ClusterSourceConfig.MESH_KEY_SECRET, MeshKeys.TYPE, ONE);
            await().until(() ->
                    protection(heard.last(), cluster.node, "192.0.2.2").orElseThrow() instanceof Protection.Md5);
            Protection first =
                    protection(heard.last(), cluster.node, "192.0.2.2").orElseThrow();
            assertEquals(Optional.of(first), protection(heard.last(), other.node, "192.0.2.1"));
            assertFalse(heard.last().problems().toString().contains("authenticated"));

            cluster.secret(ClusterSourceConfig.MESH_KEY_SECRET, MeshKeys.TYPE, TWO);
            await().until(() ->
                    !protection(heard.last(), cluster.node, "192.0.2.2").equals(Optional.of(first)));
            Protection second =
                    protection(heard.last(), cluster.node, "192.0.2.2").orElseThrow();
            assertInstanceOf(Protection.Md5.class, second);
            assertNotEquals(first, second);

            // a broken version leaves the keys that are there
            cluster.secret(ClusterSourceConfig.MESH_KEY_SECRET, MeshKeys.TYPE, Map.of("key-1", "too short"));
            await().until(() -> heard.last().problems().stream().anyMatch(each -> each.isError()));
            assertEquals(Optional.of(second), protection(heard.last(), cluster.node, "192.0.2.2"));

            cluster.server.delete(
                    Resource.SECRETS, cluster.namespace, ClusterSourceConfig.MESH_KEY_SECRET, Optional.empty());
            await().until(() ->
                    protection(heard.last(), cluster.node, "192.0.2.2").equals(Optional.of(new Protection.None())));
            cluster.secret(ClusterSourceConfig.MESH_KEY_SECRET, "Opaque", ONE);
            await().until(() -> heard.last().problems().toString().contains("make it anew with type " + MeshKeys.TYPE));
            assertFalse(heard.snapshots.toString().contains("one-one"), "no key is in any text");
        }
    }

    @Test
    void aBrokenOvnKubeConfigEndsNoMesh() throws Exception {
        try (Cluster other = new Cluster(KubeTestServer.shared());
                ClusterSource _ = ClusterSource.start(cluster.server, cluster.config(), heard)) {
            meshNode(cluster, 1);
            meshNode(other, 2);
            cluster.ovnKubeConfig(MANAGED);
            await().until(() -> heard.last().nodes().containsKey(other.node));
            cluster.ovnKubeConfig(MANAGED + "as-number=none\n");
            await().until(() -> heard.last().problems().stream().anyMatch(each -> each.isError()));
            address(other, 3);
            await().until(() ->
                    protection(heard.last(), cluster.node, "192.0.2.3").isPresent());
        }
    }

    private void passwords(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            cluster.secret("key" + i, "one");
        }
        cluster.apply(cluster.configuration(
                "tor",
                EVERY_NODE,
                IntStream.range(0, count)
                        .mapToObj(i ->
                                "{\"address\": \"192.0.2.%d\", \"asn\": 64512, \"passwordSecret\": {\"name\": \"key%d\"}}"
                                        .formatted(i + 1, i))
                        .collect(Collectors.joining(", "))));
    }

    private void awaitSecrets(int count) {
        Set<String> names = IntStream.range(0, count).mapToObj(i -> "key" + i).collect(Collectors.toSet());
        await().untilAsserted(() -> assertEquals(
                names,
                heard.last().secrets().keySet().stream().map(key -> key.name()).collect(Collectors.toSet())));
    }

    @Test
    void ofManySecretsThoseThatAreNamedAreKept() throws Exception {
        cluster.node("{}");
        cluster.secret("stranger", "one");
        try (ClusterSource _ = ClusterSource.start(cluster.server, cluster.config(), heard)) {
            for (int count : new int[] {3, 20, 25, 12, 2}) {
                passwords(count);
                awaitSecrets(count);
                heard.snapshots.forEach(snapshot -> {
                    long named = snapshot.frrConfigurations().values().stream()
                            .flatMap(each -> each.routers().getFirst().neighbors().stream())
                            .count();
                    assertEquals(named, snapshot.secrets().size(), "objects and their Secrets of one moment");
                });
            }
        }
    }

    /// The watch of all is of one type alone; yet what has another one is not called absent.
    @Test
    void ofManySecretsOneOfTheWrongTypeIsSaidToBeThat() throws Exception {
        cluster.node("{}");
        passwords(12);
        retype("key7", "Opaque");
        cluster.server.delete(Resource.SECRETS, cluster.namespace, "key8", Optional.empty());
        try (ClusterSource _ = ClusterSource.start(cluster.server, cluster.config(), heard)) {
            awaitReason("secret type mismatch on \"" + cluster.namespace + "\"/\"key7\", type \"" + Secret.BASIC_AUTH
                    + "\" is expected");
            retype("key7", Secret.BASIC_AUTH);
            awaitReason("secret key8 not found for neighbor 64512@192.0.2.9");
            cluster.secret("key8", "one");
            awaitSecrets(12);
            assertEquals(List.of(), reasons());
        }
    }

    private void retype(String name, String type) throws Exception {
        cluster.server.delete(Resource.SECRETS, cluster.namespace, name, Optional.empty());
        cluster.secret(name, type, Map.of("password", "one"));
    }

    private List<String> reasons() {
        return Planner.plan(heard.last(), cluster.node, new LocalFacts(cluster.node, Map.of(), Optional.empty()))
                .problems()
                .stream()
                .map(Problem::reason)
                .toList();
    }

    private void awaitReason(String reason) {
        await().untilAsserted(() -> assertEquals(List.of(reason), reasons()));
    }

    @Test
    void manySecretsAreFollowedByNameWhereTheRoleAllowsNothingElse() throws Exception {
        cluster.node("{}");
        int count = 12;
        var account = KubeTestServer.shared().serviceAccount(cluster.namespace, "narrow");
        String names =
                IntStream.range(0, count).mapToObj(i -> "\"key" + i + "\"").collect(Collectors.joining(", "));
        cluster.role("narrow", """
                [{"apiGroups": ["frrk8s.metallb.io"], "resources": ["frrconfigurations"], "verbs": ["list", "watch"]},
                 {"apiGroups": [""], "resources": ["nodes"], "resourceNames": ["%s"], "verbs": ["list", "watch"]},
                 {"apiGroups": [""], "resources": ["secrets"], "resourceNames": [%s], "verbs": ["list", "watch"]}]""".formatted(cluster.node, names));
        try (ApiServer narrow =
                        ApiServer.of(new Access.InPod(KubeTestServer.shared().address(), account));
                ClusterSource _ = ClusterSource.start(narrow, cluster.config(), heard)) {
            passwords(count);
            awaitSecrets(count);
            cluster.secret("key7", "two");
            await().until(() -> heard.last().secrets().values().stream()
                            .map(Secret::data)
                            .distinct()
                            .count()
                    == 2);
        }
    }
}
