package io.barewire.controller.managed;

import static io.barewire.controller.managed.Trees.conf;
import static io.barewire.controller.managed.Trees.network;
import static io.barewire.controller.managed.Trees.node;
import static io.barewire.controller.managed.Trees.some;
import static io.barewire.controller.managed.Trees.tree;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.testkit.acceptance.Acceptance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A cluster in which what is to be done is done at once.
class ReconciliationTest {
    private static final String BLUE = "noOverlayOptions: {outboundSNAT: Enable, routing: Managed}";

    private ManagedCluster cluster;

    @BeforeEach
    void begin() {
        cluster = Trees.cluster(conf(Trees.MANAGED), node("a", "172.18.0.2"), node("b", "172.18.0.3"));
    }

    private List<Step> steps() {
        var known = (ManagedCluster.Configuration.Known) cluster.configuration();
        ManagedObjects wanted = ManagedObjects.of(
                known.config(),
                cluster.networks().values().stream()
                        .map(ManagedCluster.Network::value)
                        .toList(),
                cluster.managesUnread(),
                cluster.nodes().values(),
                "frr-k8s-system");
        return new Reconciliation(cluster.bases(), cluster.managedAdvertisements(), cluster.networkTrees(), Map.of())
                .steps(wanted, cluster::accepted);
    }

    /// @return what was done
    private List<String> settle() {
        List<String> done = new ArrayList<>();
        for (Step step : steps()) {
            switch (step) {
                case Step.Write(Resource resource, ObjectNode object) -> {
                    ObjectNode written = object.deepCopy().put("kind", resource.kind());
                    ((ObjectNode) written.get("metadata")).put("generation", 1);
                    cluster.put(resource, Step.key(object), written);
                    done.add("write " + Step.key(object));
                }
                case Step.Delete(Resource resource, ObjectKey key, var _) -> {
                    cluster.remove(resource, key);
                    done.add("delete " + key);
                }
                case Step.Label(String network, var _) -> {
                    ObjectNode labelled =
                            some(cluster.networks(), network).tree().deepCopy();
                    ((ObjectNode) labelled.at("/metadata/labels")).put(Generations.LABEL, "");
                    Trees.put(cluster, labelled);
                    done.add("label " + network);
                }
            }
        }
        return done;
    }

    private void accept(String advertisements) {
        ObjectNode tree = some(cluster.advertisements(), advertisements).tree().deepCopy();
        tree.set("status", tree("""
                conditions: [{type: Accepted, status: 'True', reason: Accepted, message: '', observedGeneration: 1}]
                """));
        cluster.put(Resource.ROUTE_ADVERTISEMENTS, Step.key(tree), tree);
    }

    @Test
    @Acceptance({OVN_M8, OVN_M10, OVN_M12})
    void whatIsMissingIsMadeAndWhatIsThereIsLeftAlone() {
        assertEquals(List.of("write frr-k8s-system/ovnk-managed-bgp", "write ovnk-managed-bgp-default"), settle());
        assertEquals(List.of(), settle());
    }

    @Test
    @Acceptance({OVN_M2, OVN_M7})
    void theBaseFollowsNodesAndTheirAddressesAndNothingElseOfThem() {
        settle();
        Trees.put(cluster, node("c", "172.18.0.4"));
        assertEquals(List.of("write frr-k8s-system/ovnk-managed-bgp"), settle());
        cluster.remove(Resource.NODES, new ObjectKey("", "a"));
        assertEquals(List.of("write frr-k8s-system/ovnk-managed-bgp"), settle());
        Trees.put(cluster, node("b", "172.18.0.9"));
        assertEquals(List.of("write frr-k8s-system/ovnk-managed-bgp"), settle());
        ObjectNode labelled = node("b", "172.18.0.9");
        ((ObjectNode) labelled.get("metadata")).putObject("labels").put("rack", "1");
        Trees.put(cluster, labelled);
        assertEquals(List.of(), settle());
    }

    @Test
    @Acceptance({OVN_M3, OVN_M10})
    void driftOfSpecAndLabelIsRepairedAndWhatIsDeletedComesBack() {
        settle();
        ObjectNode drifted = cluster.bases().getFirst().deepCopy();
        ((ObjectNode) drifted.at("/spec/bgp/routers/0")).put("asn", 1);
        Trees.put(cluster, drifted);
        assertEquals(List.of("write frr-k8s-system/ovnk-managed-bgp"), settle());
        ObjectNode bare = cluster.bases().getFirst().deepCopy();
        ((ObjectNode) bare.get("metadata")).remove("labels");
        Trees.put(cluster, bare);
        assertEquals(List.of("write frr-k8s-system/ovnk-managed-bgp"), settle());
        ObjectNode advertisement = some(cluster.advertisements(), Generations.DEFAULT_NETWORK)
                .tree()
                .deepCopy();
        ((ObjectNode) advertisement.get("spec")).put("targetVRF", "auto");
        Trees.put(cluster, advertisement);
        assertEquals(List.of("write ovnk-managed-bgp-default"), settle());
        cluster.remove(Resource.FRR_CONFIGURATIONS, new ObjectKey("frr-k8s-system", Generations.BASE));
        cluster.remove(Resource.ROUTE_ADVERTISEMENTS, new ObjectKey("", Generations.DEFAULT_NETWORK));
        assertEquals(2, settle().size());
    }

