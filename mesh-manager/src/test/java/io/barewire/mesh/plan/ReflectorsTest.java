package io.barewire.mesh.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.objects.OvnKubeConfig.Routing;
import io.barewire.mesh.objects.OvnKubeConfig.Topology;
import io.barewire.mesh.objects.OvnKubeConfig.Transport;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who reflects, in clusters from seeds in which nodes come, go, and are drained.
class ReflectorsTest {
    private static final OvnKubeConfig CONFIG = new OvnKubeConfig(
            Origin.NONE,
            Transport.NO_OVERLAY,
            List.of(new ClusterSubnet(Prefix.parse("10.128.0.0/10"), 24)),
            true,
            Routing.MANAGED,
            64512,
            Topology.ROUTE_REFLECTOR,
            "",
            OvnKubeConfig.DEFAULT_ATTACHMENT);

    private static Node node(int number, String zone, boolean labelled, boolean settled) {
        Map<String, String> labels = new HashMap<>();
        if (!zone.isEmpty()) {
            labels.put(Reflectors.ZONE_LABEL, zone);
        }
        if (labelled) {
            labels.put(Reflectors.LABEL, "");
        }
        return new Node(
                "n" + number,
                Origin.NONE,
                labels,
                List.of(IpAddress.ipv4((192 << 24) | (168 << 16) | number)),
                Map.of(
                        Node.DEFAULT_NETWORK,
                        List.of(Prefix.of(IpAddress.ipv4((10 << 24) | (128 << 16) | (number << 8)), 24))),
                Map.of(),
                settled);
    }

    private static Node node(int number, String zone) {
        return node(number, zone, false, true);
    }

    private static Node node(int number, Rng rng) {
        return node(number, rng.oneOf("", "a", "b"), rng.oneIn(8), !rng.oneIn(6));
    }

    private static List<Node> nodes(Rng rng) {
        return IntStream.rangeClosed(1, rng.between(1, 40))
                .mapToObj(number -> node(number, rng))
                .toList();
    }

    private static Set<String> chosen(List<Node> nodes) {
        return Reflectors.among(nodes).names().getOrDefault(AddressFamily.IPV4, Set.of());
    }

    private static ClusterSnapshot snapshot(List<Node> nodes) {
        return ClusterSnapshot.of(nodes, List.of(), List.of(), List.of(), List.of(), Optional.of(CONFIG), List.of());
    }

    private static SpeakerConfig speaker(List<Node> nodes, Node self) {
        return Planner.plan(snapshot(nodes), self.name(), new LocalFacts(self.name(), Map.of(), Optional.empty()))
                .speaker()
                .orElseThrow();
    }

    private static Set<String> peers(SpeakerConfig speaker) {
        return speaker.peers().stream().map(peer -> peer.id().name()).collect(Collectors.toSet());
    }

    @Test
    void everyNodeComesToTheSameChoiceInWhateverOrderItSeesTheNodes() {
        Seeds.forSeeds(500, rng -> {
            List<Node> nodes = nodes(rng);
            assertEquals(chosen(nodes), chosen(rng.shuffled(nodes)));
        });
    }

    /// What one end plans, the other does as well; reflectors are fully meshed; every other node is a client of each
    /// reflector of its zone. So what one node tells reaches every other.
    @Test
    void everyPairOfNodesIsConnectedThroughReflectors() {
        Seeds.forSeeds(200, rng -> {
            List<Node> nodes = nodes(rng);
            Set<String> reflectors = chosen(nodes);
            Map<String, SpeakerConfig> speakers =
                    nodes.stream().collect(Collectors.toMap(Node::name, node -> speaker(nodes, node)));
            for (Node one : nodes) {
                Set<String> wanted = new HashSet<>();
                for (Node other : nodes) {
                    boolean both = reflectors.contains(one.name()) && reflectors.contains(other.name());
                    boolean either = reflectors.contains(one.name()) || reflectors.contains(other.name());
                    boolean near = Reflectors.zone(one).equals(Reflectors.zone(other));
                    if (!one.equals(other) && (both || (either && near))) {
                        wanted.add(other.internalAddresses().getFirst().toString());
                    }
                }
                assertEquals(
                        wanted,
                        peers(Optional.ofNullable(speakers.get(one.name())).orElseThrow()));
                assertTrue(nodes.stream()
                        .anyMatch(other -> reflectors.contains(other.name())
                                && Reflectors.zone(one).equals(Reflectors.zone(other))));
            }
        });
    }

