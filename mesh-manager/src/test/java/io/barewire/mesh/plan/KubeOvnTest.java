package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
                .kubeOvnSubnets()
                .values()
                .stream()
                .noneMatch(subnet -> subnet.announcedBy("a")));
    }

    @Test
    void theLocalPolicyIsTakenForThatOfTheCluster() {
        ClusterSnapshot snapshot = cluster("ovn.kubernetes.io/bgp: local", "natOutgoing: true", "");
        assertEquals("a b c", announcers(snapshot));
        assertEquals(
                "single pods are not announced", snapshot.problems().getFirst().reason());
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
        assertTrue(snapshot.kubeOvnSubnets().isEmpty());
        assertTrue(snapshot.problems().getFirst().toString().contains("spec.cidrBlock: \"10.16/16\" is not a prefix"));
    }
}
