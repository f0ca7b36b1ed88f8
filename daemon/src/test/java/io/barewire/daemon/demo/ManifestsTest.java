package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.manifests.ManifestFolder;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.mesh.plan.Planner;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the demo writes must mean to Barewire what the demo says it means.
class ManifestsTest {
    private final Topology topology = Topology.of(3, List.of(Family.values()));
    private final Node first = topology.nodes().getFirst();
    private final Node last = topology.nodes().getLast();
    private final Path folder;

    ManifestsTest(@TempDir Path folder) {
        this.folder = folder;
        Manifests.write(folder, Manifests.NODES, Manifests.nodes(topology));
        Manifests.write(folder, Manifests.OVNKUBE, Manifests.ovnKube(topology, true));
    }

    private SpeakerConfig plan(Node node) {
        ClusterSnapshot snapshot = ManifestFolder.read(folder);
        LocalFacts facts = new LocalFacts(node.name(), Map.of(), Optional.empty());
        return Planner.plan(snapshot, node.name(), facts).speaker().orElseThrow();
    }

    @Test
    void theyHaveNoFault() {
        assertEquals(List.of(), ManifestFolder.validate(folder));
        Manifests.write(folder, Manifests.HIJACK, Manifests.hijack(topology, last, stolen()));
        assertEquals(List.of(), ManifestFolder.validate(folder));
    }

    @Test
    void everyNodePeersWithEveryOtherAndOriginatesItsOwnSubnets() {
        SpeakerConfig config = plan(first);
        assertEquals(Topology.AS, config.localAs());
        assertEquals(Set.of(Prefix.parse("10.244.1.0/24"), Prefix.parse("fd00:10:244:1::/64")), config.originated());
        assertEquals(
                Set.of("172.18.0.12", "172.18.0.13", "fd00:18::c", "fd00:18::d"),
                Set.copyOf(config.peers().stream().map(peer -> peer.id().name()).toList()));
    }

    @Test
    void theThiefTellsWhatIsNotItsOwnToAllOthersAndNobodyTakesIt() {
        Manifests.write(folder, Manifests.HIJACK, Manifests.hijack(topology, last, stolen()));
        SpeakerConfig thief = plan(last);
        for (String prefix : stolen()) {
            assertTrue(thief.originated().contains(Prefix.parse(prefix)), prefix);
            for (PeerConfig peer : thief.peers()) {
                if (peer.endpoint().family() == Prefix.parse(prefix).family()) {
                    assertTrue(
                            peer.policy().exportFilter().permits(Prefix.parse(prefix)),
                            peer.id() + " is told " + prefix);
                }
            }
            for (PeerConfig peer : plan(first).peers()) {
                assertFalse(peer.policy().importFilter().permits(Prefix.parse(prefix)), prefix + " is taken");
            }
        }
    }

    @Test
    void aFileIsInTheFolderAsAWholeOrNotAtAll() throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(
                    Set.of(Manifests.NODES, Manifests.OVNKUBE),
                    Set.copyOf(files.map(file -> String.valueOf(file.getFileName()))
                            .toList()));
        }
        Manifests.remove(folder, Manifests.OVNKUBE);
        assertEquals(Optional.empty(), ManifestFolder.read(folder).ovnKubeConfig());
    }

    private List<String> stolen() {
        return topology.families().stream()
                .flatMap(family -> Stream.of(first.stolenHalf(family), family.foreignPrefix()))
                .toList();
    }
}
