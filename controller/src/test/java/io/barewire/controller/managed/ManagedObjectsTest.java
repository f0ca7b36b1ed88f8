package io.barewire.controller.managed;

import static io.barewire.controller.managed.Trees.assertSame;
import static io.barewire.controller.managed.Trees.cluster;
import static io.barewire.controller.managed.Trees.conf;
import static io.barewire.controller.managed.Trees.network;
import static io.barewire.controller.managed.Trees.node;
import static io.barewire.controller.managed.Trees.some;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.testkit.acceptance.Acceptance;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// OVN-Kubernetes' unit behaviours of managed routing, told again.
class ManagedObjectsTest {
    private static ManagedObjects of(ManagedCluster cluster) {
        var known = (ManagedCluster.Configuration.Known) cluster.configuration();
        return ManagedObjects.of(
                known.config(),
                cluster.networks().values().stream()
                        .map(ManagedCluster.Network::value)
                        .toList(),
                cluster.managesUnread(),
                cluster.nodes().values(),
                "frr-k8s-system");
    }

    private static void assertNeighbors(String addresses, ManagedObjects objects) {
        assertEquals(
                addresses,
                String.join(
                        " ",
                        some(objects.configurations(), Generations.BASE)
                                .at("/spec/bgp/routers/0/neighbors")
                                .valueStream()
                                .map(neighbor -> neighbor.path("address").asText())
                                .toList()));
    }

