package io.barewire.mesh.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdProfile;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.NamedBfdProfile;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Password;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.objects.OvnKubeConfig.Routing;
import io.barewire.mesh.objects.OvnKubeConfig.Transport;
import io.barewire.mesh.objects.Secret;
import io.barewire.mesh.objects.ToAdvertise;
import io.barewire.rib.Community;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.Source;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Octets;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Over random clusters, small enough that addresses, subnets and neighbors often collide.
class PlannerPropertiesTest {
    private record Cluster(
            List<Node> nodes,
            List<FrrConfiguration> configurations,
            List<Secret> secrets,
            List<ClusterUserDefinedNetwork> networks,
            Optional<OvnKubeConfig> config) {
        ClusterSnapshot snapshot(Rng rng) {
            return ClusterSnapshot.of(
                    rng.shuffled(nodes),
                    rng.shuffled(configurations),
                    List.of(),
                    rng.shuffled(secrets),
                    rng.shuffled(networks),
                    config,
                    List.of());
        }
    }

    private static final ClusterUserDefinedNetwork BLUE = new ClusterUserDefinedNetwork(
            "blue",
            Origin.NONE,
            Map.of(),
            ClusterUserDefinedNetwork.Topology.LAYER3,
            true,
            false,
            Optional.of(new ClusterUserDefinedNetwork.NoOverlay(Routing.MANAGED, true)),
            List.of(new ClusterSubnet(Prefix.parse("10.0.0.0/8"), 25)));

    private static Cluster cluster(Rng rng) {
        List<Node> nodes = IntStream.range(0, rng.between(1, 6))
                .mapToObj(i -> node("n" + i, rng))
                .toList();
        List<FrrConfiguration> configurations = IntStream.range(0, rng.between(0, 4))
                .mapToObj(i -> configuration("c" + i, rng))
                .toList();
        Optional<OvnKubeConfig> config = rng.oneIn(3)
                ? Optional.empty()
                : Optional.of(new OvnKubeConfig(
                        Origin.NONE,
                        Transport.NO_OVERLAY,
                        List.of(new ClusterSubnet(Prefix.parse("10.0.0.0/8"), 24)),
                        true,
                        Routing.MANAGED,
                        rng.between(1, 2),
                        rng.oneOf(OvnKubeConfig.Topology.values()),
                        "",
                        OvnKubeConfig.DEFAULT_ATTACHMENT));
        List<Secret> secrets = List.copyOf(rng.listOf(0, 3, PlannerPropertiesTest::secret).stream()
                .collect(Collectors.toMap(Secret::key, secret -> secret, (one, _) -> one))
                .values());
        return new Cluster(nodes, configurations, secrets, rng.oneIn(3) ? List.of(BLUE) : List.of(), config);
    }

    private static Node node(String name, Rng rng) {
        return new Node(
                name,
                Origin.NONE,
                Map.of("rack", rng.oneOf("a", "b")),
                rng.listOf(0, 3, PlannerPropertiesTest::address),
                Map.of(
                        Node.DEFAULT_NETWORK,
                        rng.listOf(0, 2, PlannerPropertiesTest::prefix),
                        BLUE.networkName(),
                        rng.listOf(0, 1, PlannerPropertiesTest::prefix)),
                Map.of(),
                rng.oneIn(2));
    }

    private static IpAddress address(Rng rng) {
        return IpAddress.parse(rng.oneOf("192.0.2.", "fd00::") + rng.between(1, 6));
    }

    private static Prefix prefix(Rng rng) {
        return Prefix.parse(
                rng.oneIn(4)
                        ? "fd00:1::/" + rng.between(48, 128)
                        : "10.0." + rng.between(0, 5) + ".0/" + rng.between(20, 26));
    }

    private static FrrConfiguration configuration(String name, Rng rng) {
        LabelSelector selector = rng.oneIn(3)
                ? new LabelSelector(Map.of("rack", rng.oneOf("a", "b")), List.of())
                : LabelSelector.EVERYTHING;
        return new FrrConfiguration(
                new ObjectKey(rng.oneOf("x", "y"), name),
                Origin.NONE,
                selector,
                rng.listOf(0, 2, PlannerPropertiesTest::router),
                List.of());
    }

    private static Router router(Rng rng) {
        Optional<IpAddress> id = rng.oneIn(4) ? Optional.of(IpAddress.ipv4(rng.between(1, 2))) : Optional.empty();
        String vrf = rng.oneOf(Router.DEFAULT_VRF, Router.DEFAULT_VRF, "red");
        return new Router(
                vrf,
                rng.between(1, 2),
                id,
                rng.listOf(0, 3, PlannerPropertiesTest::prefix),
                Set.of(),
                rng.listOf(0, 3, PlannerPropertiesTest::neighbor));
    }

    private static Neighbor neighbor(Rng rng) {
        boolean timed = rng.oneIn(4);
        Optional<Duration> hold = timed ? Optional.of(Duration.ofSeconds(rng.between(3, 200))) : Optional.empty();
        return new Neighbor(
                "spec",
                rng.oneIn(6) ? new Endpoint.Interface(rng.oneOf("eth0", "eth1")) : new Endpoint.Address(address(rng)),
                rng.oneOf(RemoteAs.of(1), RemoteAs.of(2), RemoteAs.Relation.EXTERNAL),
                rng.oneIn(5) ? Optional.of(rng.between(1, 65535)) : Optional.empty(),
                rng.oneIn(6) ? new Source.Interface("lo") : Source.any(),
                rng.oneIn(4) ? Optional.of(new Password.InSecret(rng.oneOf("s1", "s2"))) : Optional.empty(),
                hold,
                hold.map(time -> time.dividedBy(3)),
                Optional.empty(),
                rng.oneIn(6),
                rng.oneIn(6),
                rng.oneIn(4) ? Optional.of(bfd(rng)) : Optional.empty(),
                rng.oneIn(6) ? Optional.of(64999L) : Optional.empty(),
                rng.oneIn(3),
                toAdvertise(rng),
                rng.oneIn(4)
                        ? PrefixFilter.ALL
                        : PrefixFilter.of(rng.listOf(0, 2, r -> PrefixFilter.Rule.exactly(prefix(r)))));
    }

