package io.barewire.mesh.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.cluster.ClusterSourceConfig.KubeOvnPods;
import io.barewire.mesh.objects.KubeOvn;
import io.barewire.mesh.objects.ObjectKey;
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
            podsAndServices(cluster, other.node);
            cluster.server.delete(Resource.KUBE_OVN_SUBNETS, "", cluster.node, Optional.empty());
            await().until(() -> heard.last().kubeOvn().equals(KubeOvn.NONE));

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

    /// Of this node's Pods and the Services that ask for it something is known, of others nothing; all Pods
    /// are followed where that is asked for.
    private void podsAndServices(Cluster cluster, String otherNode) throws Exception {
        pod(cluster, "local", cluster.node, "10.16.0.7");
        pod(cluster, "elsewhere", otherNode, "10.16.0.8");
        service(cluster, "plain", "{}");
        service(cluster, "announced", "{\"ovn.kubernetes.io/bgp\": \"true\"}");
        await().untilAsserted(() -> {
            KubeOvn now = heard.last().kubeOvn();
            assertEquals(
                    Set.of(new ObjectKey(cluster.namespace, "local")),
                    now.pods().keySet());
            assertEquals(
                    Set.of(new ObjectKey(cluster.namespace, "announced")),
                    now.services().keySet());
        });
        Heard ofAll = new Heard();
        ClusterSourceConfig own = cluster.config();
        ClusterSourceConfig all = new ClusterSourceConfig(
                own.node(), own.namespace(), own.ovnKubeConfig(), own.meshKeySecret(), KubeOvnPods.ALL, false);
        try (ClusterSource _ = ClusterSource.start(cluster.server, all, ofAll)) {
            await().until(() -> ofAll.last().kubeOvn().pods().size() == 2);
        }
        cluster.server.delete(Resource.PODS, cluster.namespace, "local", Optional.empty());
        await().until(() -> heard.last().kubeOvn().pods().isEmpty());
    }

    private static void pod(Cluster cluster, String name, String node, String address) throws Exception {
        cluster.server.apply(
                Resource.PODS,
                Cluster.parse("""
                        {"metadata": {"name": "%s", "namespace": "%s", "annotations": {
                           "ovn.kubernetes.io/bgp": "cluster", "ovn.kubernetes.io/ip_address": "%s",
                           "ovn.kubernetes.io/logical_switch": "%s"}},
                         "spec": {"nodeName": "%s", "terminationGracePeriodSeconds": 0,
                           "containers": [{"name": "c", "image": "i"}]}}""".formatted(name, cluster.namespace, address, cluster.node, node)),
                "test");
    }

    private static void service(Cluster cluster, String name, String annotations) throws Exception {
        cluster.server.apply(
                Resource.SERVICES, Cluster.parse("""
                        {"metadata": {"name": "%s", "namespace": "%s", "annotations": %s},
                         "spec": {"ports": [{"port": 80, "protocol": "TCP"}]}}""".formatted(name, cluster.namespace, annotations)), "test");
    }

    /// Kube-OVN chooses another gateway.
    private void awaitGateway(Cluster cluster, String node) throws Exception {
        ObjectNode status =
                Cluster.parse("{\"metadata\": {\"name\": \"%s\"}, \"status\": {\"activateGateway\": \"%s\"}}"
                        .formatted(cluster.node, node));
        cluster.server.applyStatus(Resource.KUBE_OVN_SUBNETS, status, "kube-ovn");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertTrue(
                        heard.last().kubeOvn().subnets().values().stream().anyMatch(each -> each.announcedBy(node)),
                        () -> heard.last().toString()));
    }
}
