package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.MANAGED;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static io.barewire.mesh.manifests.Manifests.yamlAndConf;
import static io.barewire.testkit.acceptance.Criterion.OVN_I3;
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
import io.barewire.speaker.Source;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    @Acceptance(OVN_I3)
    void subnetsOfANetworkWithAnOverlayAreNamed() {
        NodePlan overlay = plan(yamlAndConf(THREE, "[default]\ncluster-subnets = 10.244.0.0/16/24\n"), "a");
        assertEquals(Map.of(InstancePlan.DEFAULT, Set.of(Prefix.parse("10.244.0.0/16"))), overlay.overlays());
        assertEquals(Map.of(), plan(yamlAndConf(THREE, MANAGED), "a").overlays());
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
    void whatTwoNodesClaimIsNobodysOnEveryNodeAndBothAreNamed() {
        String nodes = node("c", "192.0.2.3", "10.244.2.0/24") + node("a", 1) + node("b", 2);
        ClusterSnapshot snapshot = yamlAndConf(nodes, MANAGED);
        Prefix claimed = Prefix.parse("10.244.2.0/24");
        for (String claimant : List.of("b", "c")) {
            assertEquals(Set.of(), speaker(snapshot, claimant).originated());
            assertEquals(Set.of(claimed), plan(snapshot, claimant).protectedPrefixes());
        }
        for (PeerConfig peer : speaker(snapshot, "a").peers()) {
            assertFalse(peer.policy().importFilter().permits(claimed));
        }
        assertTrue(peer(speaker(snapshot, "b"), "192.0.2.1")
                .policy()
                .importFilter()
                .permits(Prefix.parse("10.244.1.0/24")));
        assertEquals(
                List.of(
                        "Node c: host subnet 10.244.2.0/24 overlaps 10.244.2.0/24 of node b",
                        "Node b: host subnet 10.244.2.0/24 overlaps 10.244.2.0/24 of node c"),
                plan(snapshot, "a").problems().stream()
                        .map(problem -> problem.object() + ": " + problem.reason())
                        .toList());
    }

    @Test
    void ofTwoNetworksOneNodeCannotHaveOverlappingSubnetsEither() {
        String nodes = BLUE
                + node("a", 1).replace("}'", ",\"cluster_udn_blue\":[\"10.244.1.128/25\"]}'")
                + node("b", 2).replace("}'", ",\"cluster_udn_blue\":[\"10.10.2.0/25\"]}'");
        String overlapping = nodes.replace("cidr: 10.10.0.0/16, hostSubnet: 24", "cidr: 10.0.0.0/8, hostSubnet: 25");
        NodePlan plan = plan(yamlAndConf(overlapping, MANAGED), "a");
        assertEquals(Set.of(), plan.speaker().orElseThrow().originated());
        assertTrue(
                plan.problems().stream()
                        .anyMatch(problem -> problem.reason()
                                .equals("host subnet 10.244.1.0/24 overlaps 10.244.1.128/25 of node a in network"
                                        + " cluster_udn_blue")),
                plan.problems()::toString);
        assertEquals(
                2, speaker(yamlAndConf(overlapping, MANAGED), "b").originated().size());
    }

    private static final String BLUE = """
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: blue}
            spec:
              network:
                topology: Layer3
                layer3: {role: Primary, subnets: [{cidr: 10.10.0.0/16, hostSubnet: 24}]}
                transport: NoOverlay
                noOverlay: {outboundSNAT: Enabled, routing: Managed}
            ---
            """;

    private static String inBlue(String name, int number) {
        return node(name, number)
                .replace(
                        "\"10.244." + number + ".0/24\"]",
                        "\"10.244." + number + ".0/24\"],\"cluster_udn_blue\":[\"10.10." + number + ".0/24\"]");
    }

    /// What OVN-Kubernetes' own controllers would make of it: their worked example.
    @Test
    void aManagedClusterNetworkIsExchangedInTheDefaultVrfAndLentToItsOwn() {
        NodePlan plan = plan(yamlAndConf(BLUE + inBlue("a", 1) + inBlue("b", 2), MANAGED), "a");
        assertEquals(List.of(), plan.problems());
        SpeakerConfig speaker = plan.speaker().orElseThrow();
        assertEquals(Set.of(Prefix.parse("10.244.1.0/24"), Prefix.parse("10.10.1.0/24")), speaker.originated());
        PrefixFilter filter = peer(speaker, "192.0.2.2").policy().importFilter();
        assertTrue(filter.permits(Prefix.parse("10.10.2.0/24")));
        assertTrue(filter.permits(Prefix.parse("10.244.2.0/24")));
        assertFalse(filter.permits(Prefix.parse("10.10.2.0/25")));
        assertTrue(peer(speaker, "192.0.2.2").policy().exportFilter().permits(Prefix.parse("10.10.1.0/24")));
        InstancePlan blue = plan.instance("blue").orElseThrow();
        assertEquals(Set.of(InstancePlan.DEFAULT), blue.imports());
        assertEquals(List.of(), blue.speaker().peers());
        assertEquals(
                Set.of("blue"),
                plan.instance(InstancePlan.DEFAULT).orElseThrow().imports());
        assertEquals(Set.of(Prefix.parse("10.244.1.0/24"), Prefix.parse("10.10.1.0/24")), plan.protectedPrefixes());
    }

    @Test
    void aManagedClusterNetworkNeedsNoManagedDefaultNetwork() {
        SpeakerConfig a = speaker(yaml(BLUE + inBlue("a", 1) + inBlue("b", 2)), "a");
        assertEquals(Set.of(Prefix.parse("10.10.1.0/24")), a.originated());
        assertEquals(64512, a.localAs());
        assertEquals(
                "[10.10.0.0/16 ge 24 le 24]",
                a.peers().getFirst().policy().importFilter().rules().toString());
    }

    @Test
    void whoHasNoSubnetInAClusterNetworkHasNoVrfForItAndIsNamed() {
        NodePlan plan = plan(yamlAndConf(BLUE + inBlue("a", 1) + node("b", 2), MANAGED), "b");
        assertEquals(Set.of("192.0.2.1"), peers(plan.speaker().orElseThrow()).keySet());
        assertTrue(plan.instance("blue").isEmpty());
        assertEquals(
                "Node b: it has no host subnet in cluster_udn_blue",
                plan.problems().getFirst().object() + ": "
                        + plan.problems().getFirst().reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unmanaged", "a-name-longer-than-15"})
    void anUnmanagedNetworkAndOneWhoseVrfCannotBeToldStayOut(String what) {
        String network = what.equals("Unmanaged")
                ? BLUE.replace("routing: Managed", "routing: Unmanaged")
                : BLUE.replace("name: blue", "name: " + what);
        NodePlan plan = plan(yamlAndConf(network + inBlue("a", 1) + inBlue("b", 2), MANAGED), "a");
        assertEquals(
                Set.of(Prefix.parse("10.244.1.0/24")),
                plan.speaker().orElseThrow().originated());
        assertEquals(what.equals("Unmanaged") ? 0 : 1, plan.problems().size());
    }

    private static String several(String name, int number, String... addresses) {
        String internal = Stream.of(addresses)
                .map(address -> "  - {type: InternalIP, address: " + address.substring(0, address.indexOf('/')) + "}\n")
                .collect(Collectors.joining());
        String cidrs = Stream.of(addresses).collect(Collectors.joining("\",\"", "[\"", "\"]"));
        return """
            apiVersion: v1
            kind: Node
            metadata:
              name: %s
              annotations:
                k8s.ovn.org/node-subnets: '{"default":["10.244.%d.0/24"]}'
                k8s.ovn.org/host-cidrs: '%s'
            status:
              addresses:
            %s---
            """.formatted(name, number, cidrs, internal);
    }

    @Test
    void nodesWithSeveralAddressesMeetOnANetworkOfBothAndComeFromThere() {
        ClusterSnapshot snapshot = yamlAndConf(
                several("a", 1, "192.0.2.1/24", "198.51.100.1/24")
                        + several("b", 2, "203.0.113.2/24", "198.51.100.2/24")
                        + several("c", 3, "192.0.2.3/24", "203.0.113.3/24"),
                MANAGED);
        LocalFacts facts = new LocalFacts(
                "a",
                Map.of(Router.DEFAULT_VRF, Set.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("198.51.100.1"))),
                Optional.empty());
        NodePlan plan = Planner.plan(snapshot, "a", facts);
        SpeakerConfig a = plan.speaker().orElseThrow();
        assertEquals(Set.of("198.51.100.2", "192.0.2.3"), peers(a).keySet());
        assertEquals(
                new Source.Address(IpAddress.parse("198.51.100.1")),
                peer(a, "198.51.100.2").tcp().source());
        assertEquals(
                Set.of("198.51.100.1", "203.0.113.3"),
                peers(speaker(snapshot, "b")).keySet());
        assertEquals(
                Set.of("192.0.2.1", "203.0.113.2"),
                peers(speaker(snapshot, "c")).keySet());
        assertEquals(List.of(), plan.problems());
    }

    @Test
    void aNodeThatIsOnNoNetworkOfOursIsNamed() {
        ClusterSnapshot snapshot = yamlAndConf(THREE + node("far", "203.0.113.9", "10.244.9.0/24"), MANAGED);
        LocalFacts facts = new LocalFacts("a", Map.of(), Set.of(Prefix.parse("192.0.2.0/24")), Optional.empty());
        Problem problem = Planner.plan(snapshot, "a", facts).problems().getFirst();
        assertEquals(Severity.WARNING, problem.severity());
        assertEquals("not on a network of this node: far at 203.0.113.9", problem.reason());
        assertEquals(List.of(), plan(snapshot, "a").problems());
    }

    /// Of the other peers not a bit changes, so that their sessions are not touched.
    @ParameterizedTest
    @ValueSource(strings = {"added", "removed", "other address", "other subnet"})
    void aNodeThatChangesCostsNobodyElseAnything(String what) {
        String before = THREE + node("d", 4);
        String after = switch (what) {
            case "added" -> before + node("e", 5);
            case "removed" -> THREE;
            case "other address" -> THREE + node("d", "192.0.2.44", "10.244.4.0/24");
            default -> THREE + node("d", "192.0.2.4", "10.244.44.0/24");
        };
        Map<String, PeerConfig> old = peers(speaker(yamlAndConf(before, MANAGED), "a"));
        Map<String, PeerConfig> now = peers(speaker(yamlAndConf(after, MANAGED), "a"));
        for (String other : List.of("192.0.2.2", "192.0.2.3")) {
            assertEquals(old.get(other), now.get(other));
        }
        assertEquals(what.equals("other subnet"), old.equals(now));
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