    private static ToAdvertise toAdvertise(Rng rng) {
        Set<Prefix> allowed = Set.copyOf(rng.listOf(0, 3, PlannerPropertiesTest::prefix));
        Map<Prefix, Long> localPrefs = new HashMap<>();
        Map<Prefix, Set<Community>> communities = new HashMap<>();
        for (Prefix prefix : allowed) {
            if (rng.oneIn(3)) {
                localPrefs.put(prefix, (long) rng.between(1, 2));
            }
            if (rng.oneIn(3)) {
                communities.put(prefix, Set.of(Community.parse(rng.oneOf("1:1", "1:2", "large:1:2:3"))));
            }
        }
        return new ToAdvertise(allowed, Map.of(), localPrefs, communities);
    }

    private static Secret secret(Rng rng) {
        return new Secret(
                new ObjectKey(rng.oneOf("x", "y"), rng.oneOf("s1", "s2")),
                Origin.NONE,
                rng.oneIn(5) ? "Opaque" : "kubernetes.io/basic-auth",
                Map.of("password", Octets.of(rng.octets(rng.between(0, 3)))));
    }

    private static NamedBfdProfile bfd(Rng rng) {
        Duration interval = Duration.ofMillis(100L * rng.between(1, 2));
        return new NamedBfdProfile(rng.oneOf("slow", "fast"), BfdProfile.DEFAULT.withIntervals(interval, interval));
    }

    private static LocalFacts facts(Rng rng) {
        return new LocalFacts(
                "h",
                Map.of(
                        Router.DEFAULT_VRF,
                        Set.copyOf(rng.listOf(0, 2, PlannerPropertiesTest::address)),
                        "red",
                        Set.copyOf(rng.listOf(0, 2, PlannerPropertiesTest::address))),
                Optional.empty());
    }

    @Test
    void theOrderOfObjectsDoesNotMatter() {
        Seeds.forSeeds(2_000, rng -> {
            Cluster cluster = cluster(rng);
            LocalFacts facts = facts(rng);
            assertEquals(
                    Planner.plan(cluster.snapshot(rng), "n0", facts), Planner.plan(cluster.snapshot(rng), "n0", facts));
        });
    }

    @Test
    void planningNeverThrowsAndNeverPeersWithItself() {
        Seeds.forSeeds(3_000, rng -> {
            Cluster cluster = cluster(rng);
            LocalFacts facts = facts(rng);
            NodePlan before = Planner.plan(cluster(rng).snapshot(rng), "n0", facts);
            NodePlan plan = Planner.plan(cluster.snapshot(rng), "n0", facts, before.accepted());
            plan.instances().forEach(instance -> {
                for (PeerConfig peer : instance.speaker().peers()) {
                    if (peer.endpoint() instanceof Endpoint.Address(IpAddress address)) {
                        String vrf = peer.tcp().vrf().orElse(Router.DEFAULT_VRF);
                        assertFalse(
                                facts.addresses().getOrDefault(vrf, Set.of()).contains(address));
                        assertFalse(vrf.isEmpty()
                                && cluster.nodes()
                                        .getFirst()
                                        .internalAddresses()
                                        .contains(address));
                    }
                }
            });
        });
    }

    @Test
    void aPlanThatIsPlannedAgainStays() {
        Seeds.forSeeds(1_000, rng -> {
            ClusterSnapshot snapshot = cluster(rng).snapshot(rng);
            LocalFacts facts = facts(rng);
            NodePlan plan = Planner.plan(snapshot, "n0", facts);
            assertEquals(plan, Planner.plan(snapshot, "n0", facts, plan.accepted()));
        });
    }

    @Test
    void inAMeshEveryPeeringIsMutualAndNoTwoNodesOriginateOverlappingPrefixes() {
        Seeds.forSeeds(1_000, rng -> {
            Cluster cluster = cluster(rng);
            Fabric fabric =
                    Fabric.of(new Cluster(cluster.nodes(), List.of(), List.of(), cluster.networks(), cluster.config())
                            .snapshot(rng));
            for (String one : fabric.members().keySet()) {
                for (String other : fabric.members().keySet()) {
                    if (!one.equals(other)) {
                        assertEquals(peersWith(fabric, one, other), peersWith(fabric, other, one));
                        assertTrue(prefixes(fabric, one).stream()
                                .noneMatch(prefix ->
                                        prefixes(fabric, other).stream().anyMatch(prefix::overlaps)));
                    }
                }
            }
        });
    }

    private static boolean peersWith(Fabric fabric, String one, String other) {
        Fabric.Share share = fabric.share(one);
        return share.others().getOrDefault(other, List.of()).stream().anyMatch(share.sources()::containsKey);
    }

    private static List<Prefix> prefixes(Fabric fabric, String name) {
        return fabric.share(name).routers().getFirst().prefixes();
    }

    @Test
    void problemsOfAllNodesNeverThrowAndComeOnce() {
        Seeds.forSeeds(500, rng -> {
            List<Problem> problems =
                    Planner.problemsOfAllNodes(cluster(rng).snapshot(rng)).toList();
            assertEquals(problems.stream().distinct().count(), problems.size());
        });
    }
}