    @Test
    @Acceptance(OVN_M4)
    void allOfItGoesWhenNothingIsManagedAnyMore() {
        settle();
        Trees.put(cluster, conf("[default]\nmtu = 1400"));
        assertEquals(List.of("delete ovnk-managed-bgp-default", "delete frr-k8s-system/ovnk-managed-bgp"), settle());
    }

    @Test
    @Acceptance({OVN_M9, OVN_M11})
    void networksComeGoAndLoseTheirLabel() {
        settle();
        Trees.put(cluster, network("blue", BLUE));
        assertEquals(List.of("label blue", "write ovnk-managed-bgp-cudn"), settle());
        Trees.put(cluster, network("blue", BLUE));
        assertEquals(List.of("label blue"), settle());
        cluster.remove(Resource.CLUSTER_USER_DEFINED_NETWORKS, new ObjectKey("", "blue"));
        assertEquals(List.of("delete ovnk-managed-bgp-cudn"), settle());
        Trees.put(cluster, network("green", BLUE.replace("Managed", "Unmanaged")));
        assertEquals(List.of(), settle());
    }

    @Test
    void anotherNamespaceIsAnotherObject() {
        settle();
        Trees.put(cluster, conf(Trees.MANAGED + "frr-namespace = elsewhere\n"));
        assertEquals(List.of("write elsewhere/ovnk-managed-bgp", "delete frr-k8s-system/ovnk-managed-bgp"), settle());
    }

    @Test
    void aNetworkThatCannotBeReadStaysManaged() {
        Trees.put(cluster, network("blue", BLUE));
        settle();
        ObjectNode labelled = some(cluster.networks(), "blue").tree();
        ObjectNode unreadable = labelled.deepCopy();
        ((ObjectNode) unreadable.at("/spec/network")).put("topology", "Layer9");
        Trees.put(cluster, unreadable);
        assertEquals(List.of(), settle());

        // nor does it end with the process that could read it
        ManagedCluster next = Trees.cluster(conf("[default]\nmtu = 1400"), node("a", "172.18.0.2"), unreadable);
        cluster.bases().forEach(each -> Trees.put(next, each));
        cluster.managedAdvertisements().forEach(each -> Trees.put(next, each));
        cluster = next;
        assertEquals(
                List.of("delete ovnk-managed-bgp-default"),
                settle().stream().filter(each -> !each.startsWith("write")).toList());
        cluster.remove(Resource.CLUSTER_USER_DEFINED_NETWORKS, new ObjectKey("", "blue"));
        assertEquals(List.of("delete ovnk-managed-bgp-cudn", "delete frr-k8s-system/ovnk-managed-bgp"), settle());
    }

    private void earlierGeneration() {
        Trees.put(cluster, tree("""
                kind: FRRConfiguration
                metadata:
                  name: ovnk-managed-c9ae238d71aa3843
                  namespace: frr-k8s-system
                  labels: {k8s.ovn.org/managed-internal-fabric: bgp}
                spec: {bgp: {routers: [{asn: 64514, neighbors: [{address: 172.18.0.2, asn: 64514, disableMP: true}]}]}}
                """));
        Trees.put(cluster, tree("""
                kind: RouteAdvertisements
                metadata: {name: ovnk-managed-ebada5168620c5fe, labels: {k8s.ovn.org/managed-network: default}}
                spec:
                  advertisements: [PodNetwork]
                  nodeSelector: {}
                  frrConfigurationSelector: {matchLabels: {k8s.ovn.org/managed-internal-fabric: bgp}}
                  networkSelectors: [{networkSelectionType: DefaultNetwork}]
                """));
    }

    @Test
    void theEarlierGenerationGoesWhenTheCurrentOneHasBeenAccepted() {
        earlierGeneration();
        assertEquals(List.of("write frr-k8s-system/ovnk-managed-bgp", "write ovnk-managed-bgp-default"), settle());
        assertEquals(List.of(), settle());
        accept(Generations.DEFAULT_NETWORK);
        assertEquals(
                List.of("delete ovnk-managed-ebada5168620c5fe", "delete frr-k8s-system/ovnk-managed-c9ae238d71aa3843"),
                settle());
    }

    /// Its name, or its label, is not enough.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: mine, namespace: frr-k8s-system, labels: {k8s.ovn.org/managed-internal-fabric: bgp}}",
                "{name: ovnk-managed-c9ae238d71aa3843, namespace: frr-k8s-system}",
                "{name: ovnk-managed-bgp-mine, namespace: frr-k8s-system}",
                "{name: ovnk-managed-bgp-tor, namespace: frr-k8s-system, labels: {k8s.ovn.org/managed-bgp: ''}}",
                "{name: ovnk-managed-bgp, namespace: elsewhere}"
            })
    void whatAnAdminHasMadeStays(String metadata) {
        settle();
        accept(Generations.DEFAULT_NETWORK);
        Trees.put(cluster, tree("{kind: FRRConfiguration, metadata: " + metadata + ", spec: {}}"));
        assertEquals(List.of(), settle());
    }
}
