package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.speaker.PeerConfig;
import io.barewire.testkit.acceptance.Acceptance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawLinesTest {
    /// As OVN-Kubernetes writes it for a router with a neighbor of each family and an unnumbered one, and for a VRF.
    private static final String OVN_KUBERNETES = """
            router bgp 64512
             address-family ipv4 unicast
              neighbor 192.0.2.1 allowas-in origin
              neighbor eth1 allowas-in origin
             exit-address-family
             !
             address-family ipv6 unicast
              neighbor 2001:db8::1 allowas-in origin
              neighbor eth1 allowas-in origin
             exit-address-family
            exit
            !
            router bgp 64512 vrf blue
             address-family ipv4 unicast
              neighbor 192.0.2.1 allowas-in origin
             exit-address-family
            exit
            !
            """;

    private static String raw(String name, String rawConfig) {
        return """
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: %s, namespace: frr-k8s-system}
                spec:
                  raw:
                    priority: 10
                    rawConfig: |2
                %s
                ---
                """.formatted(name, rawConfig.indent(6).stripTrailing());
    }

    private static final String NEIGHBORS = """
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata: {name: neighbors, namespace: frr-k8s-system}
            spec:
              bgp:
                routers:
                - {asn: 64512, neighbors: [
                    {asn: 64600, address: 192.0.2.1}, {asn: 64600, address: '2001:db8::1'},
                    {asn: 64600, interface: eth1}, {asn: 64600, address: 192.0.2.2},
                    {asn: 64600, address: 192.0.2.3, dualStackAddressFamily: true}]}
                - {asn: 64512, vrf: blue, neighbors: [
                    {asn: 64600, address: 192.0.2.1}, {asn: 64600, address: 192.0.2.2}]}
            ---
            """;

    private static NodePlan plan(String objects, Map<ObjectKey, FrrConfiguration> accepted) {
        return Planner.plan(
                yaml(node("n", 9) + objects), "n", new LocalFacts("n", Map.of(), Optional.empty()), accepted);
    }

    private static List<String> allowing(NodePlan plan, String instance) {
        return plan.instance(instance).orElseThrow().speaker().peers().stream()
                .filter(peer -> peer.policy().imports().ownAs() instanceof OwnAs.AsOrigin)
                .map(PeerConfig::endpoint)
                .map(Object::toString)
                .toList();
    }

    @Acceptance(RAW_1)
    @Test
    void whatOvnKubernetesWritesAllowsOurOwnAsAsOrigin() {
        NodePlan plan = plan(NEIGHBORS + raw("ovnk-generated-1", OVN_KUBERNETES), Map.of());
        assertEquals(List.of(), plan.problems());
        assertEquals(
                "[Address[address=192.0.2.1], Address[address=2001:db8::1], Interface[name=eth1]]",
                allowing(plan, InstancePlan.DEFAULT).toString());
        assertEquals("[Address[address=192.0.2.1]]", allowing(plan, "blue").toString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            router bgp 64512 vrf red; address-family ipv4 unicast; neighbor 192.0.2.1 allowas-in origin | line 3: there is no router bgp 64512 vrf red
            router bgp 1; address-family ipv4 unicast; neighbor 192.0.2.1 allowas-in origin  | line 3: router bgp 1 is router bgp 64512
            router bgp 64512; address-family ipv4 unicast; neighbor 192.0.2.9 allowas-in origin | has no neighbor 192.0.2.9
            router bgp 64512; address-family ipv4 unicast; neighbor 192.0.2.3 allowas-in origin | both families on one session
            router bgp 64512; address-family ipv6 unicast; neighbor 192.0.2.1 allowas-in origin | both families on one session
            """)
    void linesThatFitNothingLeaveWhatWasThereBefore(String lines, String reported) {
        NodePlan before = plan(NEIGHBORS + raw("ovnk-generated-1", OVN_KUBERNETES), Map.of());
        NodePlan after = plan(NEIGHBORS + raw("ovnk-generated-1", lines.replace("; ", "\n")), before.accepted());
        assertEquals(before.instances(), after.instances());
        String problem = after.problems().getFirst().toString();
        assertTrue(problem.contains("spec.raw.rawConfig: line ") && problem.contains(reported), problem);
        assertTrue(problem.endsWith("its last accepted version stays in force"), problem);
        assertEquals(
                before.accepted(),
                plan(NEIGHBORS + raw("ovnk-generated-1", OVN_KUBERNETES), after.accepted())
                        .accepted());
    }
}
