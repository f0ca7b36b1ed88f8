package io.barewire.controller.advertise;

import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.testkit.acceptance.Acceptance;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The objects of OVN-Kubernetes' enhancement proposal OKEP-5259, as they are printed there, in its four workflows.
class OkepWorkflowsTest {
    private final Cluster cluster = new Cluster();

    /// Three nodes at 192.168.111.20 to .22, and what their pods have in the default network and in blue.
    @BeforeEach
    void nodes() {
        for (int i = 0; i < 3; i++) {
            cluster.with("""
                    kind: Node
                    metadata:
                      name: node%d
                      labels: {kubernetes.io/hostname: node%d}
                      annotations:
                        k8s.ovn.org/node-subnets: '{"default":["10.128.%d.0/24"],"cluster_udn_blue":["10.10.%d.0/24"]}'
                        k8s.ovn.org/node-primary-ifaddr: '{"ipv4":"192.168.111.2%d/24"}'
                    status: {addresses: [{type: InternalIP, address: 192.168.111.2%d}]}
                    """.formatted(i, i, i, i, i, i));
        }
    }

    private void configure(String conf) {
        cluster.with("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: ovnkube-config, namespace: ovn-kubernetes}
                data:
                  ovnkube.conf: |
                %s
                """.formatted(conf.indent(4)));
    }

    private static String described(JsonNode routers) {
        return routers.valueStream().map(OkepWorkflowsTest::router).collect(Collectors.joining("; "));
    }

    private static String router(JsonNode router) {
        String neighbors = router.path("neighbors")
                .valueStream()
                .map(each ->
                        each.path("address").asText() + " gets " + list(each.at("/toAdvertise/allowed/prefixes"), "")
                                + " gives " + list(each.at("/toReceive/allowed/prefixes"), "prefix"))
                .collect(Collectors.joining(", "));
        return (router.path("asn").asText() + " " + router.path("vrf").asText() + " "
                        + list(router.path("imports"), "vrf") + " " + neighbors)
                .strip();
    }

    private static String list(JsonNode array, String member) {
        return array.valueStream()
                .map(each -> member.isEmpty()
                        ? each.asText()
                        : each.path(member).asText()
                                + (each.has("ge") ? "(" + each.path("ge") + "-" + each.path("le") + ")" : ""))
                .collect(Collectors.joining(" ", "[", "]"));
    }

    private void assertGenerated(String purpose, String routers) {
        assertTrue(cluster.condition(purpose.substring(0, purpose.indexOf('/'))).startsWith("True Accepted"));
        assertEquals(routers, described(cluster.generated(purpose).at("/spec/bgp/routers")));
    }

    private static final String UNMANAGED = """
            [default]
            transport = no-overlay
            cluster-subnets = 10.128.0.0/16/24

            [no-overlay]
            routing = unmanaged
            outbound-snat = disable
            """;

    private static final String MANAGED = """
            [default]
            transport = no-overlay
            cluster-subnets = 10.128.0.0/16/24

            [no-overlay]
            routing = managed
            outbound-snat = enable

            [bgp.managed]
            as-number = 64514
            topology = full-mesh
            """;

    private static final String EXTERNAL_RR = """
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata:
              name: external-rr
              namespace: frr-k8s-system
              labels:
                network: default
            spec:
              bgp:
                routers:
                - asn: 64512
                  neighbors:
                  # the external BGP route reflector
                  - address: 172.20.0.2
                    asn: 64512
                    disableMP: true
                    toReceive:
                      allowed:
                        mode: filtered
                        prefixes:
                        # accept pod subnets of the default network explicitly
                        - prefix: 10.128.0.0/16
                          ge: 24
            """;

    private static final String DEFAULT = """
            apiVersion: k8s.ovn.org/v1
            kind: RouteAdvertisements
            metadata:
              name: default
            spec:
              advertisements:
              - PodNetwork
              # Select the FRRConfiguration defined in step-2 with the custom label.
              frrConfigurationSelector:
                matchLabels:
                  network: default
              networkSelectors:
              - networkSelectionType: DefaultNetwork
              # The empty nodeSelector selects all nodes. We don't support a network in an overlay and no-overlay hybrid mode.
              nodeSelector: {}
            """;

    @Test
    @Acceptance(OVN_A1)
    void theDefaultNetworkUnmanagedWithARouteReflector() {
        configure(UNMANAGED);
        cluster.with(EXTERNAL_RR, DEFAULT).settle();
        assertEquals(3, cluster.generated().size());
        assertGenerated(
                "default/external-rr/node1", "64512  [] 172.20.0.2 gets [10.128.1.0/24] gives [10.128.0.0/16(24-24)]");
    }

    /// The mesh that an administrator writes by hand: nobody is his own neighbor.
    @Test
    void theDefaultNetworkUnmanagedWithAMeshByHand() {
        configure(UNMANAGED);
        cluster.with("""
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata:
                  labels:
                    network: default
                  name: receive-all
                  namespace: frr-k8s-system
                spec:
                  bgp:
                    routers:
                    - asn: 64512
                      # All nodes are added as neighbors to setup a full-mesh BGP topology
                      neighbors:
                      - address: 192.168.111.20
                        asn: 64512
                        disableMP: true
                        toReceive:
                          allowed:
                            mode: all
                      - address: 192.168.111.21
                        asn: 64512
                        disableMP: true
                        toReceive:
                          allowed:
                            mode: all
                      - address: 192.168.111.22
                        asn: 64512
                        disableMP: true
                        toReceive:
                          allowed:
                            mode: all
                """, DEFAULT).settle();
        assertGenerated(
                "default/receive-all/node1",
                "64512  [] 192.168.111.20 gets [10.128.1.0/24] gives [10.128.0.0/16(24-24)],"
                        + " 192.168.111.22 gets [10.128.1.0/24] gives [10.128.0.0/16(24-24)]");
    }

    private static final String FABRIC = """
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata:
              name: ovnk-managed-c9ae238d71aa3843
              namespace: frr-k8s-system
              labels:
                k8s.ovn.org/managed-internal-fabric: bgp # This label is set on FRRConfigurations managed by OVN-Kubernetes to configure the internal fabric
            spec:
              bgp:
                routers:
                - asn: 64514
                  neighbors:
                  # BGP peers with other nodes
                  - address: 192.168.111.20
                    asn: 64514
                    toReceive:
                      # Allow to receive the routes to remote pod subnets.
                      # This is no-overlay specific behavior.
                      allowed:
                        prefixes:
                        - ge: 24
                          le: 24
                          prefix: 10.128.0.0/16
                  - address: 192.168.111.21
                    asn: 64514
                    toReceive:
                      allowed:
                        prefixes:
                        - ge: 24
                          le: 24
                          prefix: 10.128.0.0/16
                  - address: 192.168.111.22
                    asn: 64514
                    toReceive:
                      allowed:
                        prefixes:
                        - ge: 24
                          le: 24
                          prefix: 10.128.0.0/16
            """;

    /// In the names and labels of the proposal and of release 1.3, which later ones do not use any more.
    @Test
    void theDefaultNetworkManaged() {
        configure(MANAGED);
        cluster.with(FABRIC, """
                apiVersion: k8s.ovn.org/v1
                kind: RouteAdvertisements
                metadata:
                  name: ovnk-managed-ebada5168620c5fe
                spec:
                  advertisements:
                  - PodNetwork
                  frrConfigurationSelector:
                    matchLabels:
                      k8s.ovn.org/managed-internal-fabric: bgp # Selects the base FRRConfiguration CR managed by OVN-Kubernetes
                  networkSelectors:
                  - networkSelectionType: DefaultNetwork
                  nodeSelector: {}
                """).settle();
        assertGenerated(
                "ovnk-managed-ebada5168620c5fe/ovnk-managed-c9ae238d71aa3843/node0",
                "64514  [] 192.168.111.21 gets [10.128.0.0/24] gives [10.128.0.0/16(24-24)],"
                        + " 192.168.111.22 gets [10.128.0.0/24] gives [10.128.0.0/16(24-24)]");
    }

    private static final String BLUE = """
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata:
              name: blue
              labels:
                network: blue
            spec:
              namespaceSelector:
                matchExpressions:
                - key: kubernetes.io/metadata.name
                  operator: In
                  values: ["ns1", "ns2"]
              network:
                topology: Layer3
                layer3:
                  role: Primary
                  # The UDN MTU shall not be larger than the provider network's MTU.
                  mtu: 1500
                  subnets:
                  - cidr: 10.10.0.0/16
                    hostSubnet: 24
                transport: "NoOverlay"
                noOverlayOptions:
                  outboundSNAT: "Disable"
                  routing: "Unmanaged"
            """;

    private static final String ADVERTISED_BLUE = """
            apiVersion: k8s.ovn.org/v1
            kind: RouteAdvertisements
            metadata:
              name: blue
            spec:
              # nodeSelector must be empty, since we don't support a network in an overlay and no-overlay hybrid mode.
              nodeSelector: {}
              frrConfigurationSelector:
                matchLabels:
                # Select the FRRConfiguration defined in step-3
                network: blue
              networkSelectors:
              - networkSelectionType: ClusterUserDefinedNetwork
                clusterUserDefinedNetworkSelector:
                  networkSelector:
                    matchLabels:
                      # Select the CUDN defined in step-2
                      network: blue
              advertisements:
              - PodNetwork
            """;

    private static final String ROUTER_OF_BLUE = """
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata:
              name: blue
              namespace: frr-k8s-system
              # A custom label
              labels:
                network: blue
            spec:
              bgp:
                routers:
                - asn: 64512
                  neighbors:
                  - address: 182.18.0.5
                    asn: 64512
                    disableMP: true
                    holdTime: 1m30s
                    keepaliveTime: 30s
                    passwordSecret: {}
                    port: 179
                    toAdvertise:
                      allowed:
                        mode: filtered
                    toReceive:
                      # Allow to accept the routes to remote pod subnets.
                      allowed:
                        mode: filtered
                        prefixes:
                        - ge: 24
                          le: 24
                          prefix: 10.10.0.0/16
            """;

    /// The selector is printed with a label beside `matchLabels`, which is no selector: it is refused, not taken for
    /// one that selects everything.
    @Test
    void anotherNetworkUnmanagedAsItIsPrinted() {
        cluster.with(BLUE, ROUTER_OF_BLUE, ADVERTISED_BLUE).settle();
        assertTrue(
                cluster.condition("blue")
                        .startsWith("False ConfigurationError: configuration error:" + " frrConfigurationSelector: "),
                cluster.condition("blue"));
    }

    @Test
    @Acceptance(OVN_B3)
    void anotherNetworkUnmanagedAsItIsMeant() {
        cluster.with(BLUE, ROUTER_OF_BLUE, meant()).settle();
        assertGenerated(
                "blue/blue/node2",
                "64512  [blue] 182.18.0.5 gets [10.10.2.0/24] gives [10.10.0.0/16(24-24)]; 64512 blue [default]");
        JsonNode neighbor = cluster.generated("blue/blue/node2").at("/spec/bgp/routers/0/neighbors/0");
        assertEquals("1m30s 179", neighbor.path("holdTime").asText() + " " + neighbor.path("port"));
    }

    private static String meant() {
        return ADVERTISED_BLUE.replace(
                "    network: blue\n  networkSelectors", "      network: blue\n  networkSelectors");
    }

    /// VRF-lite: sessions in the network's own VRF.
    @Test
    @Acceptance(OVN_V3)
    void anotherNetworkInItsOwnVrf() {
        cluster.with(
                        BLUE,
                        ROUTER_OF_BLUE.replace(
                                "- asn: 64512\n      neighbors", "- asn: 64512\n      vrf: blue\n      neighbors"),
                        meant().replace("  nodeSelector: {}", "  targetVRF: auto\n  nodeSelector: {}"))
                .settle();
        assertGenerated("blue/blue/node2", "64512 blue [] 182.18.0.5 gets [10.10.2.0/24] gives [10.10.0.0/16(24-24)]");
    }

    @Test
    @Acceptance(OVN_B2)
    void anotherNetworkManaged() {
        configure(MANAGED);
        cluster.with(FABRIC, BLUE.replace("Disable", "Enable").replace("Unmanaged", "Managed"), """
                apiVersion: k8s.ovn.org/v1
                kind: RouteAdvertisements
                metadata:
                  name: ovnk-managed-blue
                spec:
                  advertisements:
                  - PodNetwork
                  frrConfigurationSelector:
                    matchLabels:
                      k8s.ovn.org/managed-internal-fabric: bgp # Selects the base FRRConfiguration CR managed by OVN-Kubernetes
                  networkSelectors:
                  - networkSelectionType: ClusterUserDefinedNetwork
                    clusterUserDefinedNetworkSelector:
                      networkSelector:
                        matchLabels:
                          network: blue
                  nodeSelector: {}
                """)
                .settle();
        assertGenerated(
                "ovnk-managed-blue/ovnk-managed-c9ae238d71aa3843/node2",
                "64514  [blue] 192.168.111.20 gets [10.10.2.0/24] gives [10.10.0.0/16(24-24)],"
                        + " 192.168.111.21 gets [10.10.2.0/24] gives [10.10.0.0/16(24-24)]; 64514 blue [default]");
    }
}
