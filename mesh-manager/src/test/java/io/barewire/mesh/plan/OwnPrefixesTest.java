package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.policy;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.Aggregate;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnPrefixesTest {
    private static final String PEER = neighbor("tor", "  {address: 192.0.2.1, asn: 64600}");

    private static NodePlan plan(String... policies) {
        return Planner.plan(
                yaml(node("n", 9) + PEER + String.join("", policies)),
                "n",
                new LocalFacts("n", Map.of(), Optional.empty()));
    }

    private static SpeakerConfig speaker(NodePlan plan) {
        return plan.speaker().orElseThrow();
    }

    private static String conditional(String name, String prefix, String condition) {
        return "{name: %s, prefixes: [%s], while: {%s}}".formatted(name, prefix, condition);
    }

    @Test
    void thoseOfAllPoliciesAreThereAndAnnouncedToNobodyByThemselves() {
        NodePlan plan = plan(
                policy(
                        "b",
                        "aggregates: [{prefix: 10.0.0.0/8}, {prefix: 10.1.0.0/16}], conditionalPrefixes: ["
                                + conditional("c", "203.0.113.0/24", "routeExists: 0.0.0.0/0") + "]"),
                policy(
                        "a",
                        "aggregates: [{prefix: 10.0.0.0/8}], conditionalPrefixes: ["
                                + conditional("c", "203.0.113.0/24", "healthy: {file: /ok}") + "]"));
        assertEquals(List.of(), plan.problems(), "the same aggregate twice is one");
        assertEquals(
                Set.of(Aggregate.of(Prefix.parse("10.0.0.0/8")), Aggregate.of(Prefix.parse("10.1.0.0/16"))),
                speaker(plan).aggregates());
        assertEquals(
                List.of("frr-k8s-system/a c", "frr-k8s-system/b c"),
                speaker(plan).conditional().stream()
                        .map(ConditionalPrefixes::name)
                        .toList());
        assertEquals(speaker(plan()).peers(), speaker(plan).peers());
    }

    @Test
    void theFirstOfTwoAggregatesCounts() {
        NodePlan plan = plan(
                policy("b", "aggregates: [{prefix: 10.0.0.0/8, summaryOnly: true}]"),
                policy("a", "aggregates: [{prefix: 10.0.0.0/8}]"));
        assertEquals(
                Set.of(Aggregate.of(Prefix.parse("10.0.0.0/8"))), speaker(plan).aggregates());
        assertTrue(plan.problems()
                .getFirst()
                .toString()
                .contains("error: RoutingPolicy frr-k8s-system/b: spec.aggregates[0]: a policy before it by name has"
                        + " another aggregate 10.0.0.0/8; let one of them have it; this one is left out"));
    }

    /// What a speaker would refuse as a whole costs the one condition, and no rule.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            itself            | 203.0.113.0/24  | routeExists: 203.0.113.0/24   | which is conditional itself
            another one       | 203.0.113.0/24  | routeMissing: 198.51.100.0/24 | which is conditional itself
            an aggregate      | 203.0.113.0/24  | routeExists: 10.0.0.0/8       | which is an aggregate
            looked at already | 0.0.0.0/0       | healthy: {file: /ok}          | looks at one of its prefixes""")
    void aConditionThatCouldGoRoundIsLeftOutAlone(String what, String prefix, String condition, String reason) {
        NodePlan plan = plan(
                policy(
                        "a",
                        "conditionalPrefixes: [" + conditional("first", "198.51.100.0/24", "routeExists: 0.0.0.0/0")
                                + "]"),
                policy(
                        "b",
                        "conditionalPrefixes: [" + conditional("second", prefix, condition)
                                + "], neighbors: [{asOverride: true}]"),
                policy("c", "aggregates: [{prefix: 10.0.0.0/8}]"));
        assertEquals(
                List.of("frr-k8s-system/a first"),
                speaker(plan).conditional().stream()
                        .map(ConditionalPrefixes::name)
                        .toList(),
                what);
        String problem = plan.problems().getFirst().toString();
        assertTrue(problem.contains("RoutingPolicy frr-k8s-system/b: spec.conditionalPrefixes[0]: "), problem);
        assertTrue(problem.contains(reason), problem);
        assertTrue(speaker(plan).peers().getFirst().policy().exports().asOverride());
    }
}
