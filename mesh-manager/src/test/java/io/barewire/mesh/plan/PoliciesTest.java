package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.MANAGED;
import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.policy;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static io.barewire.mesh.manifests.Manifests.yamlAndConf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.AttributeChange.SetMed;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.ImportPolicy;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.rib.PrefixLimits;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.RoutePolicy.Judgement;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.speaker.PeerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {
    private static final LocalFacts FACTS = new LocalFacts("n", Map.of(), Optional.empty());
    private static final String PEERS = neighbor(
                    "tor",
                    "  address: 192.0.2.1",
                    "  asn: 64600",
                    "  toReceive: {allowed: {prefixes: [{prefix: 10.8.0.0/16, le: 24}]}}",
                    "  toAdvertise: {allowed: {mode: all}, nextHop: {ipv4: 192.0.2.99}}")
            + neighbor("unnumbered", "  {interface: eth1, dynamicASN: external}");

    private static NodePlan plan(String... objects) {
        return Planner.plan(yaml(node("n", 9) + PEERS + String.join("", objects)), "n", FACTS);
    }

    private static PeerConfig tor(NodePlan plan) {
        return plan.speaker().orElseThrow().peers().getFirst();
    }

    private static PeerConfig unnumbered(NodePlan plan) {
        return plan.speaker().orElseThrow().peers().getLast();
    }

    private static Judgement judge(RoutePolicy policy, String prefix) {
        return policy.judge(Prefix.parse(prefix), Optional.empty(), PathAttributes.of(List.of()));
    }

    private static boolean differs(NodePlan plan, String... objects) {
        return !plan.instances().equals(plan(objects).instances());
    }

    /// The FRRConfiguration permits 10.8.0.0/16 le 24 and nothing else.
    @ParameterizedTest(name = "{0} is permitted: {1}, {2}")
    @CsvSource({
        "10.8.1.0/24, true, nothing of a rule's business",
        "10.8.7.0/24, false, refused by a rule though the FRRConfiguration permits it",
        "10.9.0.0/16, false, changed by a rule and not permitted by the FRRConfiguration",
        "10.8.9.0/24, true, changed by a rule and permitted by the FRRConfiguration",
        "10.5.0.0/16, true, permitted by a rule alone",
        "10.6.0.0/16, false, nobody's",
    })
    void rulesComeFirstAndWhatTheyLeaveUndecidedIsDecidedByTheFrrConfiguration(
            String prefix, boolean permitted, String why) {
        NodePlan plan = plan(policy(
                "edge",
                "neighbors: [{addresses: [192.0.2.1], import: ["
                        + "{name: refuse, match: {prefixes: [{prefix: 10.8.7.0/24}]}, action: Refuse},"
                        + "{name: change, match: {prefixes: [{prefix: 10.9.0.0/16}, {prefix: 10.8.9.0/24}]},"
                        + " set: {med: 7}, action: Next},"
                        + "{name: permit, match: {prefixes: [{prefix: 10.5.0.0/16}]}, action: Permit}]}]"));
        Judgement judgement = judge(tor(plan).policy().imports().rules(), prefix);
        assertEquals(permitted, judgement.permitted(), why);
        assertEquals(prefix.equals("10.8.9.0/24") ? List.of(new SetMed(7)) : List.of(), judgement.changes(), why);
    }

    @Test
    void aPolicyWithoutRulesPermitsNothingMore() {
        NodePlan plan = plan(policy("edge", "neighbors: [{asOverride: true}]"));
        PeerConfig with = tor(plan);
        PeerConfig without = tor(plan());
        assertEquals(without.policy().imports(), with.policy().imports());
        assertEquals(
                without.policy().exports().withAsOverride(true), with.policy().exports());
    }

    @Test
    void rulesOfTwoObjectsAreAskedInTheOrderOfTheirNames() {
        String entry = "neighbors: [{import: [{name: r, action: %s}]}, {export: [{name: r, action: Refuse}]}]";
        NodePlan plan = plan(policy("b", entry.formatted("Refuse")), policy("a", entry.formatted("Permit")));
        assertEquals(
                List.of("frr-k8s-system/a neighbors[0] r", "frr-k8s-system/b neighbors[0] r", "prefixes"),
                tor(plan).policy().imports().rules().rules().stream()
                        .map(Rule::name)
                        .toList());
        assertEquals(
                List.of("frr-k8s-system/a neighbors[1] r", "frr-k8s-system/b neighbors[1] r"),
                unnumbered(plan).policy().exports().rules().rules().stream()
                        .map(Rule::name)
                        .toList());
        assertTrue(judge(tor(plan).policy().imports().rules(), "203.0.113.0/24").permitted());
    }

    @Test
    void ofWhatANeighborHasOnceTheFirstByNameCountsAndTheOtherIsTold() {
        NodePlan plan = plan(
                policy("b", "neighbors: [{allowOwnAs: 3, maximumPrefixes: {limit: 7}, refuseDefaultRoute: true}]"),
                policy("a", "neighbors: [{allowOwnAs: 1, maximumPrefixes: {limit: 7}, nextHop: {ipv4: Self}}]"));
        PeerConfig tor = tor(plan);
        assertEquals(new OwnAs.AtMost(1), tor.policy().imports().ownAs());
        assertEquals(PrefixLimits.DEFAULT.withTotal(7), tor.policy().imports().limits());
        assertEquals(
                ImportPolicy.DefaultRoute.ONLY_BY_NAME, tor.policy().imports().defaultRoute());
        assertEquals(new ExportedNextHop.Self(), tor.policy().exports().nextHop(AddressFamily.IPV4));
        assertEquals(
                List.of(
                        "all.yaml:34: warning: RoutingPolicy frr-k8s-system/b: spec.neighbors[0].allowOwnAs: a neighbor that"
                                + " this selects has another one by frr-k8s-system/a, neighbors[0], which counts; let one of them"
                                + " say it"),
                plan.problems().stream()
                        .map(Object::toString)
                        .map(text -> text.replaceFirst(":[0-9]+:", ":34:"))
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            addresses: [192.0.2.1]                       | true  | false
            addresses: [192.0.2.2]                       | false | false
            interfaces: [eth1]                           | false | true
            addresses: [192.0.2.1], interfaces: [eth1]   | true  | true
            asNumbers: [64600]                           | true  | false
            asNumbers: [64601]                           | false | false
            addresses: [192.0.2.1], asNumbers: [64601]   | false | false
            refuseDefaultRoute: false                    | true  | true""")
    void aNeighborIsSelectedByPlaceAndAs(String selector, boolean tor, boolean unnumbered) {
        NodePlan plan = plan(policy("edge", "neighbors: [{" + selector + ", allowOwnAs: 1}]"));
        assertEquals(tor, tor(plan).policy().imports().ownAs().equals(new OwnAs.AtMost(1)), "the one with an address");
        assertEquals(
                unnumbered,
                unnumbered(plan).policy().imports().ownAs().equals(new OwnAs.AtMost(1)),
                "the one on a link, whose AS is learned");
    }

    @Test
    void aPolicyForOtherNodesOrAnotherRouterChangesNothing() {
        NodePlan without = plan();
        assertFalse(differs(
                without, policy("edge", "nodeSelector: {matchLabels: {rack: b}}, neighbors: [{asOverride: true}]")));
        assertFalse(differs(without, policy("edge", "router: red, neighbors: [{asOverride: true}]")));
        assertTrue(differs(without, policy("edge", "neighbors: [{asOverride: true}]")));
    }

    @Test
    void neighborsOfTheManagedMeshAreSelectedToo() {
        NodePlan plan = Planner.plan(
                yamlAndConf(
                        node("n", 9)
                                + node("m", 8)
                                + policy("edge", "neighbors: [{asNumbers: [64514], maximumPrefixes: {limit: 9}}]"),
                        MANAGED),
                "n",
                FACTS);
        assertEquals(
                9,
                plan.speaker()
                        .orElseThrow()
                        .peers()
                        .getFirst()
                        .policy()
                        .imports()
                        .limits()
                        .total());
    }

    @Test
    void onlyWhatMayChangeInALivingSessionChanges() {
        PeerConfig with = tor(plan(policy(
                "edge",
                "neighbors: [{import: [{name: r, action: Refuse}], export: [{name: r, action: Permit}],"
                        + " allowOwnAs: Origin, asOverride: true, refuseDefaultRoute: true, maximumPrefixes: {limit: 3},"
                        + " nextHop: {ipv4: Unchanged, ipv6: Self}}]")));
        PeerConfig without = tor(plan());
        assertEquals(without, with.withPolicy(without.policy()));
    }
}