    @Test
    void aReflectorTellsItsClientsWhatIsInTheNetworkAndAClientItsOwn() {
        List<Node> nodes = IntStream.rangeClosed(1, 9)
                .mapToObj(number -> node(number, "a"))
                .toList();
        Set<String> reflectors = chosen(nodes);
        assertEquals(3, reflectors.size());
        for (Node node : nodes) {
            boolean reflects = reflectors.contains(node.name());
            SpeakerConfig speaker = speaker(nodes, node);
            assertEquals(reflects ? 8 : 3, speaker.peers().size());
            for (PeerConfig peer : speaker.peers()) {
                Node other = nodes.stream()
                        .filter(each -> each.internalAddresses()
                                .getFirst()
                                .toString()
                                .equals(peer.id().name()))
                        .findFirst()
                        .orElseThrow();
                assertEquals(
                        reflects && !reflectors.contains(other.name()),
                        peer.policy().routeReflectorClient());
                assertEquals(
                        reflects,
                        peer.policy()
                                .exportFilter()
                                .permits(other.subnets(Node.DEFAULT_NETWORK).getFirst()));
                assertTrue(peer.policy()
                        .exportFilter()
                        .permits(node.subnets(Node.DEFAULT_NETWORK).getFirst()));
                assertEquals(
                        "[10.128.0.0/10 ge 24 le 24]",
                        peer.policy().importFilter().rules().toString());
            }
        }
    }

    /// Whose address is another's, too, has no session of that family and cannot reflect in it.
    @Test
    void aNodeWithoutAnAddressOfItsOwnReflectsNothing() {
        Seeds.forSeeds(100, rng -> {
            List<Node> nodes = IntStream.rangeClosed(1, rng.between(4, 12))
                    .mapToObj(number -> node(number, "a"))
                    .collect(Collectors.toCollection(ArrayList::new));
            IpAddress first = nodes.getFirst().internalAddresses().getFirst();
            Set<String> copies = new HashSet<>();
            nodes.replaceAll(node -> {
                if (node.name().equals("n1") || !rng.oneIn(2)) {
                    return node;
                }
                copies.add(node.name());
                return node.withInternalAddresses(
                        List.of(first, IpAddress.parse("fd00::" + node.name().substring(1))));
            });
            Set<String> reflectors = Planner.reflectors(snapshot(nodes))
                    .orElseThrow()
                    .names()
                    .getOrDefault(AddressFamily.IPV4, Set.of());
            assertTrue(reflectors.stream().noneMatch(copies::contains), () -> reflectors + " of " + copies);
            assertFalse(reflectors.isEmpty());
        });
    }

    /// Another node's slip must not take the routes of its zone away.
    @Test
    void aReflectorWithADisputedSubnetIsStillHeardForItsClients() {
        List<Node> nodes = new ArrayList<>(IntStream.rangeClosed(1, 9)
                .mapToObj(number -> node(number, "a"))
                .toList());
        Set<String> reflectors = chosen(nodes);
        Node reflector = nodes.stream()
                .filter(node -> reflectors.contains(node.name()))
                .findFirst()
                .orElseThrow();
        List<Node> clients =
                nodes.stream().filter(node -> !reflectors.contains(node.name())).toList();
        Node slip = clients.getFirst();
        nodes.set(
                nodes.indexOf(slip),
                new Node(
                        slip.name(),
                        Origin.NONE,
                        slip.labels(),
                        slip.internalAddresses(),
                        reflector.subnets(),
                        Map.of(),
                        true));
        PeerConfig peer = speaker(nodes, clients.get(1)).peers().stream()
                .filter(each -> each.id()
                        .name()
                        .equals(reflector.internalAddresses().getFirst().toString()))
                .findFirst()
                .orElseThrow();
        Prefix reflected = clients.get(2).subnets(Node.DEFAULT_NETWORK).getFirst();
        Prefix disputed = reflector.subnets(Node.DEFAULT_NETWORK).getFirst();
        assertTrue(peer.policy().importFilter().permits(reflected));
        assertFalse(peer.policy().importFilter().permits(disputed));
    }

