package io.barewire.ovn.snat;

import static io.barewire.testkit.Seeds.forSeeds;
import static io.barewire.testkit.acceptance.Criterion.OVN_S1;
import static io.barewire.testkit.acceptance.Criterion.OVN_S3;
import static io.barewire.testkit.acceptance.Criterion.OVN_S6;
import static io.barewire.testkit.acceptance.Criterion.OVN_S7;
import static io.barewire.testkit.acceptance.Criterion.OVN_S8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnatDecisionTest {
    private static final Map<String, Set<String>> PORTS = Map.of(
            "rtoe-GR_n1",
            Set.of("172.18.0.99/16", "172.18.0.2/16", "fc00::2/64", "fe80::2/64", "nonsense"),
            "rtoe-GR_cluster_udn_a.b_n1",
            Set.of("172.18.0.2/16", "169.254.0.11/32", "fc00::2/64", "fd69::b/128"));

    private static SnatWish wish(GatewayMode mode, PodNetwork... networks) {
        return new SnatWish(
                "n1",
                mode,
                addresses("172.18.0.2", "10.244.0.2", "fc00::2", "127.0.0.1", "fe80::2"),
                addresses("172.18.0.3", "172.18.0.4", "fc00::3"),
                List.of(Prefix.parse("172.30.0.0/16")),
                List.of(networks));
    }

    private static Set<IpAddress> addresses(String... texts) {
        return Set.copyOf(Stream.of(texts).map(IpAddress::parse).toList());
    }

    private static PodNetwork network(String name, boolean snat, String subnets, String hostSubnets) {
        return new PodNetwork(name, prefixes(subnets), prefixes(hostSubnets), snat);
    }

    private static List<Prefix> prefixes(String texts) {
        return Stream.of(texts.split(" ")).map(Prefix::parse).toList();
    }

    private static String told(NatRule rule) {
        return rule.router() + ": " + rule.logical() + " as " + rule.external()
                + rule.logicalPort().map(port -> " by " + port).orElse("") + ", " + rule.use() + ' '
                + String.join(" ", rule.set().addresses());
    }

    private static String told(Masquerade rule) {
        return rule.source() + ", " + rule.use() + ' '
                + String.join(
                        " ",
                        rule.destinations().stream().map(SnatDecision::text).toList());
    }

    private static String told(SnatPlan plan) {
        return String.join(
                "; ",
                Stream.concat(
                                plan.rules().stream().map(SnatDecisionTest::told),
                                plan.masquerades().stream().map(rule -> "kernel: " + told(rule)))
                        .toList());
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource(delimiter = '|', textBlock = """
        default         | SHARED | true  | GR_n1: 10.244.0.0/16 as 172.18.0.2, EXEMPTED 10.244.0.0/16 172.18.0.2
        default         | SHARED | false | GR_n1: 10.244.0.0/16 as 172.18.0.2, ALLOWED 172.18.0.3 172.18.0.4
        default         | LOCAL  | true  | GR_n1: 10.244.0.0/16 as 172.18.0.2, ALLOWED 172.18.0.3 172.18.0.4; kernel: 10.244.0.0/24, EXEMPTED 10.244.0.0/16 172.18.0.2
        default         | LOCAL  | false | GR_n1: 10.244.0.0/16 as 172.18.0.2, ALLOWED 172.18.0.3 172.18.0.4; kernel: 10.244.0.0/24, ALLOWED 172.18.0.3 172.18.0.4
        cluster_udn_a-b | SHARED | true  | GR_cluster_udn_a.b_n1: 10.244.0.0/16 as 169.254.0.11, EXEMPTED 10.244.0.0/16 172.18.0.2
        cluster_udn_a-b | SHARED | false | GR_cluster_udn_a.b_n1: 10.244.0.0/16 as 169.254.0.11, ALLOWED 172.18.0.3 172.18.0.4
        cluster_udn_a-b | LOCAL  | true  | cluster_udn_a.b_ovn_cluster_router: 10.244.0.0/24 as 169.254.0.12 by rtos-cluster_udn_a.b_n1, EXEMPTED 10.244.0.0/16 172.18.0.2; kernel: 169.254.0.12/32, EXEMPTED 172.30.0.0/16
        cluster_udn_a-b | LOCAL  | false | cluster_udn_a.b_ovn_cluster_router: 10.244.0.0/24 as 169.254.0.12 by rtos-cluster_udn_a.b_n1, ALLOWED 172.18.0.3 172.18.0.4; kernel: 169.254.0.12/32, EXEMPTED 172.30.0.0/16
        """)
    @Acceptance({OVN_S1, OVN_S3})
    void theTable(String name, GatewayMode mode, boolean snat, String wanted) {
        SnatPlan plan = SnatDecision.plan(
                wish(mode, network(name, snat, "10.244.0.0/16", "10.244.0.0/24")), Optional.of(PORTS));
        assertEquals(wanted, told(plan));
        assertEquals(Map.of(), plan.waiting());
    }

    /// Whatever is wanted, and wherever it is done: pods meet each other and their node as who they are, other nodes
    /// as their node, all others as `outboundSnat` says.
    @Test
    @Acceptance(OVN_S8)
    void whomAPodIsSeenBy() {
        forSeeds(2_000, rng -> {
            boolean outbound = rng.oneIn(2);
            PodNetwork network = network(
                    rng.oneOf("default", "cluster_udn_a-b"), outbound, "10.244.0.0/16 10.8.0.0/16", "10.244.7.0/24");
            SnatPlan plan = SnatDecision.plan(wish(rng.oneOf(GatewayMode.values()), network), Optional.of(PORTS));
            String pod = "10.244.7." + rng.between(2, 254);
            String otherPod = rng.oneOf("10.244.", "10.8.") + rng.between(0, 255) + "." + rng.between(2, 254);
            assertFalse(isTranslated(plan, pod, otherPod), otherPod);
            assertFalse(isTranslated(plan, pod, "172.18.0.2"));
            assertTrue(isTranslated(plan, pod, rng.oneOf("172.18.0.3", "172.18.0.4")));
            String outside = "198.51.100." + rng.between(1, 254);
            assertEquals(outbound, isTranslated(plan, pod, outside), outside);
            assertFalse(isTranslated(plan, "10.99.0." + rng.between(1, 254), outside));
        });
    }

    private static boolean isTranslated(SnatPlan plan, String from, String to) {
        IpAddress source = IpAddress.parse(from);
        IpAddress destination = IpAddress.parse(to);
        return Stream.concat(
                        plan.rules().stream()
                                .filter(rule -> rule.logical().contains(source))
                                .map(rule -> rule.use()
                                        == NatRule.Use.ALLOWED
                                        == isIn(rule.set().addresses(), destination)),
                        plan.masquerades().stream()
                                .filter(rule -> rule.source().contains(source))
                                .map(rule -> rule.use()
                                        == NatRule.Use.ALLOWED
                                        == rule.destinations().stream().anyMatch(one -> one.contains(destination))))
                .anyMatch(translated -> translated);
    }

    private static boolean isIn(List<String> set, IpAddress address) {
        return set.stream()
                .map(text -> text.contains("/") ? Prefix.parse(text) : Prefix.parse(text + "/32"))
                .anyMatch(prefix -> prefix.contains(address));
    }

    @Test
    @Acceptance(OVN_S3)
    void eachFamilyHasItsOwn() {
        SnatPlan plan = SnatDecision.plan(
                wish(
                        GatewayMode.SHARED,
                        network("default", true, "10.244.0.0/16 fd01::/48", "10.244.0.0/24 fd01::/64")),
                Optional.of(PORTS));
        assertEquals(
                "GR_n1: 10.244.0.0/16 as 172.18.0.2, EXEMPTED 10.244.0.0/16 172.18.0.2;"
                        + " GR_n1: fd01::/48 as fc00::2, EXEMPTED fc00::2 fd01::/48",
                told(plan));
    }

    @Test
    void severalSubnetsAreARuleEachWithOneSetForAll() {
        SnatPlan plan = SnatDecision.plan(
                wish(GatewayMode.SHARED, network("default", true, "10.244.0.0/16 10.8.0.0/16", "10.244.0.0/24")),
                Optional.of(PORTS));
        assertEquals(2, plan.rules().size());
        assertEquals(plan.rules().getFirst().set(), plan.rules().getLast().set());
        assertEquals(
                List.of("10.8.0.0/16", "10.244.0.0/16", "172.18.0.2"),
                plan.rules().getFirst().set().addresses());
    }

    /// As in clouds that give a machine its address as a host's, and with DHCPv6.
    @Test
    void anotherNetworksAddressIsNotTheNodesThoughThatHasNoNetworkEither() {
        SnatPlan plan = SnatDecision.plan(
                wish(
                        GatewayMode.SHARED,
                        network("cluster_udn_red", true, "10.9.0.0/16 fd09::/48", "10.9.1.0/24 fd09:0:0:1::/64")),
                Optional.of(Map.of(
                        "rtoe-GR_cluster_udn_red_n1",
                        Set.of("172.18.0.2/32", "169.254.0.11/32", "fc00::2/128", "fd69::b/128"))));
        assertEquals(
                List.of("169.254.0.11", "fd69::b"),
                plan.rules().stream().map(rule -> rule.external().toString()).toList());
    }

    @Test
    @Acceptance(OVN_S6)
    void whatTheDatabaseDoesNotTellYetIsWaitedFor() {
        PodNetwork network = network("cluster_udn_red", true, "10.9.0.0/16", "10.9.1.0/24");
        SnatPlan early = SnatDecision.plan(wish(GatewayMode.SHARED, network), Optional.of(PORTS));
        assertEquals(List.of(), early.rules());
        assertEquals(
                Map.of(
                        "cluster_udn_red",
                        "the northbound database has no router port rtoe-GR_cluster_udn_red_n1 with an IPv4 address of"
                                + " its own"),
                early.waiting());
        SnatPlan without = SnatDecision.plan(wish(GatewayMode.LOCAL, network), Optional.empty());
        assertTrue(without.waiting().getOrDefault("cluster_udn_red", "").contains("--ovn-nb"));
    }

    @Test
    void aNodeWithoutHostSubnetHasNothingToMasquerade() {
        PodNetwork network = new PodNetwork("default", prefixes("10.244.0.0/16"), List.of(), true);
        SnatPlan plan = SnatDecision.plan(wish(GatewayMode.LOCAL, network), Optional.empty());
        assertEquals(
                Map.of("default", "the Node names no IPv4 host subnet of it (k8s.ovn.org/node-subnets)"),
                plan.waiting());
    }

    @Test
    void theKernelDoesTheDefaultNetworkAlone() {
        SnatPlan plan = SnatDecision.plan(
                wish(GatewayMode.LOCAL, network("default", true, "10.244.0.0/16", "10.244.0.0/24")), Optional.empty());
        assertEquals("kernel: 10.244.0.0/24, EXEMPTED 10.244.0.0/16 172.18.0.2", told(plan));
        assertEquals(Map.of(), plan.waiting());
    }

    /// FNV-1a with 64 bits: names that OVN-Kubernetes gives to its own sets.
    @ParameterizedTest
    @CsvSource({
        "default-network-controller:Cluster:no-overlay-snat-exemption:v4:default, a2173161212401639980",
        "default-network-controller:ClusterNodeIPs:node-ips:v6, a1042608914155274319"
    })
    void aSetIsNamedByAHash(String id, String name) {
        assertEquals(name, new AddressSet(id, "default", AddressFamily.IPV4, List.of()).name());
    }

    @Test
    @Acceptance(OVN_S7)
    void theKernelsTableIsReplacedInOneStep() {
        SnatPlan plan = SnatDecision.plan(
                wish(
                        GatewayMode.LOCAL,
                        network("default", true, "10.244.0.0/16 fd01::/48", "10.244.0.0/24 fd01::/64"),
                        network("cluster_udn_a-b", false, "10.9.0.0/16", "10.9.1.0/24")),
                Optional.of(PORTS));
        assertEquals("""
                add table inet barewire
                delete table inet barewire
                add table inet barewire
                add chain inet barewire networks { type nat hook postrouting priority srcnat + 1; policy accept; }
                flush chain inet barewire networks
                add rule inet barewire networks ip saddr 169.254.0.12 ip daddr { 172.30.0.0/16 } return
                add rule inet barewire networks ip saddr 169.254.0.12 masquerade
                add chain inet barewire outbound { type nat hook postrouting priority srcnat + 1; policy accept; }
                flush chain inet barewire outbound
                add rule inet barewire outbound ip saddr 10.244.0.0/24 ip daddr { 10.244.0.0/16, 172.18.0.2 } return
                add rule inet barewire outbound ip saddr 10.244.0.0/24 masquerade
                add rule inet barewire outbound ip6 saddr fd01::/64 ip6 daddr { fc00::2, fd01::/48 } return
                add rule inet barewire outbound ip6 saddr fd01::/64 masquerade
                """, new NftTable(plan.masquerades(), true).commands(""));
        assertEquals(
                "add table inet barewire\ndelete table inet barewire\n", new NftTable(List.of(), true).commands(""));
    }
}
