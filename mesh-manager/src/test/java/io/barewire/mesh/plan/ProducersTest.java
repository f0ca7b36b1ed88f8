package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.Protection;
import io.barewire.testkit.acceptance.Acceptance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Objects of the shape in which others write them for their users.
class ProducersTest {
    private static NodePlan plan(String objects) {
        ClusterSnapshot snapshot = yaml(node("n", 9) + objects);
        assertEquals(List.of(), snapshot.problems());
        NodePlan plan = Planner.plan(snapshot, "n", new LocalFacts("n", Map.of(), Optional.empty()));
        assertEquals(List.of(), plan.problems());
        return plan;
    }

    /// MetalLB writes one object a node, with every BFD profile and the default port spelled out.
    @Test
    void whatMetalLbWritesIsTakenWhole() {
        PeerConfig peer = plan("""
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: metallb-n, namespace: metallb-system}
                spec:
                  nodeSelector: {}
                  bgp:
                    bfdProfiles: [{name: fast, receiveInterval: 200, echoMode: false, passiveMode: false}]
                    routers:
                    - asn: 64512
                      prefixes: [203.0.113.5/32, '2001:db8::5/128']
                      neighbors:
                      - asn: 64600
                        address: 192.0.2.254
                        port: 179
                        holdTime: 90s
                        keepaliveTime: 30s
                        connectTime: 10s
                        bfdProfile: fast
                        ebgpMultiHop: true
                        enableGracefulRestart: true
                        dualStackAddressFamily: true
                        disableMP: false
                        passwordSecret: {name: bgp, namespace: metallb-system}
                        toAdvertise:
                          allowed: {prefixes: [203.0.113.5/32, '2001:db8::5/128']}
                          withLocalPref: [{localPref: 200, prefixes: [203.0.113.5/32]}]
                          withCommunity: [{community: 'large:64512:1:1', prefixes: [203.0.113.5/32]}]
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: bgp, namespace: metallb-system}
                type: kubernetes.io/basic-auth
                data: {password: aG9jdXNwb2N1cw==}
                ---
                """).speaker().orElseThrow().peers().getFirst();
        assertEquals(Protection.md5("hocuspocus"), peer.tcp().protection());
        assertEquals(
                List.of("local preference 200", "community large:64512:1:1", "prefixes"),
                peer.policy().exports().rules().rules().stream().map(Rule::name).toList());
    }

    /// OVN-Kubernetes lets the default VRF and that of a user-defined network import each other; the latter's router
    /// has no neighbors.
    @Acceptance({IMP_5, IMP_13})
    @Test
    void mutualImportsOfARouterWithoutNeighborsArePlanned() {
        NodePlan plan = plan("""
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: ovnk-generated-1, namespace: frr-k8s-system}
                spec:
                  bgp:
                    routers:
                    - asn: 64512
                      imports: [{vrf: blue}]
                      neighbors:
                      - asn: 64512
                        address: 192.0.2.1
                        toAdvertise: {allowed: {mode: filtered, prefixes: [10.100.9.0/24]}}
                        toReceive: {allowed: {mode: filtered, prefixes: [{prefix: 10.100.0.0/16, le: 24, ge: 24}]}}
                    - asn: 64512
                      vrf: blue
                      imports: [{vrf: default}]
                      prefixes: [10.100.9.0/24]
                ---
                """);
        assertEquals(
                Set.of("blue"),
                plan.instance(InstancePlan.DEFAULT).orElseThrow().imports());
        InstancePlan blue = plan.instance("blue").orElseThrow();
        assertEquals(Set.of(InstancePlan.DEFAULT), blue.imports());
        assertEquals(List.of(), blue.speaker().peers());
        assertEquals(
                "[10.100.9.0/24]",
                plan.speaker()
                        .orElseThrow()
                        .peers()
                        .getFirst()
                        .policy()
                        .exportFilter()
                        .rules()
                        .toString());
    }
}
