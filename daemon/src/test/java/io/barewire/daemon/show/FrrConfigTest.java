package io.barewire.daemon.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.daemon.log.LogLevel;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.manifests.ManifestFolder;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.mesh.plan.NodePlan;
import io.barewire.mesh.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The names are those that frr-k8s renders for the same objects.
class FrrConfigTest {
    private static final String HEAD = """
            log stdout informational
            log timestamp precision 3
            hostname worker-1
            ip nht resolve-via-default
            ipv6 nht resolve-via-default
            !
            """;

    @TempDir
    private Path folder;

    private String rendered(String spec) throws IOException {
        Files.writeString(folder.resolve("all.yaml"), """
                {apiVersion: v1, kind: Node, metadata: {name: worker-1},
                 status: {addresses: [{type: InternalIP, address: 192.0.2.9}]}}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: key, namespace: frr-k8s-system}
                type: kubernetes.io/basic-auth
                stringData: {password: hocuspocus}
                ---
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: one, namespace: frr-k8s-system}
                spec:
                """ + spec.indent(2));
        ClusterSnapshot snapshot = ManifestFolder.read(folder);
        NodePlan plan = Planner.plan(snapshot, "worker-1", new LocalFacts("worker-1", Map.of(), Optional.empty()));
        assertEquals(
                List.of(), snapshot.problems().stream().filter(Problem::isError).toList());
        assertEquals(List.of(), plan.problems());
        return FrrConfig.of(plan, "worker-1", LogLevel.INFO);
    }

    @Test
    void withoutARouterThereIsOnlyTheHead() {
        assertEquals(
                HEAD.replace("informational", "debugging") + "end\n",
                FrrConfig.of(new NodePlan(List.of(), Set.of(), Map.of(), List.of()), "worker-1", LogLevel.DEBUG));
    }

    /// ST-1 and ST-2 of frr-k8s' acceptance tests look for some of these lines.
    @Test
    void aNeighborHasItsLinesAndNoKey() throws IOException {
        assertEquals(HEAD + """
                router bgp 64515
                 bgp router-id 192.0.2.9
                 no bgp ebgp-requires-policy
                 no bgp default ipv4-unicast
                 bgp graceful-restart preserve-fw-state
                 no bgp network import-check
                 neighbor 192.168.5.1 remote-as 64516
                 neighbor 192.168.5.1 local-as 64520 no-prepend replace-as
                 neighbor 192.168.5.1 ebgp-multihop
                 neighbor 192.168.5.1 port 1790
                 neighbor 192.168.5.1 timers 20 100
                 neighbor 192.168.5.1 timers connect 3
                 neighbor 192.168.5.1 password <retracted>
                 neighbor 192.168.5.1 update-source 192.0.2.9
                 neighbor 192.168.5.1 graceful-restart
                 neighbor 192.168.5.1 bfd
                 neighbor 192.168.5.1 bfd profile fast
                 !
                 address-family ipv4 unicast
                  network 10.1.0.0/24
                  neighbor 192.168.5.1 activate
                  neighbor 192.168.5.1 route-map 192.168.5.1-in in
                  neighbor 192.168.5.1 route-map 192.168.5.1-out out
                 exit-address-family
                exit
                !
                ip prefix-list 192.168.5.1-inpl-ipv4 seq 1 permit 10.3.0.0/16 ge 24 le 24
                !
                ip prefix-list 192.168.5.1-100-ip-localpref-prefixes seq 1 permit 10.1.0.0/24
                !
                ip prefix-list 192.168.5.1-10:100-ip-community-prefixes seq 1 permit 10.1.0.0/24
                !
                ip prefix-list 192.168.5.1-large:1:2:3-ip-community-prefixes seq 1 permit 10.1.0.0/24
                !
                ip prefix-list 192.168.5.1-allowed-ipv4 seq 1 permit 10.1.0.0/24
                !
                route-map 192.168.5.1-in permit 1
                 match ip address prefix-list 192.168.5.1-inpl-ipv4
                exit
                !
                route-map 192.168.5.1-out permit 1
                 match ip address prefix-list 192.168.5.1-100-ip-localpref-prefixes
                 set local-preference 100
                 on-match next
                exit
                !
                route-map 192.168.5.1-out permit 2
                 match ip address prefix-list 192.168.5.1-10:100-ip-community-prefixes
                 set community 10:100 additive
                 on-match next
                exit
                !
                route-map 192.168.5.1-out permit 3
                 match ip address prefix-list 192.168.5.1-large:1:2:3-ip-community-prefixes
                 set large-community 1:2:3 additive
                 on-match next
                exit
                !
                route-map 192.168.5.1-out permit 4
                 match ip address prefix-list 192.168.5.1-allowed-ipv4
                 set ip next-hop 192.0.2.7
                exit
                !
                bfd
                 profile fast
                  detect-multiplier 3
                  transmit-interval 61
                  receive-interval 60
                  echo transmit-interval 62
                  echo receive-interval 62
                  minimum-ttl 254
                 exit
                 !
                exit
                !
                end
                """, rendered("""
                bgp:
                  bfdProfiles: [{name: fast, receiveInterval: 60, transmitInterval: 61, echoInterval: 62}]
                  routers:
                  - asn: 64515
                    prefixes: [10.1.0.0/24]
                    neighbors:
                    - address: 192.168.5.1
                      asn: 64516
                      localASN: 64520
                      port: 1790
                      ebgpMultiHop: true
                      holdTime: 100s
                      keepaliveTime: 20s
                      connectTime: 3s
                      sourceaddress: 192.0.2.9
                      passwordSecret: {name: key}
                      enableGracefulRestart: true
                      bfdProfile: fast
                      toReceive: {allowed: {prefixes: [{prefix: 10.3.0.0/16, ge: 24, le: 24}]}}
                      toAdvertise:
                        allowed: {mode: all}
                        nextHop: {ipv4: 192.0.2.7}
                        withLocalPref: [{localPref: 100, prefixes: [10.1.0.0/24]}]
                        withCommunity:
                        - {community: '10:100', prefixes: [10.1.0.0/24]}
                        - {community: 'large:1:2:3', prefixes: [10.1.0.0/24]}
                """));
    }

