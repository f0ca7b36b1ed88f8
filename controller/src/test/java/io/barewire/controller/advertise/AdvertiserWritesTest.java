package io.barewire.controller.advertise;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.Followed;
import io.barewire.controller.MemoryServer;
import io.barewire.controller.Mirror;
import io.barewire.controller.owner.ManagerLease;
import io.barewire.controller.owner.Mode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the API server refuses, or has changed meanwhile, and what is left when the last RouteAdvertisements goes.
class AdvertiserWritesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryServer api = new MemoryServer();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final Followed followed = new Followed();
    private final ManagerLease lease = new ManagerLease(InstantSource.system());
    private final Mirror nodes = new Mirror("Nodes");
    private final Mirror configurations = new Mirror("FRRConfigurations");
    private final Advertiser advertiser =
            new Advertiser(api, nodes, configurations, followed, () -> true, Mode.AUTO, lease, now::get);

    @BeforeEach
    void cluster() throws Exception {
        put(Resource.NODES, """
                metadata:
                  name: node
                  annotations:
                    k8s.ovn.org/node-subnets: '{"default":"1.1.0.0/24"}'
                    k8s.ovn.org/node-primary-ifaddr: '{"ipv4": "1.0.0.1/24"}'
                """);
        put(Resource.FRR_CONFIGURATIONS, """
                metadata: {name: base, namespace: frr}
                spec: {bgp: {routers: [{asn: 1, neighbors: [{asn: 1, address: 1.0.0.100}]}]}}
                """);
        put(Resource.NAMESPACES, "metadata: {name: ovn-kubernetes}");
        advertise("ra");
        lease.follow(api);
        followed.follow(api);
        api.follow(Selection.all(Resource.NODES), nodes);
        api.follow(Selection.all(Resource.FRR_CONFIGURATIONS), configurations);
    }

    @AfterEach
    void end() {
        advertiser.close();
    }

    private ObjectNode put(Resource resource, String yaml) throws ApiFailure {
        return api.apply(resource, Cluster.tree(yaml), "admin");
    }

    private void advertise(String name) throws ApiFailure {
        put(Resource.ROUTE_ADVERTISEMENTS, """
                metadata: {name: %s, creationTimestamp: '2026-01-01T00:00:00Z'}
                spec:
                  advertisements: [PodNetwork]
                  nodeSelector: {}
                  frrConfigurationSelector: {}
                  networkSelectors: [{networkSelectionType: DefaultNetwork}]
                """.formatted(name));
    }

    private List<ObjectNode> generated() {
        return api.list(Selection.all(Resource.FRR_CONFIGURATIONS)).stream()
                .filter(each -> each.at("/metadata/name").asText().startsWith("ovnk-generated-"))
                .toList();
    }

    private String status(String name) {
        return api.get(Resource.ROUTE_ADVERTISEMENTS, "", name)
                .orElseThrow()
                .at("/status/status")
                .asText();
    }

    private String advertisedBy(String namespace, String name) {
        return Labels.annotation(
                api.get(Resource.NETWORK_ATTACHMENT_DEFINITIONS, namespace, name)
                        .orElseThrow(),
                Labels.ROUTE_ADVERTISEMENTS);
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).untilAsserted(assertion);
    }

    /// Nobody is asked to deal with anything any more; but what is there was made here.
    @Test
    void whatWasMadeHereGoesWithTheLastOneThoughAClusterManagerIsThere() throws Exception {
        advertiser.start();
        eventually(() -> assertEquals("Accepted", status("ra")));
        eventually(() -> assertEquals("[\"ra\"]", advertisedBy("ovn-kubernetes", "default")));
        put(Resource.LEASES, """
                metadata: {name: ovn-kubernetes-master, namespace: ovn-kubernetes}
                spec: {holderIdentity: manager, leaseDurationSeconds: 3600, renewTime: '2026-01-01T00:00:00Z'}
                """);
        assertTrue(lease.held());
        api.delete(Resource.ROUTE_ADVERTISEMENTS, "", "ra", Optional.empty());
        eventually(() -> assertEquals(List.of(), generated()));
        eventually(() -> assertEquals("[]", advertisedBy("ovn-kubernetes", "default")));
    }

    /// What is left of earlier days does not say who deals with a new one.
    @Test
    void whatNobodyDealsWithIsDealtWithHereThoughTheManagerHasMadeWhatIsLeft() throws Exception {
        put(Resource.LEASES, """
                metadata: {name: ovn-kubernetes-master, namespace: ovn-kubernetes}
                spec: {holderIdentity: manager, leaseDurationSeconds: 3600, renewTime: '2026-01-01T00:00:00Z'}
                """);
        assertTrue(lease.held());
        api.apply(Resource.FRR_CONFIGURATIONS, Cluster.tree("""
                metadata:
                  name: ovnk-generated-a
                  namespace: frr
                  labels: {k8s.ovn.org/route-advertisements: old}
                  annotations: {k8s.ovn.org/route-advertisements: old/base/node}
                spec: {}
                """), "clustermanager-routeadvertisements-controller");
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
        advertiser.start();
        eventually(() -> assertEquals("Accepted", status("ra")));
    }

    @Test
    void anAnnotationThatIsRefusedKeepsNothingElseFromBeingWritten() throws Exception {
        put(Resource.CLUSTER_USER_DEFINED_NETWORKS, """
                metadata: {name: red, labels: {name: red}}
                spec: {network: {topology: Layer2, layer2: {role: Primary, subnets: [10.1.0.0/16]}}}
                """);
        for (String namespace : List.of("a", "z")) {
            put(Resource.NETWORK_ATTACHMENT_DEFINITIONS, """
                    metadata:
                      name: red
                      namespace: %s
                      annotations: {k8s.ovn.org/network-name: cluster_udn_red}
                      ownerReferences: [{kind: ClusterUserDefinedNetwork, controller: true, name: red}]
                    spec: {config: '{"type":"ovn-k8s-cni-overlay","role":"primary"}'}
                    """.formatted(namespace));
        }
        put(Resource.ROUTE_ADVERTISEMENTS, """
                metadata: {name: ra}
                spec:
                  networkSelectors:
                  - networkSelectionType: ClusterUserDefinedNetworks
                    clusterUserDefinedNetworkSelector: {networkSelector: {matchLabels: {name: red}}}
                """);
        api.refuse(
                403,
                each -> each.at("/metadata/namespace").asText().equals("a")
                        && each.at("/metadata/annotations").has(Labels.ROUTE_ADVERTISEMENTS));
        advertiser.start();
        eventually(() -> assertEquals("Accepted", status("ra")));
        assertEquals("[\"ra\"]", advertisedBy("z", "red"));
        assertEquals("", advertisedBy("a", "red"));
    }

    /// Where the cluster's own network has it: where `ovnkube.conf` says.
    @Test
    void theDefaultNetworksAttachmentIsWhereItIsSaidToBe() throws Exception {
        put(Resource.NAMESPACES, "metadata: {name: networks}");
        put(Resource.NETWORK_ATTACHMENT_DEFINITIONS, """
                metadata: {name: default, namespace: ovn-kubernetes}
                spec: {config: '{"type":"ovn-k8s-cni-overlay","name":"ovn-kubernetes"}'}
                """);
        advertiser.start();
        eventually(() -> assertEquals("[\"ra\"]", advertisedBy("ovn-kubernetes", "default")));
        put(Resource.CONFIG_MAPS, """
                metadata: {name: ovnkube-config, namespace: ovn-kubernetes}
                data: {ovnkube.conf: "[default]\\ncluster-subnets = 1.1.0.0/16/24\\ncluster-default-nad = networks/own\\n"}
                """);
        put(Resource.NETWORK_ATTACHMENT_DEFINITIONS, """
                metadata: {name: own, namespace: networks}
                spec: {config: '{"type":"ovn-k8s-cni-overlay","name":"ovn-kubernetes"}'}
                """);
        eventually(() -> assertEquals(
                "[\"ra\"] []", advertisedBy("networks", "own") + " " + advertisedBy("ovn-kubernetes", "default")));
    }

    @Test
    void aStatusThatIsRefusedKeepsNoOtherFromBeingSaid() throws Exception {
        advertise("a");
        advertise("z");
        api.refuse(422, each -> each.at("/metadata/name").asText().equals("ra") && each.has("status"));
        advertiser.start();
        eventually(() -> assertEquals("Accepted Accepted", status("a") + " " + status("z")));
        assertEquals("", status("ra"));
    }

    /// What somebody has added an apply leaves there, and a replacement may come too late.
    @Test
    void aReplacementThatComesTooLateIsMadeAgain() throws Exception {
        advertiser.start();
        eventually(() -> assertEquals("Accepted", status("ra")));
        ObjectNode good = generated().getFirst();
        api.conflict(2);
        ObjectNode added = good.deepCopy();
        ((ObjectNode) added.at("/spec/bgp")).putArray("bfdProfiles").addObject().put("name", "x");
        api.apply(Resource.FRR_CONFIGURATIONS, added, "somebody");
        eventually(() -> assertEquals(good.get("spec"), generated().getFirst().get("spec")));
    }
}
