package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.MANAGED;
import static io.barewire.mesh.manifests.Manifests.errors;
import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static io.barewire.mesh.manifests.Manifests.yamlAndConf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdProfile;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.rib.AttributeChange.AddCommunities;
import io.barewire.rib.AttributeChange.SetLocalPref;
import io.barewire.rib.Community;
import io.barewire.rib.ExportPolicy;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.LocalAs;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeTest {
    private static final LocalFacts FACTS = new LocalFacts("n", Map.of(), Optional.empty());
    private static final String NODE = node("n", 9);

    private static NodePlan plan(String... objects) {
        return Planner.plan(yaml(NODE + String.join("", objects)), "n", FACTS);
    }

    private static PeerConfig onlyPeer(NodePlan plan) {
        assertEquals(List.of(), plan.problems());
        SpeakerConfig speaker = plan.speaker().orElseThrow();
        assertEquals(1, speaker.peers().size());
        return speaker.peers().getFirst();
    }

    private static String peer(String object, String fields) {
        return neighbor(object, "  {address: 192.0.2.1, asn: 64512" + fields + "}");
    }

    @Test
    void filtersAndPrefixesOfTwoObjectsAdd() {
        NodePlan plan = plan(
                peer(
                        "a",
                        ", toAdvertise: {allowed: {prefixes: [10.1.0.0/24]}}, "
                                + "toReceive: {allowed: {prefixes: [{prefix: 10.8.0.0/16}]}}"),
                peer(
                        "b",
                        ", toAdvertise: {allowed: {prefixes: [10.2.0.0/24]}}, toReceive: {allowed: {prefixes:"
                                + " [{prefix: 10.8.0.0/16}, {prefix: 10.7.0.0/16, le: 24}]}}"));
        PeerConfig peer = onlyPeer(plan);
        assertEquals(
                "[10.1.0.0/24, 10.2.0.0/24]",
                peer.policy().exportFilter().rules().toString());
        assertEquals(
                "[10.7.0.0/16 le 24, 10.8.0.0/16]",
                peer.policy().importFilter().rules().toString());
    }

    /// One object that wants its routes kept is enough.
    @Test
    void gracefulRestartOfOneObjectMakesUsRestarter() {
        PeerConfig peer = onlyPeer(plan(peer("a", ""), peer("b", ", enableGracefulRestart: true")));
        assertTrue(peer.session().gracefulRestart().isRestarter());
        assertEquals(
                GracefulRestart.Mode.HELPER,
                onlyPeer(plan(peer("a", ""))).session().gracefulRestart().mode());
    }

    /// As frr-k8s has it: no-prepend and replace-as.
    @Test
    void anotherLocalAsStandsInPlaceOfOurs() {
        String external = neighbor("a", "  {address: 192.0.2.1, asn: 64600, localASN: 64999}");
        assertEquals(
                Optional.of(LocalAs.inPlaceOfOurs(64999)),
                onlyPeer(plan(external)).session().localAs());
        NodePlan disagreeing = plan(external, neighbor("b", "  {address: 192.0.2.1, asn: 64600, localASN: 64998}"));
        assertTrue(disagreeing.problems().getFirst().reason().contains("multiple localASNs specified for 192.0.2.1"));
    }

    @Test
    void anAsThatIsLearnedIsAskedForAsSuch() {
        PeerConfig peer = onlyPeer(plan(neighbor("a", "  {address: 192.0.2.1, dynamicASN: external}")));
        assertEquals(RemoteAs.Relation.EXTERNAL, peer.remoteAs());
    }

    @Test
    void receivingAllInOneObjectWins() {
        NodePlan plan = plan(
                peer("a", ", toReceive: {allowed: {prefixes: [{prefix: 10.8.0.0/16}]}}"),
                peer("b", ", toReceive: {allowed: {mode: all}}"));
        assertEquals(PrefixFilter.ALL, onlyPeer(plan).policy().importFilter());
    }

    @Test
    void advertisingAllMeansThePrefixesOfThatObject() {
        String other = peer("b", "").replace("prefixes: [10.1.0.0/24", "prefixes: [10.5.0.0/24");
        PeerConfig peer = onlyPeer(plan(peer("a", ", toAdvertise: {allowed: {mode: all}}"), other));
        assertEquals(
                "[10.1.0.0/24, 10.2.0.0/24]",
                peer.policy().exportFilter().rules().toString());
    }

    @Test
    void addressesAndPrefixesAreTheSameHoweverTheyAreWritten() {
        NodePlan plan = plan(
                neighbor("a", "  {address: '2001:db8::1', asn: 64512}"),
                neighbor("b", "  {address: '2001:0db8:0::1', asn: 64512}").replace("10.1.0.0/24", "10.1.0.7/24"));
        assertEquals(Set.of(AddressFamily.IPV6), onlyPeer(plan).families());
        assertEquals(3, plan.speaker().orElseThrow().originated().size());
    }

    @ParameterizedTest(name = "{0} beside {1}")
    @CsvSource(delimiter = '|', textBlock = """
        port: 179                              | ''
        holdTime: 180s, keepaliveTime: 60s     | ''
        connectTime: 60s                       | ''
        ebgpMultiHop: false                    | ''
        dualStackAddressFamily: false          | ''\
        """)
    void aDefaultThatIsWrittenOutAgreesWithSilence(String one, String other) {
        onlyPeer(plan(peer("a", ", " + one), peer("b", other)));
        onlyPeer(plan(peer("a", other), peer("b", ", " + one)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        holdTime: 180s, keepaliveTime: 30s     | 180 | 30 | 30
        holdTime: 120s, keepaliveTime: 60s     | 120 | 60 | 30
        connectTime: 60s                       | 180 | 60 | 60
        holdTime: 0s, keepaliveTime: 0s        | 0   | 0  | 30\
        """)
    void requestedTimersAreHonouredEvenWhereTheyEqualADefault(String timers, int hold, int keepalive, int connect) {
        PeerConfig.Timers planned = onlyPeer(plan(peer("a", ", " + timers))).timers();
        assertEquals(Duration.ofSeconds(hold), planned.hold());
        assertEquals(Duration.ofSeconds(keepalive), planned.keepalive());
        assertEquals(Duration.ofSeconds(connect), planned.connectRetry());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        multiple ports specified for 192.0.2.1               | port: 1790
        multiple source addresses specified for 192.0.2.1    | sourceaddress: 192.0.2.7
        multiple passwords specified for 192.0.2.1           | password: other
        conflicting ebgp-multihop specified for 192.0.2.1    | ebgpMultiHop: true
        conflicting advertiseDualStack specified for 192.0.2.1 | dualStackAddressFamily: true
        multiple hold times specified for 192.0.2.1          | holdTime: 90s, keepaliveTime: 60s
        multiple keepalive times specified for 192.0.2.1     | holdTime: 180s, keepaliveTime: 30s
        multiple connect times specified for 192.0.2.1       | connectTime: 10s\
        """)
    void whatCannotBeBothIsAConflictAndTheLaterObjectIsLeftOut(String reason, String fields) {
        NodePlan plan = plan(peer("a", ""), peer("b", ", " + fields));
        assertConflict(plan, "FRRConfiguration frr-k8s-system/b: spec.bgp.routers[0].neighbors[0]: " + reason);
        assertEquals(
                onlyPeer(plan(peer("a", ""))),
                plan.speaker().orElseThrow().peers().getFirst());
    }

    private static String advertising(String object, String fields) {
        return peer(object, ", toAdvertise: {allowed: {mode: all}, " + fields + "}");
    }

    @Test
    void attributesOfTwoObjectsAdd() {
        PeerConfig peer = onlyPeer(plan(
                advertising(
                        "a",
                        "withLocalPref: [{localPref: 150, prefixes: [10.1.0.0/24]}],"
                                + " withCommunity: [{community: '10:100', prefixes: [10.1.0.0/24]}],"
                                + " nextHop: {ipv4: 192.0.2.77}"),
                advertising(
                        "b",
                        "withLocalPref: [{localPref: 100, prefixes: [10.2.0.0/24]}],"
                                + " withCommunity: [{community: '10:100', prefixes: [10.2.0.0/24]},"
                                + " {community: 'large:1:2:3', prefixes: [10.1.0.0/24]}]")));
        PrefixFilter first = exactly("10.1.0.0/24");
        PrefixFilter second = exactly("10.2.0.0/24");
        assertEquals(
                ExportPolicy.NOTHING
                        .withRules(RoutePolicy.of(
                                Rule.change("local preference 100", second, new SetLocalPref(100)),
                                Rule.change("local preference 150", first, new SetLocalPref(150)),
                                Rule.change("community 10:100", first.or(second), adding("10:100")),
                                Rule.change("community large:1:2:3", first, adding("large:1:2:3")),
                                Rule.permit("prefixes", first.or(second))))
                        .withNextHop(AddressFamily.IPV4, new ExportedNextHop.Address(IpAddress.parse("192.0.2.77"))),
                peer.policy().exports());
    }

    private static PrefixFilter exactly(String prefix) {
        return PrefixFilter.of(List.of(PrefixFilter.Rule.exactly(Prefix.parse(prefix))));
    }

    private static AddCommunities adding(String community) {
        return new AddCommunities(List.of(Community.parse(community)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        multiple local prefs (1 != 2) specified for prefix 10.1.0.0/24 | withLocalPref: [{localPref: N, prefixes: [10.1.0.0/24]}]
        ipv4 next hop: multiple next hops (192.0.2.1 != 192.0.2.2) specified | nextHop: {ipv4: 192.0.2.N}\
        """)
    void onePrefixIsToldInOneWay(String reason, String fields) {
        assertConflict(
                plan(advertising("a", fields.replace("N", "1")), advertising("b", fields.replace("N", "2"))),
                "could not merge outgoing for neighbor 192.0.2.1 vrf , err: " + reason);
        onlyPeer(plan(advertising("a", fields.replace("N", "1")), advertising("b", fields.replace("N", "1"))));
    }

    @Test
    void anUnnumberedNeighborIsKnownByItsInterface() {
        String[] unnumbered = {"  {interface: eth1, dynamicASN: external, toReceive: {allowed: {mode: all}}}"};
        PeerConfig peer = onlyPeer(plan(neighbor("a", unnumbered), neighbor("b", unnumbered)));
        assertEquals(new Endpoint.Interface("eth1"), peer.endpoint());
        assertEquals(Set.of(AddressFamily.values()), peer.families());
        assertConflict(
                plan(neighbor("a", unnumbered), neighbor("b", "  {interface: eth1, asn: 1}")),
                "multiple asns specified for eth1");
    }

    private static String inVrf(String object, String vrf, String more) {
        return peer(object, "").replace("- asn: 64512\n", "- asn: 64512\n      vrf: " + vrf + "\n" + more);
    }

    @Test
    void eachVrfIsAnInstanceWithItsOwnPeersAndPrefixes() {
        NodePlan plan =
                plan(peer("a", ""), inVrf("b", "red", ""), inVrf("c", "red", "").replace("192.0.2.1", "192.0.2.2"));
        assertEquals(List.of(), plan.problems());
        assertEquals(
                List.of("default", "red"),
                plan.instances().stream().map(InstancePlan::name).toList());
        assertEquals(
                List.of("192.0.2.1@red", "192.0.2.2@red"),
                plan.instance("red").orElseThrow().speaker().peers().stream()
                        .map(peer -> peer.id().name())
                        .toList());
        assertEquals(
                Optional.empty(), onlyPeerOf(plan.speaker().orElseThrow()).tcp().vrf());
    }

    private static PeerConfig onlyPeerOf(SpeakerConfig speaker) {
        assertEquals(1, speaker.peers().size());
        return speaker.peers().getFirst();
    }

    @Test
    void aConflictInAVrfNamesItAndKeepsTheObjectOut() {
        NodePlan plan = plan(inVrf("a", "red", ""), inVrf("b", "red", "").replace("asn: 64512}", "asn: 64513}"));
        assertConflict(plan, "multiple asns specified for 192.0.2.1-red");
        NodePlan ases = plan(
                peer("a", ""), inVrf("b", "red", ""), inVrf("c", "red", "").replace("- asn: 64512", "- asn: 64513"));
        assertConflict(ases, "different asns (64512 != 64513) specified for same vrf: red");
        assertEquals(2, ases.instances().size());
    }

    @Test
    void importsOfSeveralObjectsAdd() {
        String importing = inVrf("a", "red", "      imports: [{vrf: default}]\n");
        String both = importing.replace("    routers:\n", "    routers:\n    - {asn: 64512}\n");
        NodePlan plan = plan(both, inVrf("b", "red", ""));
        assertEquals(List.of(), plan.problems());
        assertEquals(Set.of("default"), plan.instance("red").orElseThrow().imports());
    }

    /// The port outside is the default instance's.
    @Test
    void aVrfWithoutPeersDoesNotListen() {
        NodePlan plan = plan("""
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: x}
                spec: {bgp: {routers: [{asn: 1, vrf: red, prefixes: [10.1.0.0/24]}]}}
                ---
                """);
        assertEquals(
                Optional.empty(), plan.instance("red").orElseThrow().speaker().listen());
        assertTrue(plan.speaker().isEmpty());
    }

    /// Where frr-k8s writes `disable-connected-check`.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        address: "2001:db8::1", asn: 64600                               | Adjacent[]
        address: "2001:db8::1", dynamicASN: external                     | Adjacent[]
        address: "2001:db8::1", asn: 64600, dualStackAddressFamily: true | Direct[]
        address: "2001:db8::1", asn: 64600, ebgpMultiHop: true           | Multihop[hops=255]
        address: "2001:db8::1", asn: 64512                               | Direct[]
        address: 192.0.2.1, asn: 64600                                   | Direct[]
        interface: eth1, asn: 64600                                      | Direct[]\
        """)
    void anExternalIpv6PeerNeedNotBeConnected(String fields, String reach) {
        PeerConfig peer = onlyPeer(plan(neighbor("a", "  {" + fields + "}")));
        assertEquals(reach, peer.tcp().reach().toString());
    }

    private static String watched(String object, String profiles, String use) {
        return peer(object, use).replace("bgp:", "bgp:\n    bfdProfiles: [" + profiles + "]");
    }

    @Test
    void aBfdProfileOfOneObjectIsEnoughAndDefaultsAreFrrs() {
        Optional<BfdProfile> slow = Optional.of(BfdProfile.DEFAULT);
        assertEquals(
                slow,
                onlyPeer(plan(peer("a", ""), watched("b", "{name: s}", ", bfdProfile: s")))
                        .bfd());
        assertEquals(
                slow,
                onlyPeer(plan(watched("a", "{name: s}", ", bfdProfile: s"), peer("b", "")))
                        .bfd());
        String full = "{name: f, receiveInterval: 90, transmitInterval: 100, detectMultiplier: 5, echoInterval: 60,"
                + " echoMode: true, passiveMode: true, minimumTtl: 250}";
        assertEquals(
                Optional.of(new BfdProfile(
                        Duration.ofMillis(90), Duration.ofMillis(100), 5, true, Duration.ofMillis(60), true, 250)),
                onlyPeer(plan(watched("a", full, ", bfdProfile: f"))).bfd());
        assertEquals(Optional.empty(), onlyPeer(plan(watched("a", full, ""))).bfd());
    }

    @Test
    void differentBfdProfilesConflict() {
        String slow = watched("a", "{name: s}", ", bfdProfile: s");
        assertConflict(
                plan(slow, watched("b", "{name: t}", ", bfdProfile: t")),
                "multiple bfd profiles specified for 192.0.2.1");
        assertConflict(
                plan(slow, watched("b", "{name: s, detectMultiplier: 4}", ", bfdProfile: s")),
                "duplicate bfd profile name s with different values for config b");
    }

    @Test
    void theSameNeighborInAnotherAsIsAConflict() {
        assertConflict(
                plan(peer("a", ""), neighbor("b", "  {address: 192.0.2.1, asn: 64600}")),
                "multiple asns specified for 192.0.2.1");
    }

    @Test
    void routersOfDifferentAsesOrIdsConflict() {
        String router = peer("b", "").replace("- asn: 64512", "- asn: 64513");
        assertConflict(plan(peer("a", ""), router), "different asns (64512 != 64513) specified for same vrf: ");
        assertConflict(
                plan(
                        peer("a", "").replace("- asn: 64512", "- asn: 64512\n      id: 192.0.2.31"),
                        peer("b", "").replace("- asn: 64512", "- asn: 64512\n      id: 192.0.2.32"),
                        peer("c", "")),
                "different router ids (192.0.2.31 != 192.0.2.32) specified for same vrf: ");
    }

    private static void assertConflict(NodePlan plan, String text) {
        List<String> errors = errors(plan.problems()).toList();
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(errors.getFirst().contains(text), errors::toString);
    }

    @Test
    void anObjectMayAlsoDisagreeWithItself() {
        String twice = neighbor("a", "  {address: 192.0.2.1, asn: 1}", "- {address: 192.0.2.1, asn: 2}")
                .replace("        - {", "      - {");
        NodePlan plan = plan(twice);
        assertConflict(plan, "neighbors[1]: multiple asns specified for 192.0.2.1");
        assertTrue(plan.speaker().isEmpty());
    }

    @Test
    void aVersionThatConflictsGivesWayToTheLastAcceptedOne() {
        NodePlan before = plan(peer("a", ""), peer("b", ", toReceive: {allowed: {mode: all}}"));
        ClusterSnapshot edited = yaml(NODE + peer("a", "") + peer("b", ", port: 1790"));
        NodePlan after = Planner.plan(edited, "n", FACTS, before.accepted());
        assertEquals(before.speaker(), after.speaker());
        assertEquals(before.accepted(), after.accepted());
        assertConflict(after, "its last accepted version stays in force");
        NodePlan third = Planner.plan(yaml(NODE + peer("a", "")), "n", FACTS, after.accepted());
        assertEquals(PrefixFilter.NONE, onlyPeer(third).policy().importFilter());
    }

    @Test
    void anObjectMayAddToTheManagedMesh() {
        String nodes = node("n", 9) + node("m", 8);
        String more = neighbor(
                        "tor",
                        "  {address: 192.0.2.8, asn: 64514, toReceive: {allowed: {prefixes: [{prefix: 10.9.0.0/24}]}}}",
                        "- {address: 192.0.2.100, asn: 64600, toAdvertise: {allowed: {mode: all}}}")
                .replace("        - {", "      - {")
                .replace("- asn: 64512", "- asn: 64514");
        NodePlan plan = Planner.plan(yamlAndConf(nodes + more, MANAGED), "n", FACTS);
        assertEquals(List.of(), plan.problems());
        List<PeerConfig> peers = plan.speaker().orElseThrow().peers();
        assertEquals(
                List.of("192.0.2.8", "192.0.2.100"),
                peers.stream().map(peer -> peer.id().name()).toList());
        assertEquals(
                "[10.9.0.0/24, 10.244.0.0/16 ge 24 le 24]",
                peers.getFirst().policy().importFilter().rules().toString());
        assertEquals(
                "[10.244.9.0/24]",
                peers.getFirst().policy().exportFilter().rules().toString());
        assertEquals(4, plan.speaker().orElseThrow().originated().size());
    }

    @Test
    void anObjectInAnotherAsThanTheMeshIsLeftOutAndTheMeshStays() {
        String nodes = node("n", 9) + node("m", 8);
        NodePlan plan = Planner.plan(yamlAndConf(nodes + peer("tor", ""), MANAGED), "n", FACTS);
        assertConflict(plan, "different asns (64514 != 64512) specified for same vrf: ");
        assertEquals(1, plan.speaker().orElseThrow().peers().size());
    }

    @Test
    void onlyObjectsThatSelectTheNodeCount() {
        String elsewhere = peer("x", "").replace("spec:", "spec:\n  nodeSelector: {matchLabels: {rack: far}}");
        assertTrue(plan(elsewhere).speaker().isEmpty());
        assertEquals(List.of(), plan(elsewhere).problems());
    }

    @Test
    void aFullMeshThatListsTheNodeItselfIsNoProblem() {
        String mesh = """
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata:
              name: everyone
              namespace: frr-k8s-system
              labels: {network: default}
            spec:
              bgp:
                routers:
                - asn: 64512
                  neighbors:
                  - {address: 192.0.2.9, asn: 64512, disableMP: true, toReceive: {allowed: {mode: all}}}
                  - {address: 192.0.2.10, asn: 64512, disableMP: true, toReceive: {allowed: {mode: all}}}
                  - {address: 192.0.2.11, asn: 64512, disableMP: true, toReceive: {allowed: {mode: all}}}
            """;
        NodePlan plan = plan(mesh);
        assertEquals(List.of(), plan.problems());
        assertEquals(
                List.of("192.0.2.10", "192.0.2.11"),
                plan.speaker().orElseThrow().peers().stream()
                        .map(peer -> peer.id().name())
                        .toList());
    }

    @Test
    void withoutAnyRouterThereIsNoSpeakerButTheSubnetIsProtected() {
        NodePlan plan = plan();
        assertTrue(plan.speaker().isEmpty());
        assertEquals("[10.244.9.0/24]", plan.protectedPrefixes().toString());
        assertEquals(List.of(), plan.problems().stream().map(Problem::toString).toList());
    }
}
