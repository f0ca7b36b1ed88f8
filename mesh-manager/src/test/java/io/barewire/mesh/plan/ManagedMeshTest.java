package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.MANAGED;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yamlAndConf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagedMeshTest {
    private static final String THREE = node("a", 1) + node("b", 2) + node("c", 3);

    private static NodePlan plan(ClusterSnapshot snapshot, String name) {
        return Planner.plan(snapshot, name, new LocalFacts(name, Map.of(), Optional.empty()));
    }

    private static SpeakerConfig speaker(ClusterSnapshot snapshot, String name) {
        return plan(snapshot, name).speaker().orElseThrow();
    }

    private static PeerConfig peer(SpeakerConfig speaker, String address) {
        return Optional.ofNullable(peers(speaker).get(address)).orElseThrow();
    }

    private static Map<String, PeerConfig> peers(SpeakerConfig speaker) {
        return speaker.peers().stream()
                .collect(Collectors.toMap(peer -> peer.id().name(), Function.identity()));
    }

    @Test
    void everyNodePeersWithEveryOtherAndNotWithItself() {
        SpeakerConfig b = speaker(yamlAndConf(THREE, MANAGED), "b");
        assertEquals(Set.of("192.0.2.1", "192.0.2.3"), peers(b).keySet());
        assertEquals(64514, b.localAs());
        assertEquals(Set.of(Prefix.parse("10.244.2.0/24")), b.originated());
        assertEquals("192.0.2.2", b.bgpIdentifier().toString());
        for (PeerConfig peer : b.peers()) {
            assertEquals(RemoteAs.of(64514), peer.remoteAs());
            assertEquals(179, peer.port());
            assertEquals(Set.of(AddressFamily.IPV4), peer.families());
            assertEquals(PeerConfig.Timers.DEFAULT, peer.timers());
            assertFalse(peer.tcp().passive());
            assertEquals(
                    "[10.244.0.0/16 ge 24 le 24]",
                    peer.policy().importFilter().rules().toString());
            assertEquals("[10.244.2.0/24]", peer.policy().exportFilter().rules().toString());
        }
    }

    @Test
    void theMeshAcceptsHostSubnetsAndNothingLongerShorterOrForeign() {
        PrefixFilter filter = speaker(yamlAndConf(THREE, MANAGED), "a")
                .peers()
                .getFirst()
                .policy()
                .importFilter();
        assertTrue(filter.permits(Prefix.parse("10.244.2.0/24")));
        assertFalse(filter.permits(Prefix.parse("10.244.2.0/25")));
        assertFalse(filter.permits(Prefix.parse("10.244.0.0/16")));
        assertFalse(filter.permits(Prefix.parse("10.99.0.0/24")));
        assertFalse(filter.permits(Prefix.parse("0.0.0.0/0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"enable", "enabled", "disable", "disabled"})
    void bothSpellingsOfSectionAndValueMeanTheSame(String snat) {
        String old = MANAGED.replace("[bgp-managed]", "[bgp.managed]").replace("enabled", snat);
        assertEquals(speaker(yamlAndConf(THREE, MANAGED), "a"), speaker(yamlAndConf(THREE, old), "a"));
    }

    @Test
    void theAsNumberIs64512UnlessSet() {
        String conf = MANAGED.replace("as-number = 64514", "");
        assertEquals(64512, speaker(yamlAndConf(THREE, conf), "a").localAs());
    }

    @Test
    void dualStackIsTwoSessionsPerPairEachWithItsOwnFamily() {
        String dual = """
            apiVersion: v1
            kind: Node
            metadata:
              name: %s
              annotations:
                k8s.ovn.org/node-subnets: '{"default":["10.244.%d.0/24","fd00:10:244:%d::/64"]}'
            status:
              addresses:
              - {type: InternalIP, address: 192.0.2.%d}
              - {type: InternalIP, address: 'fd00::%d'}
              - {type: InternalIP, address: 192.0.2.10%d}
            ---
            """;
        String nodes = dual.formatted("a", 1, 1, 1, 1, 1) + dual.formatted("b", 2, 2, 2, 2, 2);
        String conf = MANAGED.replace("10.244.0.0/16/24", "10.244.0.0/16/24, fd00:10:244::/48");
        SpeakerConfig a = speaker(yamlAndConf(nodes, conf), "a");
        assertEquals(Set.of("192.0.2.2", "fd00::2"), peers(a).keySet());
        PeerConfig v4 = peer(a, "192.0.2.2");
        PeerConfig v6 = peer(a, "fd00::2");
        assertEquals(Set.of(AddressFamily.IPV4), v4.families());
        assertEquals(Set.of(AddressFamily.IPV6), v6.families());
        assertEquals("[10.244.1.0/24]", v4.policy().exportFilter().rules().toString());
        assertEquals("[fd00:10:244:1::/64]", v6.policy().exportFilter().rules().toString());
        assertEquals(
                "[fd00:10:244::/48 ge 64 le 64]",
                v6.policy().importFilter().rules().toString());
        assertEquals(2, a.originated().size());
    }

    @Test
    void aNodeIsAlsoRecognisedByItsLocalAddresses() {
        ClusterSnapshot snapshot = yamlAndConf(THREE + node("a-old-name", "192.0.2.77", "10.244.77.0/24"), MANAGED);
        LocalFacts facts = new LocalFacts(
                "a", Map.of(Router.DEFAULT_VRF, Set.of(IpAddress.parse("192.0.2.77"))), Optional.empty());
        SpeakerConfig a = Planner.plan(snapshot, "a", facts).speaker().orElseThrow();
        assertEquals(Set.of("192.0.2.2", "192.0.2.3"), peers(a).keySet());
    }

    @Test
    void podCidrsServeWhereTheAnnotationIsMissing() {
        String d = """
            apiVersion: v1
            kind: Node
            metadata: {name: d}
            spec: {podCIDR: 10.244.4.0/24, podCIDRs: [10.244.4.0/24]}
            status: {addresses: [{type: InternalIP, address: 192.0.2.4}]}
            """;
        NodePlan plan = plan(yamlAndConf(THREE + d, MANAGED), "d");
        assertEquals(
                Set.of(Prefix.parse("10.244.4.0/24")),
                plan.speaker().orElseThrow().originated());
        assertEquals(Set.of(Prefix.parse("10.244.4.0/24")), plan.protectedPrefixes());
    }

    @Test
    void aNodeWithoutSubnetOrAddressWaitsOutsideAndIsNamed() {
        String bare = """
            apiVersion: v1
            kind: Node
            metadata: {name: bare}
            status: {addresses: [{type: InternalIP, address: 192.0.2.9}]}
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: lost, annotations: {k8s.ovn.org/node-subnets: '{"default":"10.244.8.0/24"}'}}
            ---
            """;
        NodePlan plan = plan(yamlAndConf(bare + THREE, MANAGED), "a");
        assertEquals(2, plan.speaker().orElseThrow().peers().size());
        assertEquals(
                List.of("Node bare", "Node lost"),
                plan.problems().stream()
                        .filter(problem -> problem.severity() == Severity.INFO)
                        .map(Problem::object)
                        .toList());
        assertTrue(plan(yamlAndConf(bare + THREE, MANAGED), "bare").speaker().isEmpty());
    }

    @Test
    void ofTwoNodesWithOverlappingSubnetsTheLaterByNameLosesOnEveryNode() {
        String nodes = node("c", "192.0.2.3", "10.244.2.0/24") + node("a", 1) + node("b", 2);
        ClusterSnapshot snapshot = yamlAndConf(nodes, MANAGED);
        assertEquals(Set.of(), speaker(snapshot, "c").originated());
        assertEquals(Set.of(Prefix.parse("10.244.2.0/24")), plan(snapshot, "c").protectedPrefixes());
        SpeakerConfig a = speaker(snapshot, "a");
        assertTrue(peer(a, "192.0.2.2").policy().importFilter().permits(Prefix.parse("10.244.2.0/24")));
        assertFalse(peer(a, "192.0.2.3").policy().importFilter().permits(Prefix.parse("10.244.2.0/24")));
        String problem = plan(snapshot, "a").problems().getFirst().toString();
        assertTrue(problem.contains("Node c"), problem);
        assertTrue(problem.contains("10.244.2.0/24 overlaps 10.244.2.0/24 of node b"), problem);
    }

    @Test
    void aSubnetAroundOrInsideAnotherOverlaps() {
        String nodes = node("a", "192.0.2.1", "10.244.4.0/24")
                + node("b", "192.0.2.2", "10.244.4.128/25")
                + node("c", "192.0.2.3", "10.244.0.0/20")
                + node("d", "192.0.2.4", "10.244.5.0/24");
        List<String> losers = plan(yamlAndConf(nodes, MANAGED), "a").problems().stream()
                .filter(Problem::isError)
                .map(Problem::object)
                .toList();
        assertEquals(List.of("Node b", "Node c"), losers);
    }

    @Test
    void twoNodesWithOneAddressAreReportedAndTheFirstIsPeeredWith() {
        String nodes = node("a", 1) + node("b", 2) + node("c", "192.0.2.2", "10.244.3.0/24");
        NodePlan plan = plan(yamlAndConf(nodes, MANAGED), "a");
        assertEquals(1, plan.speaker().orElseThrow().peers().size());
        assertTrue(plan.problems().stream()
                .anyMatch(problem -> problem.toString().contains("192.0.2.2 is the InternalIP of node b, too")));
    }

    @Test
    void aSubnetThatNobodyWillAcceptIsWarnedOf() {
        NodePlan plan = plan(yamlAndConf(node("a", "192.0.2.1", "172.16.0.0/24"), MANAGED), "a");
        assertTrue(plan.problems()
                .getFirst()
                .reason()
                .startsWith("host subnet 172.16.0.0/24 is not in the cluster subnets"));
        assertEquals(Severity.WARNING, plan.problems().getFirst().severity());
    }

    @Test
    void withoutItsNodeThereIsNoPlanAndItSaysWhichNodesThereAre() {
        NodePlan plan = plan(yamlAndConf(THREE, MANAGED), "z");
        assertTrue(plan.speaker().isEmpty());
        assertEquals(
                "error: Node z: there is no Node of this name, so nothing is planned for it; there is a, b, c",
                plan.problems().getFirst().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"transport = no-overlay", "routing = managed"})
    void withoutNoOverlayAndManagedRoutingThereIsNoMesh(String line) {
        String other = line.startsWith("routing") ? "routing = unmanaged" : "";
        assertTrue(plan(yamlAndConf(THREE, MANAGED.replace(line, other)), "a")
                .speaker()
                .isEmpty());
    }

    @Test
    void thousandsOfNodesArePlanned() {
        StringBuilder nodes = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            String address = "192.0." + (i >> 8) + "." + (i & 255);
            nodes.append(node("n" + i, address, IpAddress.ipv4((10 << 24) + (i << 8)) + "/24"));
        }
        String conf = MANAGED.replace("10.244.0.0/16/24", "10.0.0.0/8/24");
        NodePlan plan = plan(yamlAndConf(nodes.substring(0), conf), "n7");
        assertEquals(2_999, plan.speaker().orElseThrow().peers().size());
        assertEquals(List.of(), plan.problems());
    }
}
