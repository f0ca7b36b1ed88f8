package io.barewire.mesh.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.objects.OvnKubeConfig.Routing;
import io.barewire.mesh.objects.OvnKubeConfig.Topology;
import io.barewire.mesh.objects.OvnKubeConfig.Transport;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Whatever is changed about the mesh, and however late each node sees it, no node loses the route of another that
/// stays: looked at after everything that happens.
class HandoverSimulationTest {
    private static final int LAG_MILLIS = 15_000;
    private static final Duration SETTLING = Duration.ofMinutes(2);

    /// A cluster and what it wants to be.
    private static final class Story {
        private final Rng rng;
        private final SimMesh mesh;
        private final Map<String, Node> nodes = new TreeMap<>();
        private final Set<Prefix> owed = new HashSet<>();
        private Topology topology;
        private int numbers;

        Story(Rng rng, int size, Topology topology) {
            this.rng = rng;
            this.topology = topology;
            this.mesh = new SimMesh(rng, Handover.Patience.DEFAULT, LAG_MILLIS);
            for (int i = 0; i < size; i++) {
                add();
            }
            publish();
            mesh.run(SETTLING);
            owe();
            mesh.watch(this::nothingIsLost);
        }

        void add() {
            int number = ++numbers;
            set("n" + number, number, rng.oneIn(6), true);
        }

        private void set(String name, int number, boolean labelled, boolean settled) {
            Map<String, String> labels = new HashMap<>();
            labels.put(Reflectors.ZONE_LABEL, number % 3 == 0 ? "b" : "a");
            if (labelled) {
                labels.put(Reflectors.LABEL, "");
            }
            nodes.put(
                    name,
                    new Node(
                            name,
                            Origin.NONE,
                            labels,
                            List.of(IpAddress.ipv4((192 << 24) | (168 << 16) | number)),
                            Map.of(Node.DEFAULT_NETWORK, List.of(subnet(number))),
                            Map.of(),
                            settled));
        }

        private static Prefix subnet(int number) {
            return Prefix.of(IpAddress.ipv4((10 << 24) | (128 << 16) | (number << 8)), 24);
        }

        void relabel() {
            Set<String> labelled =
                    new HashSet<>(rng.shuffled(List.copyOf(nodes.keySet())).subList(0, rng.between(0, nodes.size())));
            List.copyOf(nodes.keySet())
                    .forEach(name -> set(name, Integer.parseInt(name.substring(1)), labelled.contains(name), true));
        }

        void drain(String name) {
            set(name, Integer.parseInt(name.substring(1)), false, false);
        }

        void remove(String name) {
            nodes.remove(name);
            owed.remove(subnet(Integer.parseInt(name.substring(1))));
        }

        void switchTopology() {
            topology = topology == Topology.FULL_MESH ? Topology.ROUTE_REFLECTOR : Topology.FULL_MESH;
        }

        void publish() {
            OvnKubeConfig config = new OvnKubeConfig(
                    Origin.NONE,
                    Transport.NO_OVERLAY,
                    List.of(new ClusterSubnet(Prefix.parse("10.128.0.0/10"), 24)),
                    true,
                    Routing.MANAGED,
                    64512,
                    topology,
                    "",
                    OvnKubeConfig.DEFAULT_ATTACHMENT);
            mesh.publish(ClusterSnapshot.of(
                    List.copyOf(nodes.values()),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.of(config),
                    List.of()));
        }

        /// From now on nobody may lose what is there.
        void owe() {
            nodes.keySet().forEach(name -> owed.add(subnet(Integer.parseInt(name.substring(1)))));
            mesh.alive().stream()
                    .filter(agent -> nodes.containsKey(agent.name()))
                    .forEach(this::hasEverything);
        }

        private void hasEverything(SimMesh.Agent agent) {
            Set<Prefix> all = nodes.keySet().stream()
                    .map(name -> subnet(Integer.parseInt(name.substring(1))))
                    .collect(Collectors.toSet());
            assertEquals(all, agent.prefixes(), () -> "prefixes of " + agent.name());
        }

        private void nothingIsLost(SimMesh.Agent agent) {
            if (nodes.containsKey(agent.name()) && !isNew(agent)) {
                Set<Prefix> lost = new HashSet<>(owed);
                lost.removeAll(agent.prefixes());
                assertTrue(lost.isEmpty(), () -> agent.name() + " lost " + lost);
            }
        }

        private boolean isNew(SimMesh.Agent agent) {
            return !owed.contains(subnet(Integer.parseInt(agent.name().substring(1))));
        }

        void settle() {
            mesh.run(SETTLING);
            assertTrue(mesh.isSettled());
            owe();
        }
    }

    @Test
    void noRouteIsLostFromFullMeshToReflectorsAndBack() {
        Seeds.forSeeds(25, rng -> {
            Story story = new Story(rng, rng.between(2, 9), rng.oneOf(Topology.values()));
            for (int i = 0; i < 3; i++) {
                story.switchTopology();
                story.publish();
                story.settle();
            }
        });
    }

    @Test
    void noRouteIsLostWhenAllLabelsMoveAtOnce() {
        Seeds.forSeeds(25, rng -> {
            Story story = new Story(rng, rng.between(2, 9), Topology.ROUTE_REFLECTOR);
            for (int i = 0; i < 3; i++) {
                story.relabel();
                story.publish();
                story.settle();
            }
        });
    }

    /// One change comes before the one before is over.
    @Test
    void noRouteIsLostWhateverIsChangedMeanwhile() {
        Seeds.forSeeds(40, rng -> {
            Story story = new Story(rng, rng.between(4, 9), rng.oneOf(Topology.values()));
            boolean removed = false;
            for (int i = rng.between(2, 6); i > 0; i--) {
                switch (rng.between(1, 5)) {
                    case 1, 2 -> story.switchTopology();
                    case 3 -> story.relabel();
                    case 4 -> story.add();
                    default -> {
                        if (!removed) {
                            story.remove(rng.oneOf(List.copyOf(story.nodes.keySet())));
                            removed = true;
                        }
                    }
                }
                story.publish();
                story.mesh.run(Duration.ofMillis(rng.between(1, 40_000)));
            }
            story.settle();
        });
    }

    /// Drained, then gone: its successor is at work before.
    @Test
    void noRouteIsLostWhenAReflectorIsTakenAway() {
        Seeds.forSeeds(25, rng -> {
            Story story = new Story(rng, rng.between(5, 9), Topology.ROUTE_REFLECTOR);
            String leaving = reflector(story, rng);
            story.drain(leaving);
            story.publish();
            story.mesh.run(Duration.ofMillis(rng.between(1, 60_000)));
            story.remove(leaving);
            story.publish();
            story.settle();
        });
    }

    /// Its own route goes, and no other, at whatever moment each node notices.
    @Test
    void ofAReflectorThatDiesItsOwnRouteIsLostAlone() {
        Seeds.forSeeds(25, rng -> {
            Story story = new Story(rng, rng.between(5, 9), Topology.ROUTE_REFLECTOR);
            String dying = reflector(story, rng);
            story.owed.remove(Story.subnet(Integer.parseInt(dying.substring(1))));
            story.mesh.agent(dying).die(rng.oneOf(10, 90_000));
            story.mesh.run(SETTLING);
            story.nodes.remove(dying);
            story.owe();
        });
    }

    private static String reflector(Story story, Rng rng) {
        List<String> names = story.nodes.values().stream()
                .filter(node -> Reflectors.among(story.nodes.values())
                        .reflects(node, node.internalAddresses().getFirst().family()))
                .map(Node::name)
                .toList();
        return rng.oneOf(names);
    }
}