    /// The enhancement proposal's own spelling, and that of the releases.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[no-overlay]\nrouting = managed\noutbound-snat = enable\n[bgp.managed]\nas-number = 64514\ntopology = full-mesh",
                "[no-overlay]\nrouting = managed\noutbound-snat = enabled\n[bgp-managed]\nas-number=64514\ntopology=full-mesh\n"
                        + "frr-namespace = frr-k8s-system"
            })
    @Acceptance(OVN_M1)
    void nodesAreEachOthersNeighborsAndTheDefaultNetworkIsAdvertised(String rest) {
        ManagedObjects objects = of(cluster(
                conf("[default]\ntransport = no-overlay\n" + rest),
                node("b", "172.18.0.3", "fc00::3"),
                node("a", "172.18.0.2", "fc00::2")));
        assertSame("""
                metadata: {name: ovnk-managed-bgp, namespace: frr-k8s-system, labels: {k8s.ovn.org/managed-bgp: ''}}
                spec:
                  nodeSelector: {}
                  bgp:
                    routers:
                    - asn: 64514
                      neighbors:
                      - {address: 172.18.0.2, asn: 64514}
                      - {address: 172.18.0.3, asn: 64514}
                      - {address: 'fc00::2', asn: 64514}
                      - {address: 'fc00::3', asn: 64514}
                """, some(objects.configurations(), "ovnk-managed-bgp"));
        assertSame("""
                metadata: {name: ovnk-managed-bgp-default}
                spec:
                  advertisements: [PodNetwork]
                  nodeSelector: {}
                  frrConfigurationSelector: {matchLabels: {k8s.ovn.org/managed-bgp: ''}}
                  networkSelectors:
                  - networkSelectionType: DefaultNetwork
                """, some(objects.advertisements(), "ovnk-managed-bgp-default"));
        assertEquals(1, objects.advertisements().size());
    }

    @Test
    void managedClusterNetworksAreLabelledAndShareOneAdvertisement() {
        ManagedObjects objects = of(cluster(
                network("blue", "noOverlayOptions: {outboundSNAT: Enable, routing: Managed}"),
                network("red", "noOverlay: {outboundSNAT: Disabled, routing: Managed}"),
                network("green", "noOverlay: {outboundSNAT: Disabled, routing: Unmanaged}"),
                node("a", "172.18.0.2")));
        assertEquals(Set.of("blue", "red"), objects.labelled());
        assertSame("""
                metadata: {name: ovnk-managed-bgp-cudn}
                spec:
                  advertisements: [PodNetwork]
                  nodeSelector: {}
                  frrConfigurationSelector: {matchLabels: {k8s.ovn.org/managed-bgp: ''}}
                  networkSelectors:
                  - networkSelectionType: ClusterUserDefinedNetworks
                    clusterUserDefinedNetworkSelector:
                      networkSelector: {matchLabels: {k8s.ovn.org/managed-bgp: ''}}
                """, some(objects.advertisements(), "ovnk-managed-bgp-cudn"));
        assertEquals(1, objects.advertisements().size());
        assertEquals(
                64512,
                some(objects.configurations(), Generations.BASE)
                        .at("/spec/bgp/routers/0/asn")
                        .asLong());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no overlay, unmanaged | [default]~transport=no-overlay~[no-overlay]~routing=unmanaged~outbound-snat=disabled
            overlay               | [no-overlay]~routing=managed~outbound-snat=enabled
            nothing said          | [default]~mtu=1400
            """)
    @Acceptance(OVN_M11)
    void nothingIsMadeWhereNothingIsManaged(String what, String conf) {
        ManagedObjects objects = of(cluster(conf(conf.replace('~', '\n')), node("a", "172.18.0.2")));
        assertEquals(
                0, objects.configurations().size() + objects.advertisements().size());
    }

    @Test
    @Acceptance(OVN_M5)
    void theBaseHasNoNeighborsBeforeThereIsANode() {
        assertNeighbors("", of(cluster(conf(Trees.MANAGED))));
    }

    /// The first InternalIP of each family, compared as text.
    @Test
    @Acceptance(OVN_M1)
    void neighborsAreTheFirstAddressesInTheOrderOfText() {
        assertNeighbors(
                "172.18.0.10 172.18.0.9 fc00::1 fc00::10",
                of(cluster(
                        conf(Trees.MANAGED),
                        node("a", "172.18.0.9", "172.18.0.8", "fc00::1", "fc00::2"),
                        node("b", "172.18.0.10"),
                        node("c", "fc00::10"))));
    }

    private static ObjectNode brokenNode() {
        return Trees.tree("""
                apiVersion: v1
                kind: Node
                metadata: {name: a, annotations: {k8s.ovn.org/node-subnets: '{'}}
                status: {addresses: [{type: InternalIP, address: 172.18.0.3}]}
                """);
    }

    @Test
    void aNodeThatIsBrokenStaysWhatItWas() {
        ManagedCluster cluster = cluster(conf(Trees.MANAGED), node("a", "172.18.0.2"));
        Trees.put(cluster, brokenNode());
        assertNeighbors("172.18.0.2", of(cluster));
    }

    /// As after a restart: the others must not lose it.
    @Test
    void aNodeThatWasNeverGoodIsANeighborByItsAddresses() {
        assertNeighbors("172.18.0.3", of(cluster(conf(Trees.MANAGED), brokenNode())));
    }

    @ParameterizedTest
    @CsvSource({
        "default, ovnk-managed-ebada5168620c5fe",
        "64512,   ovnk-managed-c9ae298d71aa4275",
        "64514,   ovnk-managed-c9ae238d71aa3843",
        "65000,   ovnk-managed-403c7c849755854c"
    })
    void earlierNamesAreAHash(String essence, String name) {
        assertEquals(name, "ovnk-managed-" + Generations.hash(essence));
    }

    private static ObjectNode zoned(int number, String zone) {
        var node = node("n" + number, "172.18.0." + number);
        var metadata = (ObjectNode) node.get("metadata");
        metadata.putObject("annotations")
                .put("k8s.ovn.org/node-subnets", "{\"default\":[\"10.128." + number + ".0/24\"]}");
        if (!zone.isEmpty()) {
            metadata.putObject("labels")
                    .put("topology.kubernetes.io/zone", zone)
                    .put("barewire.io/route-reflector", "");
        }
        return node;
    }

    /// What FRRConfigurations can express of reflectors: the sessions that non-reflectors and reflectors begin.
    @Test
    void withReflectorsEachZoneHasItsOwnNeighborsAndReflectorsAreMeshed() {
        ManagedObjects objects = of(cluster(
                conf(Trees.MANAGED.replace("full-mesh", "route-reflector")),
                zoned(1, "a"),
                zoned(2, "a"),
                zoned(3, "")));
        assertSame("""
                nodeSelector: {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n1, n2, n3]}]}
                bgp:
                  routers:
                  - asn: 64514
                    neighbors:
                    - {address: 172.18.0.1, asn: 64514}
                    - {address: 172.18.0.2, asn: 64514}
                    - {address: 172.18.0.3, asn: 64514}
                """, some(objects.configurations(), "ovnk-managed-bgp").path("spec"));
        assertSame(
                """
                nodeSelector: {matchLabels: {topology.kubernetes.io/zone: a}}
                bgp:
                  routers:
                  - asn: 64514
                    neighbors:
                    - {address: 172.18.0.1, asn: 64514}
                    - {address: 172.18.0.2, asn: 64514}
                """,
                some(objects.configurations(), "ovnk-managed-bgp-" + Generations.hash("a"))
                        .path("spec"));
        assertSame(
                """
                nodeSelector: {matchExpressions: [{key: topology.kubernetes.io/zone, operator: DoesNotExist}]}
                bgp: {routers: [{asn: 64514, neighbors: [{address: 172.18.0.3, asn: 64514}]}]}
                """,
                some(objects.configurations(), "ovnk-managed-bgp-" + Generations.hash(""))
                        .path("spec"));
        assertEquals(3, objects.configurations().size());
    }
}
