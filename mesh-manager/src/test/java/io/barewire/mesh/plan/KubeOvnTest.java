package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.KubeOvn;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeOvnTest {
    private static final Set<Prefix> BLOCK = Set.of(Prefix.parse("10.16.0.0/16"), Prefix.parse("fd10:16::/64"));

    private static ClusterSnapshot cluster(String annotations, String spec, String status) {
        return yaml(node("a", 1)
                + node("b", 2)
                + node("c", 3)
                + neighbor("tor", "  {address: 192.0.2.254, asn: 64600}")
                + """
                apiVersion: kubeovn.io/v1
                kind: Subnet
                metadata: {name: ovn-default, annotations: {%s}}
                spec: {cidrBlock: '10.16.0.0/16,fd10:16::/64', %s}
                status: {%s}
                """.formatted(annotations, spec, status));
    }

    private static NodePlan plan(ClusterSnapshot snapshot, String node) {
        return Planner.plan(snapshot, node, new LocalFacts(node, Map.of(), Optional.empty()));
    }

    /// The nodes that originate both prefixes of the Subnet.
    private static String announcers(ClusterSnapshot snapshot) {
        return Stream.of("a", "b", "c")
                .filter(node -> plan(snapshot, node)
                        .speaker()
                        .orElseThrow()
                        .originated()
                        .containsAll(BLOCK))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', emptyValue = "", nullValues = "-", textBlock = """
            ''                              | natOutgoing: false                                    | ''                 | a b c
            ''                              | natOutgoing: true                                     | ''                 | ''
            ovn.kubernetes.io/bgp: 'true'   | natOutgoing: true                                     | ''                 | a b c
            ovn.kubernetes.io/bgp: cluster  | natOutgoing: true, gatewayType: distributed           | ''                 | a b c
            ''                              | gatewayType: centralized, gatewayNode: 'a,b'          | activateGateway: a | a
            ''                              | gatewayType: centralized, gatewayNode: 'a,b'          | activateGateway: b | b
            ''                              | gatewayType: centralized, gatewayNode: 'a,b'          | ''                 | ''
            ''                              | gatewayType: centralized, gatewayNode: 'a,b:192.0.2.2', enableEcmp: true | activateGateway: a | a b
            ''                              | natOutgoing: false, vpc: tenant                       | ''                 | ''
            ''                              | natOutgoing: false, vlan: vlan7                       | ''                 | ''""")
    void aSubnetIsAnnouncedWhereItsPacketsMayEnter(String annotations, String spec, String status, String nodes) {
        ClusterSnapshot snapshot = cluster(annotations, spec, status);
        assertEquals(List.of(), snapshot.problems());
        assertEquals(nodes, announcers(snapshot));
        assertTrue(plan(snapshot, "c").protectedPrefixes().containsAll(BLOCK));
    }

    @Test
    void theSubnetBetweenNodesAndPodsIsNotAnnounced() {
        assertTrue(yaml(
                        "{apiVersion: kubeovn.io/v1, kind: Subnet, metadata: {name: join}, spec: {cidrBlock: 100.64.0.0/16}}")
                .kubeOvn()
                .subnets()
                .values()
                .stream()
                .noneMatch(subnet -> subnet.announcedBy("a")));
    }

    /// A Pod on node b with addresses in the Subnet, and with one that an attachment gave it.
    private static String pod(String annotations, String status) {
        return """
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations:
                    ovn.kubernetes.io/logical_switch: ovn-default
                    ovn.kubernetes.io/ip_address: 10.16.0.7,fd10:16::7
                    net1.shop.ovn.kubernetes.io/logical_switch: other
                    net1.shop.ovn.kubernetes.io/ip_address: 10.99.0.7
                    %s
                spec: {nodeName: b, restartPolicy: %s
                status: {%s}
                """.formatted(
                        annotations, status.startsWith("Never") ? "Never}" : "Always}", status.replace("Never ", ""));
    }

    /// Which node originates what, but for the Subnet.
    private static Map<String, Set<String>> announced(ClusterSnapshot snapshot) {
        return Stream.of("a", "b", "c")
                .collect(Collectors.toMap(
                        node -> node,
                        node -> plan(snapshot, node).speaker().orElseThrow().originated().stream()
                                .filter(prefix ->
                                        prefix.length() == prefix.family().bits())
                                .map(Prefix::toString)
                                .collect(Collectors.toCollection(TreeSet::new))));
    }

    private static ClusterSnapshot with(ClusterSnapshot base, String more) {
        KubeOvn kubeOvn = yaml(more).kubeOvn();
        return base.withKubeOvn(new KubeOvn(base.kubeOvn().subnets(), kubeOvn.pods(), kubeOvn.services()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', emptyValue = "", nullValues = "-", textBlock = """
            # of the Subnet                 | of the Pod                     | its status             | announced by
            ''                              | ''                             | ''                     | ''
            ovn.kubernetes.io/bgp: 'true'   | ''                             | ''                     | ''
            ovn.kubernetes.io/bgp: local    | ''                             | ''                     | b
            ovn.kubernetes.io/bgp: local    | 'ovn.kubernetes.io/bgp: no'    | ''                     | ''
            ovn.kubernetes.io/bgp: local    | 'ovn.kubernetes.io/bgp: "true"' | ''                    | a b c
            ''                              | ovn.kubernetes.io/bgp: cluster | ''                     | a b c
            ''                              | ovn.kubernetes.io/bgp: local   | phase: Running         | b
            ''                              | ovn.kubernetes.io/bgp: local   | phase: Succeeded       | b
            ''                              | ovn.kubernetes.io/bgp: local   | Never phase: Succeeded | ''
            ''                              | ovn.kubernetes.io/bgp: local   | Never phase: Failed    | ''
            ''                              | ovn.kubernetes.io/bgp: local   | 'phase: Failed, reason: Evicted' | ''""")
    void aPodIsAnnouncedAsItOrItsSubnetAsks(String ofSubnet, String ofPod, String status, String nodes) {
        ClusterSnapshot snapshot = with(cluster(ofSubnet, "natOutgoing: true", ""), pod(ofPod, status));
        Map<String, Set<String>> announced = announced(snapshot);
        for (String node : List.of("a", "b", "c")) {
            assertEquals(
                    nodes.contains(node) ? Set.of("10.16.0.7/32", "fd10:16::7/128") : Set.of(),
                    announced.get(node),
                    node);
        }
    }

    @Test
    void aSubnetWhosePodsAreAnnouncedOneByOneIsNotAnnouncedItself() {
        assertEquals("", announcers(cluster("ovn.kubernetes.io/bgp: local", "natOutgoing: false", "")));
    }

    /// Its owner may write what he likes there; neither an address of somebody else's nor an error comes of it.
    @Test
    void aPodHasNoAddressesAnnouncedButThoseOfItsSubnet() {
        String strange = pod("ovn.kubernetes.io/bgp: cluster", "").replace("10.16.0.7,", "192.0.2.254, 10.16.0.x,");
        ClusterSnapshot read = yaml(strange);
        assertEquals(
                List.of("\"10.16.0.x\" is not an IP address"),
                read.problems().stream().map(Problem::reason).toList());
        ClusterSnapshot snapshot = with(cluster("", "natOutgoing: true", ""), strange);
        assertEquals(Set.of("fd10:16::7/128"), announced(snapshot).get("a"));
        assertEquals(
                Set.of(),
                announced(with(cluster("", "natOutgoing: true, vpc: tenant", ""), strange))
                        .get("a"));
    }

    /// Not its owner's to say how many routes routers have, and how much the node's status tells.
    @Test
    void aPodHasOneAddressOfAFamilyOnAnInterfaceAnnounced() {
        String many = IntStream.range(0, 10_000)
                .mapToObj(i -> "10.16." + i / 250 + "." + i % 250)
                .collect(Collectors.joining(","));
        String interfaces = IntStream.range(0, 1_000)
                .mapToObj(i ->
                        "n%d.kubernetes.io/logical_switch: ovn-default\n    n%d.kubernetes.io/ip_address: 10.16.9.%d"
                                .formatted(i, i, i % 250))
                .collect(Collectors.joining("\n    "));
        String strange = pod("ovn.kubernetes.io/bgp: cluster\n    " + interfaces, "")
                .replace("10.16.0.7,", "10.16.0.7," + many + ",")
                .replace("10.99.0.7", "x".repeat(100_000));
        ClusterSnapshot read = yaml(strange);
        assertEquals(3, read.problems().size(), read.problems()::toString);
        assertTrue(
                read.problems().stream().allMatch(problem -> problem.toString().length() < 1_000));
        Set<String> announced =
                announced(with(cluster("", "natOutgoing: true", ""), strange)).getOrDefault("a", Set.of());
        assertEquals(64, announced.size());
        assertTrue(announced.containsAll(Set.of("10.16.0.7/32", "fd10:16::7/128")));
    }

    private static String service(String annotations, String spec, String status) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop, annotations: {%s}}
                spec: {%s}
                status: {%s}
                """.formatted(annotations, spec, status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', emptyValue = "", nullValues = "-", textBlock = """
            ovn.kubernetes.io/bgp: 'true'                        | 'type: ClusterIP, clusterIPs: [10.96.0.7, "fd96::7"]' | a b c
            ovn.kubernetes.io/bgp: local                         | 'type: ClusterIP, clusterIPs: [10.96.0.7, "fd96::7"]' | a b c
            ''                                                   | 'type: ClusterIP, clusterIPs: [10.96.0.7, "fd96::7"]' | ''
            ovn.kubernetes.io/bgp: 'yes'                         | 'type: ClusterIP, clusterIPs: [10.96.0.7, "fd96::7"]' | ''
            ovn.kubernetes.io/bgp: 'true'                        | 'type: ClusterIP, clusterIPs: [None]'                 | ''
            ovn.kubernetes.io/bgp: 'true'                        | 'type: NodePort, clusterIPs: [10.96.0.7]'             | ''
            ovn.kubernetes.io/bgp: 'true'                        | 'type: LoadBalancer, clusterIPs: [10.96.0.8]'         | ''
            ovn.kubernetes.io/bgp-vip: web                       | 'type: LoadBalancer, clusterIPs: [10.96.0.8]'         | a c
            'ovn.kubernetes.io/bgp-vip: web, ovn.kubernetes.io/bgp: cluster' | type: LoadBalancer                        | a c
            'ovn.kubernetes.io/bgp-vip: web, ovn.kubernetes.io/bgp: "off"' | type: LoadBalancer                          | ''
            'ovn.kubernetes.io/bgp-vip: web, ovn.kubernetes.io/bgp-speaker-node: c' | type: LoadBalancer                 | c
            'ovn.kubernetes.io/bgp-vip: web, ovn.kubernetes.io/bgp-speaker-node: b' | type: LoadBalancer                 | ''""")
    void aServiceIsAnnouncedAsItsAnnotationsSay(String annotations, String spec, String nodes) {
        String label = "metadata:\n  labels: {ovn.kubernetes.io/bgp-speak-lb-vip: 'true'}\n  name: ";
        ClusterSnapshot snapshot = yaml((node("a", 1) + node("b", 2) + node("c", 3))
                        .replace("metadata:\n  name: a", label + "a")
                        .replace("metadata:\n  name: c", label + "c")
                + neighbor("tor", "  {address: 192.0.2.254, asn: 64600}")
                + service(
                        annotations,
                        spec,
                        "loadBalancer: {ingress: [{ip: 10.96.0.7}, {ip: 'fd96::7'}, {hostname: x}]}"));
        Map<String, Set<String>> announced = announced(snapshot);
        for (String node : List.of("a", "b", "c")) {
            assertEquals(
                    nodes.contains(node) ? Set.of("10.96.0.7/32", "fd96::7/128") : Set.of(), announced.get(node), node);
        }
    }

    @Test
    void podsAndServicesThatAskForNothingMeanNothing() {
        assertEquals(ClusterSnapshot.EMPTY, yaml("""
                {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: []}}
                ---
                {apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: LoadBalancer}}
                ---
                {apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: k}, spec: {template: {}}}
                """));
    }

    @Test
    void kindsOfThisNameFromElsewhereAreNobodysBusiness() {
        ClusterSnapshot snapshot = yaml("{apiVersion: ec2.example/v1, kind: Subnet, metadata: {name: x}}");
        assertEquals(ClusterSnapshot.EMPTY, snapshot);
    }

    @Test
    void aBlockThatIsNoneIsAnError() {
        ClusterSnapshot snapshot =
                yaml("{apiVersion: kubeovn.io/v1, kind: Subnet, metadata: {name: x}, spec: {cidrBlock: '10.16/16'}}");
        assertTrue(snapshot.kubeOvn().subnets().isEmpty());
        assertTrue(snapshot.problems().getFirst().toString().contains("spec.cidrBlock: \"10.16/16\" is not a prefix"));
    }
}