    @Test
    void vrfsUnnumberedNeighborsAndRawLinesHaveTheirs() throws IOException {
        assertEquals(HEAD + """
                router bgp 64512
                 bgp router-id 192.0.2.9
                 no bgp ebgp-requires-policy
                 no bgp default ipv4-unicast
                 bgp graceful-restart preserve-fw-state
                 no bgp network import-check
                 neighbor net1 interface remote-as external
                 !
                 address-family ipv4 unicast
                  neighbor net1 activate
                  neighbor net1 allowas-in origin
                  neighbor net1 route-map net1-in in
                  neighbor net1 route-map net1-out out
                  import vrf red
                 exit-address-family
                 !
                 address-family ipv6 unicast
                  neighbor net1 activate
                  neighbor net1 allowas-in origin
                  neighbor net1 route-map net1-in in
                  neighbor net1 route-map net1-out out
                  import vrf red
                 exit-address-family
                exit
                !
                router bgp 64513 vrf red
                 bgp router-id 192.0.2.9
                 no bgp ebgp-requires-policy
                 no bgp default ipv4-unicast
                 bgp graceful-restart preserve-fw-state
                 no bgp network import-check
                 neighbor 2001:db8::1 remote-as 64600
                 neighbor 2001:db8::1 disable-connected-check
                 !
                 address-family ipv6 unicast
                  neighbor 2001:db8::1 activate
                  neighbor 2001:db8::1 route-map 2001:db8::1-red-in in
                  neighbor 2001:db8::1 route-map 2001:db8::1-red-out out
                 exit-address-family
                exit
                !
                ip prefix-list net1-inpl-ipv4 seq 1 permit any
                !
                ipv6 prefix-list net1-inpl-ipv6 seq 1 permit any
                !
                ip prefix-list net1-allowed-ipv4 seq 1 deny any
                !
                ipv6 prefix-list net1-allowed-ipv6 seq 1 deny any
                !
                route-map net1-in permit 1
                 match ip address prefix-list net1-inpl-ipv4
                exit
                !
                route-map net1-in permit 2
                 match ipv6 address prefix-list net1-inpl-ipv6
                exit
                !
                route-map net1-out permit 1
                 match ip address prefix-list net1-allowed-ipv4
                exit
                !
                route-map net1-out permit 2
                 match ipv6 address prefix-list net1-allowed-ipv6
                exit
                !
                ipv6 prefix-list 2001:db8::1-red-inpl-ipv6 seq 1 deny any
                !
                ipv6 prefix-list 2001:db8::1-red-allowed-ipv6 seq 1 deny any
                !
                route-map 2001:db8::1-red-in permit 1
                 match ipv6 address prefix-list 2001:db8::1-red-inpl-ipv6
                exit
                !
                route-map 2001:db8::1-red-out permit 1
                 match ipv6 address prefix-list 2001:db8::1-red-allowed-ipv6
                exit
                !
                end
                """, rendered("""
                raw:
                  rawConfig: |
                    router bgp 64512
                     address-family ipv4 unicast
                      neighbor net1 allowas-in origin
                     address-family ipv6 unicast
                      neighbor net1 allowas-in origin
                bgp:
                  routers:
                  - asn: 64512
                    imports: [{vrf: red}]
                    neighbors: [{interface: net1, dynamicASN: external, toReceive: {allowed: {mode: all}}}]
                  - {asn: 64513, vrf: red, neighbors: [{asn: 64600, address: '2001:db8::1'}]}
                """));
    }
}
