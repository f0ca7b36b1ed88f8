package io.barewire.mesh.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import io.barewire.testkit.kube.KubeTestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Kinds that not every cluster has. They come to this one later, so it is a server of its own.
@Tag("kube")
class PodNetworksTest {
    private static final Path CRDS = Path.of("src/test/resources/crds");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Heard heard = new Heard();

    @Test
    void whatPodsLiveInIsFollowedFromWhenTheClusterHasTheKind() throws Exception {
        try (KubeTestServer server = KubeTestServer.start();
                Cluster cluster = new Cluster(server);
                Cluster other = new Cluster(server);
                ClusterSource _ = ClusterSource.start(cluster.server, cluster.config(), heard)) {
            cluster.node("{}");
            other.node("{}");
            await().untilAsserted(() ->
                    assertEquals(Set.of(cluster.node), heard.last().nodes().keySet()));
            assertEquals(List.of(), heard.last().problems());

            server.installCrd(CRDS.resolve("subnets.kubeovn.io.yaml"));
            cluster.clusterWide(
                    Resource.KUBE_OVN_SUBNETS,
                    "{\"spec\": {\"cidrBlock\": \"10.16.0.0/16\", \"gatewayType\": \"centralized\"}}");
            awaitGateway(cluster, cluster.node);
            awaitGateway(cluster, other.node);
            cluster.server.delete(Resource.KUBE_OVN_SUBNETS, "", cluster.node, Optional.empty());
            await().until(() -> heard.last().kubeOvnSubnets().isEmpty());

            // a network with a mesh of its own, beside a default network with an overlay
            server.installCrd(CRDS.resolve("clusteruserdefinednetworks.k8s.ovn.org.yaml"));
            cluster.clusterWide(Resource.CLUSTER_USER_DEFINED_NETWORKS, """
                    {"spec": {"network": {"topology": "Layer3", "transport": "NoOverlay",
                      "layer3": {"role": "Primary", "subnets": [{"cidr": "10.10.0.0/16"}]},
                      "noOverlay": {"routing": "Managed", "outboundSNAT": "Disabled"}}}}""");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertEquals(
                            Set.of(cluster.node, other.node),
                            heard.last().nodes().keySet()));
            assertEquals(Set.of(cluster.node), heard.last().clusterNetworks().keySet());
        }
    }

    /// Kube-OVN chooses another gateway.
    private void awaitGateway(Cluster cluster, String node) throws Exception {
        ObjectNode status =
                Cluster.parse("{\"metadata\": {\"name\": \"%s\"}, \"status\": {\"activateGateway\": \"%s\"}}"
                        .formatted(cluster.node, node));
        cluster.server.applyStatus(Resource.KUBE_OVN_SUBNETS, status, "kube-ovn");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertTrue(
                        heard.last().kubeOvnSubnets().values().stream().anyMatch(each -> each.announcedBy(node)),
                        () -> heard.last().toString()));
    }
}
