package io.barewire.controller.advertise;

import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.testkit.acceptance.Acceptance;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What OVN-Kubernetes' unit tests expect of its RouteAdvertisements controller (RA-*), and what is otherwise here.
class AdvertisingTest {
    private static final String NO_OVERLAY = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: ovnkube-config, namespace: ovn-kubernetes}
            data:
              ovnkube.conf: |
                [default]
                transport = no-overlay
                cluster-subnets = 1.1.0.0/16/24
                [no-overlay]
                routing = unmanaged
                outbound-snat = disabled
            """;

    private static final String OVERLAY = NO_OVERLAY.replace("transport = no-overlay", "");

    private static final String BASE = """
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata: {name: base, namespace: frr, labels: {use: ra}}
            spec:
              bgp:
                routers:
                - asn: 1
                  prefixes: [1.1.1.0/24]
                  neighbors:
                  - {asn: 1, address: 1.0.0.100, toReceive: {allowed: {prefixes: [{prefix: 1.2.0.0/16}]}}}
            """;

    private static String node(String name, String subnets) {
        return node(name, subnets, "1.0.0.1/24");
    }

    private static String node(String name, String subnets, String address) {
        return """
                apiVersion: v1
                kind: Node
                metadata:
                  name: %s
                  labels: {name: %s}
                  annotations:
                    k8s.ovn.org/node-subnets: '%s'
                    k8s.ovn.org/node-primary-ifaddr: '{"ipv4": "%s"}'
                """.formatted(name, name, subnets, address);
    }

    private static final String NODE = node("node", "{\"default\":\"1.1.0.0/24\"}");

    private static String ra(String name, String spec) {
        return """
                apiVersion: k8s.ovn.org/v1
                kind: RouteAdvertisements
                metadata: {name: %s, generation: 1, creationTimestamp: '2026-01-01T00:00:00Z'}
                spec:
                  advertisements: [PodNetwork]
                  nodeSelector: {}
                  frrConfigurationSelector: {matchLabels: {use: ra}}
                %s
                """.formatted(name, spec.indent(2));
    }

    private static final String DEFAULT_NETWORK = "networkSelectors: [{networkSelectionType: DefaultNetwork}]";

    private static final String NAMED = "{networkSelectionType: ClusterUserDefinedNetworks,"
            + " clusterUserDefinedNetworkSelector: {networkSelector: {matchExpressions: [{key: name, operator: Exists}]}}}";

    private static final String BOTH = "networkSelectors: [{networkSelectionType: DefaultNetwork}, " + NAMED + "]";
    private static final String NETWORKS = "networkSelectors: [" + NAMED + "]";

    private static String network(String name, String rest) {
        return """
                apiVersion: k8s.ovn.org/v1
                kind: ClusterUserDefinedNetwork
                metadata: {name: %s, labels: {name: %s}}
                spec: {network: {%s}}
                """.formatted(name, name, rest);
    }

    private static String layer3(String name, String cidr) {
        return network(
                name,
                "topology: Layer3, transport: NoOverlay, noOverlay: {routing: Unmanaged, outboundSNAT: Disabled},"
                        + " layer3: {role: Primary, subnets: [{cidr: " + cidr + "}]}");
    }

    private static String overlayNetwork(String name, String cidr) {
        return network(name, "topology: Layer3, layer3: {role: Primary, subnets: [{cidr: " + cidr + "}]}");
    }

    private static void assertTree(String yaml, JsonNode tree) {
        assertEquals(
                Cluster.tree(yaml).toPrettyString(),
                Cluster.tree(tree.toString()).toPrettyString());
    }

    private static void assertAccepted(Cluster cluster) {
        assertEquals(
                "True Accepted: what it asks for is right, and the configuration for it has been written",
                cluster.condition("ra"));
        // and the agents understand it
        for (ObjectNode each : cluster.generated()) {
            Decoded decoded =
                    ObjectDecoder.decode(each, Origin.NONE, LineFinder.NONE).getFirst();
            assertInstanceOf(
                    Decoded.Good.class, decoded, () -> decoded.problems().toString());
        }
    }

    /// RA-no-overlay-1: the worked example of a default network.
    @Test
    @Acceptance(OVN_R8)
    void theDefaultNetworkWithoutOverlay() {
        Cluster cluster = new Cluster()
                .with(NO_OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        assertAccepted(cluster);
        assertEquals(1, cluster.generated().size());
        ObjectNode generated = cluster.generated("ra/base/node");
        assertEquals("frr", generated.at("/metadata/namespace").asText());
        assertEquals("ra", Labels.of(generated).get("k8s.ovn.org/route-advertisements"));
        assertTree("""
                bgp:
                  routers:
                  - asn: 1
                    prefixes: [1.1.0.0/24]
                    neighbors:
                    - asn: 1
                      address: 1.0.0.100
                      toReceive: {allowed: {mode: filtered, prefixes: [{prefix: 1.1.0.0/16, ge: 24, le: 24}]}}
                      toAdvertise: {allowed: {mode: filtered, prefixes: [1.1.0.0/24]}}
                nodeSelector: {matchLabels: {kubernetes.io/hostname: node}}
                raw:
                  priority: 10
                  rawConfig: |
                    router bgp 1
                     address-family ipv4 unicast
                      neighbor 1.0.0.100 allowas-in origin
                     exit-address-family
                    exit
                    !
                """, generated.get("spec"));
    }

    /// RA-no-overlay-2: leaked between the default VRF and that of a network.
    @Test
    @Acceptance({OVN_R8, OVN_V1})
    void theDefaultNetworkAndAnotherOneInTheDefaultVrf() {
        Cluster cluster = new Cluster()
                .with(NO_OVERLAY, BASE, layer3("blue", "10.10.0.0/16"), ra("ra", BOTH))
                .with(node("node", "{\"default\":[\"1.1.0.0/24\"],\"cluster_udn_blue\":[\"10.10.1.0/24\"]}"))
                .settle();
        assertAccepted(cluster);
        assertTree(
                """
                - asn: 1
                  prefixes: [1.1.0.0/24, 10.10.1.0/24]
                  neighbors:
                  - asn: 1
                    address: 1.0.0.100
                    toReceive:
                      allowed:
                        mode: filtered
                        prefixes: [{prefix: 10.10.0.0/16, ge: 24, le: 24}, {prefix: 1.1.0.0/16, ge: 24, le: 24}]
                    toAdvertise: {allowed: {mode: filtered, prefixes: [1.1.0.0/24, 10.10.1.0/24]}}
                  imports: [{vrf: blue}]
                - {asn: 1, vrf: blue, imports: [{vrf: default}]}
                """.indent(2).transform(list -> "list:\n" + list),
                Cluster.tree("{}").set("list", routers(cluster, "ra/base/node")));
    }

    private static JsonNode routers(Cluster cluster, String purpose) {
        return cluster.generated(purpose).at("/spec/bgp/routers");
    }

    /// RA-overlay: what the source lets in stays as it is.
    @Test
    void withAnOverlayWhatIsReceivedIsTheSourcesBusiness() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        assertAccepted(cluster);
        assertTree(
                "{allowed: {prefixes: [{prefix: 1.2.0.0/16}]}}",
                routers(cluster, "ra/base/node").at("/0/neighbors/0/toReceive"));
    }

    /// RA-dual-stack, RA-unnumbered, RA-self: one family for a session with an address, both for one with an interface.
    @Test
    @Acceptance({OVN_R2, OVN_R3, OVN_R10})
    void eachNeighborIsToldWhatItsSessionCarriesAndNobodyIsHisOwnNeighbor() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, node("node", "{\"default\":[\"1.1.0.0/24\",\"fd01::/64\"]}", "1.0.0.1/24"))
                .with(ra("ra", DEFAULT_NETWORK))
                .with("""
                        kind: FRRConfiguration
                        metadata: {name: base, namespace: frr, labels: {use: ra}}
                        spec:
                          bgp:
                            routers:
                            - asn: 1
                              neighbors:
                              - {asn: 1, address: 1.0.0.1}
                              - {asn: 1, address: 1.0.0.100}
                              - {asn: 1, address: 'fd00::100'}
                              - {asn: 2, interface: eth0}
                        """)
                .settle();
        assertAccepted(cluster);
        assertEquals(
                "[1.1.0.0/24] [fd01::/64] [1.1.0.0/24, fd01::/64]",
                told(routers(cluster, "ra/base/node").at("/0/neighbors")));
        assertEquals(
                """
                router bgp 1
                 address-family ipv4 unicast
                  neighbor 1.0.0.100 allowas-in origin
                  neighbor eth0 allowas-in origin
                 exit-address-family
                 address-family ipv6 unicast
                  neighbor eth0 allowas-in origin
                  neighbor fd00::100 allowas-in origin
                 exit-address-family
                exit
                !
                """, cluster.generated("ra/base/node").at("/spec/raw/rawConfig").asText());
    }

    private static String told(JsonNode neighbors) {
        return neighbors
                .valueStream()
                .map(each -> each.at("/toAdvertise/allowed/prefixes")
                        .valueStream()
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", ", "[", "]")))
                .collect(Collectors.joining(" "));
    }

    /// RA-vrf-lite: each network's own routers, several sources and nodes.
    @Test
    @Acceptance({OVN_R5, OVN_V3})
    void withAutoEachNetworkIsToldInItsOwnVrf() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, overlayNetwork("red", "10.1.0.0/16"), overlayNetwork("blue", "10.2.0.0/16"))
                .with(
                        node(
                                "a",
                                "{\"default\":\"1.1.0.0/24\",\"cluster_udn_red\":\"10.1.0.0/24\",\"cluster_udn_blue\":\"10.2.0.0/24\"}"),
                        node(
                                "b",
                                "{\"default\":\"1.1.1.0/24\",\"cluster_udn_red\":\"10.1.1.0/24\",\"cluster_udn_blue\":\"10.2.1.0/24\"}"))
                .with(ra("ra", "targetVRF: auto\n" + BOTH))
                .with("""
                        kind: FRRConfiguration
                        metadata: {name: vrfs, namespace: frr, labels: {use: ra}}
                        spec:
                          bgp:
                            routers:
                            - {asn: 1, vrf: red, neighbors: [{asn: 1, address: 1.0.0.101}]}
                            - {asn: 1, vrf: blue, neighbors: [{asn: 1, address: 1.0.0.102}]}
                            - {asn: 1, vrf: green, neighbors: [{asn: 1, address: 1.0.0.103}]}
                        """)
                .settle();
        assertAccepted(cluster);
        assertEquals(4, cluster.generated().size());
        assertEquals("[1.1.1.0/24]", told(routers(cluster, "ra/base/b").at("/0/neighbors")));
        JsonNode vrfs = routers(cluster, "ra/vrfs/b");
        assertEquals(2, vrfs.size());
        assertEquals("red [10.1.1.0/24]", vrfs.at("/0/vrf").asText() + " " + told(vrfs.at("/0/neighbors")));
        assertEquals("blue [10.2.1.0/24]", vrfs.at("/1/vrf").asText() + " " + told(vrfs.at("/1/neighbors")));
        assertTrue(vrfs.at("/0/imports").isMissingNode());
    }

    /// RA-target: a VRF by name says everything, and routes are leaked with all others.
    @Test
    @Acceptance(OVN_V2)
    void aNamedVrfTellsOfEveryNetwork() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, overlayNetwork("red", "10.1.0.0/16"), ra("ra", "targetVRF: red\n" + BOTH))
                .with(node("node", "{\"default\":\"1.1.0.0/24\",\"cluster_udn_red\":\"10.1.0.0/24\"}"))
                .with(BASE.replace("- asn: 1\n", "- asn: 1\n      vrf: red\n"))
                .settle();
        assertAccepted(cluster);
        JsonNode routers = routers(cluster, "ra/base/node");
        assertEquals("[1.1.0.0/24, 10.1.0.0/24]", told(routers.at("/0/neighbors")));
        assertTree(
                "{red: [{vrf: default}], 'default': {asn: 1, imports: [{vrf: red}]}}",
                Cluster.tree("{}")
                        .<ObjectNode>set("red", routers.at("/0/imports"))
                        .set("default", routers.get(1)));
    }

    /// RA-layer-2: every node tells of the whole.
    @Test
    @Acceptance(OVN_B4)
    void aLayer2NetworkIsToldWholeByEachNode() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", NETWORKS))
                .with(network("red", "topology: Layer2, layer2: {role: Primary, subnets: [10.1.0.0/16]}"))
                .settle();
        assertAccepted(cluster);
        assertEquals("[10.1.0.0/16]", told(routers(cluster, "ra/base/node").at("/0/neighbors")));
    }

    /// RA-dpu.
    @Test
    @Acceptance(OVN_R9)
    void behindADpuPeersAreToSendToItsGateway() {
        String dpu = NODE.replace("labels: {name: node}", "labels: {k8s.ovn.org/dpu-host: ''}");
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, dpu, ra("ra", DEFAULT_NETWORK))
                .settle();
        assertTrue(cluster.condition("ra").startsWith("False ConfigurationPending"), cluster.condition("ra"));
        cluster.with(dpu + """
                    k8s.ovn.org/node-chassis-id: 4d
                    k8s.ovn.org/l3-gateway-config: '{"default":{"mode":"shared","ip-addresses":["1.0.0.9/24"]}}'
                """).settle();
        assertAccepted(cluster);
        assertTree("{ipv4: 1.0.0.9}", routers(cluster, "ra/base/node").at("/0/neighbors/0/toAdvertise/nextHop"));
    }

    private static final String UPLINK_STATE = """
            kind: UplinkState
            metadata: {name: tenant.node}
            spec: {uplinkName: tenant, nodeName: node}
            status:
              ipAddresses: [192.0.2.10/24]
              conditions: [{type: Resolved, status: '%s'}]
            """;

    /// A network with a way out of its own has its peers there, and they send to its address there.
    @Test
    @Acceptance(OVN_R9)
    void behindADpuPeersOfANetworkWithAnUplinkAreToSendToThat() {
        String dpu = node("node", "{\"default\":\"1.1.0.0/24\",\"cluster_udn_red\":\"10.1.0.0/24\"}")
                        .replace("labels: {name: node}", "labels: {k8s.ovn.org/dpu-host: ''}")
                + """
                    k8s.ovn.org/node-chassis-id: 4d
                    k8s.ovn.org/l3-gateway-config: '{"default":{"mode":"shared","ip-addresses":["1.0.0.9/24"]}}'
                """;
        Cluster cluster = new Cluster()
                .with(OVERLAY, dpu, ra("ra", "targetVRF: auto\n" + BOTH))
                .with(overlayNetwork("red", "10.1.0.0/16").replace("spec: {", "spec: {uplinks: [tenant], "))
                .with(BASE, BASE.replace("name: base", "name: red").replace("- asn: 1\n", "- asn: 1\n      vrf: red\n"))
                .settle();
        assertTrue(
                cluster.condition("ra").startsWith("False ConfigurationPending")
                        && cluster.condition("ra").contains("no UplinkState of \"tenant\" that has been resolved"),
                cluster.condition("ra"));
        cluster.with(UPLINK_STATE.formatted("False")).settle();
        assertTrue(cluster.condition("ra").startsWith("False ConfigurationPending"), cluster.condition("ra"));
        cluster.with(UPLINK_STATE.formatted("True").replace("192.0.2.10/24", "nonsense, 7, {}"))
                .settle();
        assertTrue(
                cluster.condition("ra").startsWith("False ConfigurationError")
                        && cluster.condition("ra").contains("UplinkState of \"tenant\" has no address"),
                cluster.condition("ra"));
        cluster.with(UPLINK_STATE.formatted("True")).settle();
        assertAccepted(cluster);
        String nextHop = "/0/neighbors/0/toAdvertise/nextHop";
        assertTree("{ipv4: 192.0.2.10}", routers(cluster, "ra/red/node").at(nextHop));
        assertTree("{ipv4: 1.0.0.9}", routers(cluster, "ra/base/node").at(nextHop));
        cluster.with(dpu.replace("dpu-host", "no-dpu-host")).settle();
        assertTrue(routers(cluster, "ra/red/node").at(nextHop).isMissingNode());
    }

    private static String dynamic(String network) {
        return network + "status: {conditions: [{type: NodesSelected, status: 'True', reason: DynamicAllocation}]}\n";
    }

    /// Nodes have a network when they need it; only they tell of it, and all is well before the first one does.
    @Test
    @Acceptance({OVN_C, OVN_R13})
    void aNetworkByNeedIsToldOfByTheNodesThatHaveIt() {
        String[] has = {
            "{\"default\":\"1.1.0.0/24\",\"cluster_udn_red\":\"10.1.0.0/24\"}", "{\"default\":\"1.1.1.0/24\"}"
        };
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, ra("ra", NETWORKS), node("a", has[0]), node("b", has[1]))
                .with(dynamic(overlayNetwork("red", "10.1.0.0/16")))
                .settle();
        assertAccepted(cluster);
        assertEquals(1, cluster.generated().size());
        assertEquals("[10.1.0.0/24]", told(routers(cluster, "ra/base/a").at("/0/neighbors")));
        cluster.with(node("b", "{\"default\":\"1.1.1.0/24\",\"cluster_udn_red\":\"10.1.1.0/24\"}"))
                .settle();
        assertAccepted(cluster);
        assertEquals("[10.1.1.0/24]", told(routers(cluster, "ra/base/b").at("/0/neighbors")));
        cluster.with(node("b", has[1]), node("a", has[1])).settle();
        assertAccepted(cluster);
        assertEquals(List.of(), List.copyOf(cluster.generated()));
    }

    /// Its addresses are the same everywhere, so its place on the node is what tells.
    @Test
    @Acceptance(OVN_R13)
    void aLayer2NetworkByNeedWaitsForItsTunnel() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", NETWORKS))
                .with(dynamic(network("red", "topology: Layer2, layer2: {role: Primary, subnets: [10.1.0.0/16]}")))
                .settle();
        assertAccepted(cluster);
        assertEquals(List.of(), List.copyOf(cluster.generated()));
        cluster.with(
                        NODE
                                + "    k8s.ovn.org/udn-layer2-node-gateway-router-lrp-tunnel-ids: '{\"cluster_udn_red\":\"5\"}'\n")
                .settle();
        assertEquals("[10.1.0.0/16]", told(routers(cluster, "ra/base/node").at("/0/neighbors")));
    }

    /// Rules 18 and 19 are about networks that the node has.
    @Test
    @Acceptance(OVN_R13)
    void aSourceForNetworksThatTheNodeDoesNotHaveIsPassedOverWithAuto() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", "targetVRF: auto\n" + BOTH))
                .with(dynamic(overlayNetwork("red", "10.1.0.0/16")))
                .with(BASE.replace("name: base", "name: red").replace("- asn: 1\n", "- asn: 1\n      vrf: red\n"))
                .settle();
        assertAccepted(cluster);
        assertEquals(1, cluster.generated().size());
        cluster.with(BASE.replace("name: base", "name: red").replace("- asn: 1\n", "- asn: 1\n      vrf: green\n"))
                .settle();
        assertTrue(cluster.condition("ra").contains("\"frr/red\" has no router"), cluster.condition("ra"));
    }

    /// RA-unnumbered with one family: a session by interface carries what there is.
    @ParameterizedTest
    @CsvSource({"1.1.0.0/24, ipv4", "fd01::/64, ipv6"})
    @Acceptance(OVN_R3)
    void aNeighborByInterfaceIsToldTheOneFamilyThatThereIs(String subnet, String family) {
        Cluster cluster = new Cluster()
                .with(OVERLAY, node("node", "{\"default\":\"" + subnet + "\"}"), ra("ra", DEFAULT_NETWORK))
                .with(BASE.replace("address: 1.0.0.100", "interface: eth0"))
                .settle();
        assertAccepted(cluster);
        assertEquals("[" + subnet + "]", told(routers(cluster, "ra/base/node").at("/0/neighbors")));
    }

    /// What a target VRF means for a network red and the cluster's own: whose routers are used, what they say and
    /// import.
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ''    | default and red | ''   | [1.1.0.0/24, 10.1.0.0/24] imports red; red imports default
            ''    | red             | ''   | [10.1.0.0/24] imports red; red imports default
            ''    | default         | ''   | [1.1.0.0/24]
            red   | default and red | red  | red [1.1.0.0/24, 10.1.0.0/24] imports default; imports red
            red   | red             | red  | red [10.1.0.0/24]
            tor   | red             | tor  | tor [10.1.0.0/24] imports red; red imports tor
            tor   | default         | tor  | tor [1.1.0.0/24] imports default; imports tor
            auto  | red             | red  | red [10.1.0.0/24]
            auto  | default         | ''   | [1.1.0.0/24]
            """)
    @Acceptance({OVN_B1, OVN_V1, OVN_V2, OVN_V3})
    void aTargetVrfSaysWhoTellsOfWhatAndWhatIsLeaked(String target, String networks, String vrf, String routers) {
        String selected = networks.equals("red") ? NETWORKS : networks.equals("default") ? DEFAULT_NETWORK : BOTH;
        Cluster cluster = new Cluster()
                .with(
                        OVERLAY,
                        overlayNetwork("red", "10.1.0.0/16"),
                        ra("ra", "targetVRF: '" + target + "'\n" + selected))
                .with(node("node", "{\"default\":\"1.1.0.0/24\",\"cluster_udn_red\":\"10.1.0.0/24\"}"))
                .with(vrf.isEmpty() ? BASE : BASE.replace("- asn: 1\n", "- asn: 1\n      vrf: " + vrf + "\n"))
                .settle();
        assertAccepted(cluster);
        assertEquals(
                routers,
                routers(cluster, "ra/base/node")
                        .valueStream()
                        .map(AdvertisingTest::described)
                        .collect(Collectors.joining("; ")));
    }

    private static String described(JsonNode router) {
        String imports = router.path("imports")
                .valueStream()
                .map(each -> " imports " + each.path("vrf").asText())
                .collect(Collectors.joining());
        return (router.path("vrf").asText("") + " " + told(router.path("neighbors")) + imports)
                .strip()
                .replace("  ", " ");
    }

    /// In VRFs of their own networks do not meet; in one VRF they would.
    @ParameterizedTest
    @CsvSource({"auto, true", "'', false", "red, false"})
    @Acceptance(OVN_V4)
    void networksMayHaveTheSameAddressesInTheirOwnVrfsAlone(String target, boolean accepted) {
        String nodes = node("node", "{\"cluster_udn_red\":\"10.1.0.0/24\",\"cluster_udn_blue\":\"10.1.0.0/24\"}");
        Cluster cluster = new Cluster()
                .with(OVERLAY, nodes, overlayNetwork("red", "10.1.0.0/16"), overlayNetwork("blue", "10.1.0.0/16"))
                .with(ra("ra", "targetVRF: '" + target + "'\n" + NETWORKS))
                .with(BASE.replace("- asn: 1\n", "- asn: 1\n      vrf: red\n"))
                .with(BASE.replace("name: base", "name: blue").replace("- asn: 1\n", "- asn: 1\n      vrf: blue\n"))
                .settle();
        assertEquals(accepted, cluster.condition("ra").startsWith("True"), cluster.condition("ra"));
        assertEquals(!accepted, cluster.condition("ra").contains("overlaps"), cluster.condition("ra"));
    }

    /// RA-eip: the addresses that a node has for namespaces of the selected networks.
    @Test
    @Acceptance(OVN_R1)
    void egressIpsAreToldByTheNodeThatHasThem() {
        String both = "advertisements: [PodNetwork, EgressIP]";
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE)
                .with(ra("ra", DEFAULT_NETWORK).replace("advertisements: [PodNetwork]", both))
                .with("{kind: Namespace, metadata: {name: shop, labels: {out: a}}}")
                .with("""
                        kind: EgressIP
                        metadata: {name: out}
                        spec: {namespaceSelector: {matchLabels: {out: a}}}
                        status: {items: [{node: node, egressIP: 9.9.9.9}, {node: other, egressIP: 9.9.9.8}]}
                        """)
                .settle();
        assertAccepted(cluster);
        assertEquals(
                "[1.1.0.0/24, 9.9.9.9/32]",
                told(routers(cluster, "ra/base/node").at("/0/neighbors")));
        cluster.with("{kind: Namespace, metadata: {name: shop, labels: {}}}").settle();
        assertEquals("[1.1.0.0/24]", told(routers(cluster, "ra/base/node").at("/0/neighbors")));
    }

    /// The next leader knows no version of it that could be read.
    @Test
    void anEgressIpThatCannotBeReadTakesNothingAway() {
        String both = ra("ra", DEFAULT_NETWORK)
                .replace("advertisements: [PodNetwork]", "advertisements: [PodNetwork, EgressIP]");
        String shop = "{kind: Namespace, metadata: {name: shop, labels: {out: a}}}";
        String good = """
                kind: EgressIP
                metadata: {name: out}
                spec: {namespaceSelector: {matchLabels: {out: a}}}
                status: {items: [{node: node, egressIP: 9.9.9.9}]}
                """;
        String unreadable = good.replace("{matchLabels: {out: a}}", "{matchExpressions: [{key: out, operator: Like}]}");
        String other = node("other", "{\"default\":\"1.1.1.0/24\"}");
        Cluster before =
                new Cluster().with(OVERLAY, BASE, NODE, other, both, shop, good).settle();
        String told = "[1.1.0.0/24, 9.9.9.9/32]";
        assertEquals(told, told(routers(before, "ra/base/node").at("/0/neighbors")));

        before.with(unreadable.replace("node: node", "node: other")).settle();
        assertEquals("[1.1.0.0/24]", told(routers(before, "ra/base/node").at("/0/neighbors")));
        assertEquals(
                "[1.1.1.0/24, 9.9.9.9/32]",
                told(routers(before, "ra/base/other").at("/0/neighbors")));
        before.with(good).settle();

        Cluster after = new Cluster();
        after.put(Objects.requireNonNull(before.configurations.get(new ObjectKey("frr", "base"))));
        before.generated().forEach(after::put);
        after.with(OVERLAY, NODE, other, both, shop, unreadable).settle();
        assertEquals(told, told(routers(after, "ra/base/node").at("/0/neighbors")));
        assertTrue(
                after.condition("ra").startsWith("True Accepted")
                        && after.condition("ra")
                                .contains("1 of 2 nodes, which keep what they have: node \"node\": EgressIP [out]"),
                after.condition("ra"));
        after.with(good).settle();
        assertAccepted(after);
    }

    /// Reference for OVN-Kubernetes' rules: the number in front. Only the objects that differ from a good cluster.
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            1  | RA      | advertisements: [EgressIP]                                | ConfigurationError   | the cluster has no EgressIPs
            2  | RA+EIP  | {advertisements: [EgressIP], targetVRF: auto}             | ConfigurationError   | with target VRF 'auto'
            3  | RA      | networkSelectors: [NAMED]                                 | ConfigurationPending | no networks selected
            4  | NETWORK | topology: Layer3, layer3: {role: Secondary}               | ConfigurationError   | neither the default nor a primary
            5  | NETWORK | topology: Localnet, layer3: {role: Primary}               | ConfigurationError   | unsupported topology Localnet
            6  | NET+EIP | topology: Layer2, layer2: {role: Primary, subnets: [9.0.0.0/8]} | ConfigurationError | topology Layer2, whose EgressIPs
            8  | NETWORK | topology: Layer3, transport: EVPN, layer3: {role: Primary} | ConfigurationError  | must be 'auto' or its own
            9  | RA      | nodeSelector: {matchLabels: {name: node}}                 | ConfigurationError   | node selector cannot be given
            10 | NO NODE |                                                           | ConfigurationPending | no nodes selected
            11 | RA      | frrConfigurationSelector: {matchLabels: {use: nothing}}   | ConfigurationPending | no FRRConfigurations selected
            12 | NET+AUTO| topology: Layer3, transport: EVPN, layer3: {role: Primary} | ConfigurationError  | EVPN is not supported
            14 | NODE    | {}                                                        | ConfigurationError   | has no annotation k8s.ovn.org/node-subnets
            14 | NODE    | {k8s.ovn.org/node-subnets: '{]'}                          | ConfigurationError   | node-subnets: not JSON
            14 | NODE    | {k8s.ovn.org/node-subnets: '{"x":"1.1.0.0/24"}'}          | ConfigurationError   | has no network "default"
            15 | NETWORK | topology: Layer2, layer2: {role: Primary}                 | ConfigurationError   | has no subnets
            16 | ROUTER  | {asn: 1, neighbors: [{asn: 2}]}                           | ConfigurationError   | neither address nor interface
            16 | ROUTER  | {asn: 1, neighbors: [{asn: 2, address: 'x'}]}             | ConfigurationError   | not an IP address
            17 | ROUTER  | {asn: 1, neighbors: [{asn: 2, address: 1.0.0.9, dualStackAddressFamily: true}]} | ConfigurationError | dualStackAddressFamily
            18 | ROUTER  | {asn: 1, vrf: green, neighbors: [{asn: 2, address: 1.0.0.9}]} | ConfigurationError | has no router in the target VRF
            18 | RA      | targetVRF: default                                        | ConfigurationError   | has no router in the target VRF
            20 | NODE    | {k8s.ovn.org/node-subnets: '{"default":"1.1.0.0/24"}'}    | InternalError        | node-primary-ifaddr
            22 | RA      | networkSelectors: [{networkSelectionType: NetworkAttachmentDefinitions}] | ConfigurationError | "NetworkAttachmentDefinitions"
            -  | RA      | nodeSelector: {matchLabels: {a: 'b c'}}                   | ConfigurationError   | nodeSelector: matchLabels
            """)
    @Acceptance({OVN_R4, OVN_R11})
    void whatCannotBeCarriedOutIsSaid(String rule, String what, String yaml, String reason, String text) {
        String good = ra("ra", DEFAULT_NETWORK);
        Cluster cluster = new Cluster();
        cluster.egressIpsExist = what.endsWith("+EIP");
        ObjectNode object = Cluster.tree(good);
        ObjectNode spec = (ObjectNode) object.get("spec");
        String node = NODE;
        String base = BASE;
        switch (what) {
            case "RA", "RA+EIP" -> spec.setAll(Cluster.tree(yaml.replace("NAMED", NAMED)));
            case "NETWORK" -> {
                spec.setAll(Cluster.tree(BOTH));
                cluster.with(network("red", yaml));
            }
            case "NET+EIP" -> {
                spec.setAll(Cluster.tree(BOTH));
                spec.set("advertisements", Cluster.tree("{a: [EgressIP]}").get("a"));
                cluster.with(network("red", yaml));
            }
            case "NET+AUTO" -> {
                spec.setAll(Cluster.tree(BOTH));
                spec.put("targetVRF", "auto");
                cluster.with(network("red", yaml));
            }
            case "NODE" -> {
                ObjectNode other = Cluster.tree(NODE);
                ((ObjectNode) other.get("metadata")).set("annotations", Cluster.tree(yaml));
                node = other.toString();
            }
            case "ROUTER" -> {
                ObjectNode other = Cluster.tree(BASE);
                ((ObjectNode) other.at("/spec/bgp")).putArray("routers").add(Cluster.tree(yaml));
                base = other.toString();
            }
            case "NO NODE" -> node = "";
            default -> throw new IllegalArgumentException(what);
        }
        cluster.with(OVERLAY, base, node, object.toString()).settle();
        assertTrue(
                cluster.condition("ra").startsWith("False " + reason)
                        && cluster.condition("ra").contains(text),
                cluster.condition("ra"));
        assertTrue(cluster.advertisements("ra").summary().startsWith("Not Accepted: "));
        assertEquals(List.of(), List.copyOf(cluster.generated()));
        // and when it is mended
        cluster.networks.removeNetwork("red");
        cluster.with(NODE, BASE, ra("ra", DEFAULT_NETWORK).replace("generation: 1", "generation: 2"))
                .settle();
        assertAccepted(cluster);
        assertEquals("Accepted", cluster.advertisements("ra").summary());
        assertEquals(2, cluster.advertisements("ra").condition().orElseThrow().observedGeneration());
    }

    /// Rule 7.
    @Test
    @Acceptance(OVN_R11)
    void oneVrfNameForTwoNetworksIsRefused() {
        Cluster cluster = new Cluster().with(OVERLAY, BASE, NODE, ra("ra", BOTH));
        cluster.attachable = true;
        cluster.with(
                overlayNetwork("mp7-udn-vrf", "10.1.0.0/16"), overlayNetwork("a-name-that-is-long", "10.2.0.0/16"));
        cluster.with(
                attachment("x", "cluster_udn_mp7-udn-vrf", 6), attachment("y", "cluster_udn_a-name-that-is-long", 7));
        cluster.settle();
        assertTrue(cluster.condition("ra").contains("VRF \"mp7-udn-vrf\" is that of several"), cluster.condition("ra"));
    }

    /// The VRF of a network with a long name has the number in its name.
    @Test
    void aNamespaceThatJoinsWithoutANumberTakesNoNetworkAway() {
        Cluster cluster = new Cluster()
                .with(overlayNetwork("a-name-that-is-long", "10.2.0.0/16"))
                .with(attachment("x", "cluster_udn_a-name-that-is-long", 7))
                .with(attachment("y", "cluster_udn_a-name-that-is-long", 7)
                        .replace(", k8s.ovn.org/network-id: '7'", ""));
        assertTrue(cluster.networks.selectable(true).containsKey("cluster_udn_a-name-that-is-long"));
    }

    @Test
    void nothingIsSaidOfASpecThatHasNotBeenJudged() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        cluster.with(ra("ra", NETWORKS).replace("generation: 1", "generation: 2"));
        assertEquals(Map.of(), cluster.advertising.takeAcceptances());
        cluster.settle();
        assertTrue(cluster.condition("ra").contains("no networks selected"), cluster.condition("ra"));
    }

    private static String attachment(String namespace, String network, int id) {
        return """
                kind: NetworkAttachmentDefinition
                metadata:
                  name: net
                  namespace: %s
                  annotations: {k8s.ovn.org/network-name: %s, k8s.ovn.org/network-id: '%d'}
                  ownerReferences: [{kind: ClusterUserDefinedNetwork, controller: true, name: x}]
                spec: {config: '{"type":"ovn-k8s-cni-overlay","role":"primary","name":"%s"}'}
                """.formatted(namespace, network, id, network);
    }

    /// Rule 19.
    @Test
    @Acceptance(OVN_R11)
    void withAutoEveryNetworkNeedsARouter() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, overlayNetwork("red", "10.1.0.0/16"), ra("ra", "targetVRF: auto\n" + BOTH))
                .with(node("node", "{\"default\":\"1.1.0.0/24\",\"cluster_udn_red\":\"10.1.0.0/24\"}"))
                .settle();
        assertTrue(cluster.condition("ra").contains("router for network \"cluster_udn_red\""), cluster.condition("ra"));
    }

    /// A network that no namespace has yet is not there yet.
    @Test
    void aNetworkThatOvnKubernetesHasNotMadeYetIsPassedOver() {
        Cluster cluster = new Cluster().with(OVERLAY, BASE, NODE, ra("ra", BOTH), overlayNetwork("red", "10.1.0.0/16"));
        cluster.attachable = true;
        cluster.settle();
        assertAccepted(cluster);
        cluster.with(attachment("x", "cluster_udn_red", 6)).settle();
        assertTrue(cluster.condition("ra").contains("has no network \"cluster_udn_red\""), cluster.condition("ra"));
    }

    /// OVN-Kubernetes does not look: pods of one network would answer in the name of the other.
    @Test
    @Acceptance(OVN_V4)
    void subnetsThatOverlapInOneVrfAreRefusedWithBothOwnersNamed() {
        String nodes = node(
                "node",
                "{\"default\":\"1.1.0.0/24\",\"cluster_udn_red\":\"10.1.0.0/24\",\"cluster_udn_blue\":\"10.1.1.0/24\"}");
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, nodes, overlayNetwork("red", "10.1.0.0/16"), overlayNetwork("blue", "10.0.0.0/8"))
                .with(ra("ra", NETWORKS))
                .settle();
        assertEquals(
                "False ConfigurationError: configuration error: 10.1.0.0/16 of network \"cluster_udn_red\" overlaps"
                        + " 10.0.0.0/8 of network \"cluster_udn_blue\" in VRF \"default\": advertise one of them in"
                        + " another VRF",
                cluster.condition("ra"));
    }

    /// The older one is right, and is not disturbed.
    @Test
    void subnetsThatTwoAdvertiseInOneVrfAreTheOlderOnes() {
        String nodes = node(
                "node",
                "{\"default\":\"1.1.0.0/24\",\"cluster_udn_red\":\"10.1.0.0/24\",\"cluster_udn_blue\":\"10.1.1.0/24\"}");
        String of = "networkSelectors: [{networkSelectionType: ClusterUserDefinedNetworks,"
                + " clusterUserDefinedNetworkSelector: {networkSelector: {matchLabels: {name: %s}}}}]";
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, nodes, overlayNetwork("red", "10.1.0.0/16"), overlayNetwork("blue", "10.0.0.0/8"))
                .with(ra("ra", of.formatted("red")))
                .settle();
        assertAccepted(cluster);
        cluster.with(ra("a-later", of.formatted("blue")).replace("2026-01", "2026-02"))
                .settle();
        assertAccepted(cluster);
        assertTrue(
                cluster.condition("a-later").contains("where RouteAdvertisements \"ra\" advertises it"),
                cluster.condition("a-later"));
        cluster.deleteAdvertisements("ra");
        cluster.settle();
        assertTrue(cluster.condition("a-later").startsWith("True"), cluster.condition("a-later"));
    }

    /// In OVN-Kubernetes one node of these is a reason to do nothing for all.
    @Test
    void aBrokenNodeKeepsWhatItHasAndBlocksNobody() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, node("a", "{\"default\":\"1.1.0.0/24\"}"), ra("ra", DEFAULT_NETWORK))
                .settle();
        cluster.with(node("a", "{]"))
                .with(node("b", "{\"default\":\"1.1.1.0/24\"}"))
                .settle();
        String said = cluster.condition("ra");
        assertTrue(
                said.startsWith(
                        "True Accepted: the configuration for it has been written but for 1 of 2 nodes, which keep"
                                + " what they have: node \"a\": annotation k8s.ovn.org/node-subnets: not JSON"),
                said);
        assertEquals("[1.1.0.0/24]", told(routers(cluster, "ra/base/a").at("/0/neighbors")));
        assertEquals("[1.1.1.0/24]", told(routers(cluster, "ra/base/b").at("/0/neighbors")));
        cluster.with(node("a", "{\"default\":\"1.1.2.0/24\"}")).settle();
        assertAccepted(cluster);
        assertEquals("[1.1.2.0/24]", told(routers(cluster, "ra/base/a").at("/0/neighbors")));
    }

    /// OVN-Kubernetes deletes everything when, for a moment, nothing is selected.
    @Test
    @Acceptance(OVN_R11)
    void whatIsPendingKeepsWhatThereIs() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        cluster.deleteConfiguration(new ObjectKey("frr", "base"));
        cluster.settle();
        assertEquals(
                "False ConfigurationPending: configuration pending: no FRRConfigurations selected",
                cluster.condition("ra"));
        assertEquals(1, cluster.generated().size());
        assertEquals(List.of(), cluster.done);
    }

    /// RA-update, RA-delete, RA-drift, RA-duplicates, RA-status-only.
    @Test
    @Acceptance({OVN_R6, OVN_R12})
    void generatedObjectsAreKeptAsTheyShouldBe() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        ObjectKey key = cluster.configurations.keySet().stream()
                .filter(each -> each.name().startsWith("ovnk-generated-"))
                .findFirst()
                .orElseThrow();
        ObjectNode good = Objects.requireNonNull(cluster.configurations.get(key));
        assertEquals(1, cluster.done.size());
        cluster.settle();
        assertEquals(List.of(), cluster.done);

        ObjectNode drifted = good.deepCopy();
        ((ObjectNode) drifted.at("/spec/bgp/routers/0")).put("asn", 7);
        cluster.put(drifted);
        cluster.settle();
        assertEquals(good, cluster.configurations.get(key));

        cluster.deleteConfiguration(key);
        cluster.settle();
        assertEquals(good, cluster.configurations.get(key));

        // one that OVN-Kubernetes has written, under a name by chance, is taken as it is
        ObjectNode theirs = good.deepCopy();
        ((ObjectNode) theirs.get("metadata")).put("name", "ovnk-generated-zzzzz");
        cluster.put(theirs);
        cluster.settle();
        assertEquals(List.of(theirs), List.copyOf(cluster.generated()));
        cluster.with(node("node", "{\"default\":\"1.1.7.0/24\"}")).settle();
        assertEquals(1, cluster.generated().size());
        assertEquals(
                "ovnk-generated-zzzzz",
                cluster.generated().iterator().next().at("/metadata/name").asText());

        cluster.deleteAdvertisements("ra");
        cluster.settle();
        assertEquals(List.of(), List.copyOf(cluster.generated()));
    }

    @Test
    @Acceptance(OVN_R7)
    void nothingIsWrittenButTheStatus() {
        Cluster before = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        Cluster cluster = new Cluster().with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK));
        before.generated().forEach(cluster::put);
        cluster.settle();
        assertEquals(List.of(), cluster.done);
        assertAccepted(cluster);
    }

    private static Change only(Cluster cluster) {
        Pair pair = cluster.advertising.next().orElseThrow();
        List<Change> changes = cluster.advertising.changes(pair);
        assertEquals(1, changes.size());
        return changes.getFirst();
    }

    private static ObjectNode drifted(ObjectNode good, int asn) {
        ObjectNode drifted = good.deepCopy();
        ((ObjectNode) drifted.at("/spec/bgp/routers/0")).put("asn", asn);
        return drifted;
    }

    /// The answer to a write may come after what somebody has made of it since.
    @Test
    void whatIsToldWhileItIsWrittenIsNewerThanTheAnswer() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        ObjectNode good = cluster.generated("ra/base/node");
        cluster.put(drifted(good, 7));
        Change change = only(cluster);
        cluster.advertising.begin(change);
        cluster.put(drifted(good, 8));
        cluster.advertising.written(change.key(), ((Change.Write) change).object(), good);
        cluster.settle();
        assertEquals(good, cluster.generated("ra/base/node"));
        assertEquals(1, cluster.done.size());
    }

    @Test
    void whatIsDeletedWhileItIsWrittenIsMadeAnew() {
        Cluster cluster = new Cluster().with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK));
        cluster.advertising.networks(cluster.networks.selectable(false));
        Change.Write change = (Change.Write) only(cluster);
        ObjectNode made = Advertiser.tree(change.namespace(), change.name(), change.object());
        made.put("kind", "FRRConfiguration");
        cluster.advertising.begin(change);
        cluster.put(made);
        cluster.deleteConfiguration(change.key());
        cluster.advertising.written(change.key(), change.object(), made);
        cluster.settle();
        assertEquals(1, cluster.generated().size());
    }

    /// Somebody has made one of its name while ours was deleted.
    @Test
    void theEndOfAnObjectIsNotThatOfAnotherOneOfItsName() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        ObjectNode good = cluster.generated("ra/base/node");
        cluster.deleteAdvertisements("ra");
        Change.Delete change = (Change.Delete) only(cluster);
        cluster.advertising.begin(change);
        ObjectNode another = good.deepCopy();
        ((ObjectNode) another.get("metadata")).put("uid", "another");
        cluster.put(another);
        cluster.advertising.deleted(change.object());
        cluster.settle();
        assertEquals(List.of(), List.copyOf(cluster.generated()));
    }

    private static String unreadable(String name) {
        return network(name, "topology: Layer9, layer3: {role: Primary}");
    }

    @Test
    void aNetworkThatCannotBeReadAnyMoreCountsAsWhatItWas() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, ra("ra", NETWORKS), overlayNetwork("red", "10.1.0.0/16"))
                .with(node("a", "{\"cluster_udn_red\":\"10.1.0.0/24\"}"))
                .settle();
        ObjectNode before = cluster.generated("ra/base/a");
        cluster.with(unreadable("red")).settle();
        assertEquals(before, cluster.generated("ra/base/a"));
        assertEquals(
                "True Accepted: what it asks for is right, and the configuration for it has been written; network"
                        + " \"cluster_udn_red\" cannot be read any more, so what it was counts: it is too new",
                cluster.condition("ra"));
        cluster.with(node("b", "{\"cluster_udn_red\":\"10.1.1.0/24\"}")).settle();
        assertEquals("[10.1.1.0/24]", told(routers(cluster, "ra/base/b").at("/0/neighbors")));
        cluster.with(overlayNetwork("red", "10.1.0.0/16")).settle();
        assertAccepted(cluster);
    }

    /// As after an update of OVN-Kubernetes and a restart.
    @Test
    void whatWasGeneratedForANetworkThatCouldNeverBeReadHereStays() {
        Cluster before = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", NETWORKS), overlayNetwork("red", "10.1.0.0/16"))
                .with(node("node", "{\"cluster_udn_red\":\"10.1.0.0/24\"}"))
                .settle();
        Cluster cluster = new Cluster().with(OVERLAY, BASE, NODE, ra("ra", NETWORKS), unreadable("red"));
        before.generated().forEach(cluster::put);
        cluster.settle();
        assertEquals(List.of(), cluster.done);
        assertEquals(
                "False ConfigurationError: configuration error: selected network \"cluster_udn_red\" cannot be read:"
                        + " it is too new",
                cluster.condition("ra"));
        cluster.networks.removeNetwork("red");
        cluster.settle();
        assertTrue(cluster.condition("ra").contains("no networks selected"), cluster.condition("ra"));
    }

    /// Without an overlay, what is received hangs on it.
    @Test
    void whatWasGeneratedForTheDefaultNetworkStaysWhileItsConfigurationCannotBeRead() {
        String broken = NO_OVERLAY.replace("cluster-subnets = 1.1.0.0/16/24", "cluster-subnets = none");
        Cluster before = new Cluster()
                .with(NO_OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        Cluster cluster = new Cluster().with(broken, BASE, NODE, ra("ra", DEFAULT_NETWORK));
        before.generated().forEach(cluster::put);
        cluster.settle();
        assertEquals(List.of(), cluster.done);
        assertEquals(
                "False ConfigurationError: configuration error: selected network \"default\" cannot be read: it is too new",
                cluster.condition("ra"));
        before.with(broken).settle();
        assertEquals(List.of(), before.done);
        assertTrue(before.condition("ra").startsWith("True"), before.condition("ra"));
        assertTrue(before.condition("ra").contains("\"default\" cannot be read any more"), before.condition("ra"));
        cluster.with(NO_OVERLAY).settle();
        assertEquals(List.of(), cluster.done);
        assertAccepted(cluster);
    }

    @Test
    void ofManyNetworksThatCannotBeReadSomeAreNamed() {
        Cluster cluster = new Cluster().with(OVERLAY, BASE, NODE, ra("ra", NETWORKS));
        for (int i = 0; i < 9; i++) {
            cluster.with(network("n" + i, "topology: Layer2, layer2: {role: Primary, subnets: [10." + i + ".0.0/16]}"));
        }
        cluster.settle();
        for (int i = 0; i < 9; i++) {
            cluster.with(unreadable("n" + i));
        }
        cluster.settle();
        String said = cluster.condition("ra");
        assertTrue(said.contains("_n2\"") && !said.contains("_n3\"") && said.endsWith("; and 6 more"), said);
    }

    @Test
    void aSourceWhoseNodeSelectorIsNoneKeepsWhatWasMadeOfIt() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        cluster.with(BASE + "  nodeSelector: {matchLabels: {a: 'b c'}}\n").settle();
        assertEquals(1, cluster.generated().size());
        assertTrue(cluster.condition("ra").contains("nodeSelector that is none"), cluster.condition("ra"));
    }

    @Test
    void whatIsLeftOfAnEarlierLifeGoes() {
        Cluster cluster = new Cluster()
                .with(OVERLAY, BASE, NODE, ra("ra", DEFAULT_NETWORK))
                .settle();
        Cluster next = new Cluster().with(OVERLAY, BASE);
        cluster.generated().forEach(next::put);
        next.settle();
        assertEquals(List.of(), List.copyOf(next.generated()));
    }

    /// A node's event costs work for its own objects alone, and noise none at all.
    @Test
    @Acceptance(OVN_R12)
    void aNodeEventTouchesNobodyElse() {
        Cluster cluster = new Cluster().with(OVERLAY, BASE, ra("ra", DEFAULT_NETWORK), ra("rb", DEFAULT_NETWORK));
        for (int i = 0; i < 200; i++) {
            cluster.with(node("n" + i, "{\"default\":\"1.1." + i + ".0/24\"}"));
        }
        cluster.settle();
        assertEquals(400, cluster.generated().size());
        cluster.with(node("n7", "{\"default\":\"1.1.201.0/24\"}")).settle();
        assertEquals(Set.of(new Pair("ra", "n7"), new Pair("rb", "n7")), Set.copyOf(cluster.lookedAt));
        assertEquals(2, cluster.done.size());
        cluster.with(node("n7", "{\"default\":\"1.1.201.0/24\"}") + "\nstatus: {conditions: [{type: Ready}]}")
                .settle();
        assertEquals(List.of(), cluster.lookedAt);
        cluster.advertising.removeNode("n7");
        cluster.settle();
        assertEquals(2, cluster.lookedAt.stream().distinct().count());
        assertEquals(398, cluster.generated().size());
    }
}