    /// A node that comes or goes makes at most one other begin or cease to reflect.
    @Test
    void theChoiceChangesLittle() {
        Seeds.forSeeds(500, rng -> {
            List<Node> nodes = new ArrayList<>(IntStream.rangeClosed(1, rng.between(1, 40))
                    .mapToObj(number -> node(number, rng.oneOf("", "a")))
                    .toList());
            for (int i = 0; i < 20; i++) {
                Set<String> before = chosen(nodes);
                Node moved = rng.oneIn(2) || nodes.size() == 1 ? node(100 + i, rng.oneOf("", "a")) : rng.oneOf(nodes);
                if (!nodes.remove(moved)) {
                    nodes.add(moved);
                }
                Set<String> changed = new HashSet<>(before);
                changed.removeAll(chosen(nodes));
                chosen(nodes).stream().filter(name -> !before.contains(name)).forEach(changed::add);
                changed.remove(moved.name());
                assertTrue(changed.size() <= 1, () -> "also moved: " + changed);
            }
        });
    }

    /// Whichever reflector is drained, then gone: those that reflect before and after each step serve its zone.
    @Test
    void aSuccessorReflectsBeforeItsPredecessorCeases() {
        Seeds.forSeeds(300, rng -> {
            List<Node> nodes = new ArrayList<>(IntStream.rangeClosed(1, rng.between(4, 30))
                    .mapToObj(number -> node(number, "a"))
                    .toList());
            Set<String> before = chosen(nodes);
            Node leaving = rng.oneOf(
                    nodes.stream().filter(node -> before.contains(node.name())).toList());
            int number = Integer.parseInt(leaving.name().substring(1));
            nodes.set(nodes.indexOf(leaving), node(number, "a", false, false));
            Set<String> meanwhile = chosen(nodes);
            assertTrue(meanwhile.containsAll(before), "nobody ceases while it is drained");
            assertEquals(Reflectors.MOST + 1, meanwhile.size(), "its successor is there");
            nodes.removeIf(node -> node.name().equals(leaving.name()));
            Set<String> after = new HashSet<>(meanwhile);
            after.remove(leaving.name());
            assertEquals(after, chosen(nodes), "nobody else moves when it goes");
        });
    }

    @Test
    void aNewNodeReplacesAReflectorOnlyWhenItIsReady() {
        Seeds.forSeeds(300, rng -> {
            List<Node> nodes = new ArrayList<>(IntStream.rangeClosed(1, rng.between(3, 10))
                    .mapToObj(number -> node(number, "a"))
                    .toList());
            Set<String> before = chosen(nodes);
            nodes.add(node(99, "a", false, false));
            assertTrue(chosen(nodes).containsAll(before));
        });
    }

    @Test
    void labelledNodesComeFirst() {
        List<Node> nodes = new ArrayList<>(IntStream.rangeClosed(1, 20)
                .mapToObj(number -> node(number, "a"))
                .toList());
        nodes.set(4, node(5, "a", true, true));
        assertTrue(chosen(nodes).contains("n5"));
        assertEquals(Reflectors.FEWEST, chosen(nodes).size());
        nodes.set(9, node(10, "a", true, true));
        assertEquals(Set.of("n5", "n10"), chosen(nodes));
        IntStream.of(0, 1, 2).forEach(i -> nodes.set(i, node(i + 1, "a", true, true)));
        assertEquals(Reflectors.MOST, chosen(nodes).size());
    }

    /// Of many zones none gets its reflectors by chance from one corner of the names.
    @Test
    void aThousandNodesNeedAboutThreeThousandSessions() {
        List<Node> nodes = IntStream.range(0, 1_000)
                .mapToObj(number -> node(number + 1, "abc".substring(number % 3, number % 3 + 1)))
                .toList();
        Set<String> reflectors = chosen(nodes);
        assertEquals(9, reflectors.size());
        Fabric fabric = Fabric.of(snapshot(nodes));
        int ends = nodes.stream()
                .mapToInt(node -> fabric.share(node.name()).sources().size())
                .sum();
        assertEquals(2 * (991 * 3 + 36), ends);
    }
}
