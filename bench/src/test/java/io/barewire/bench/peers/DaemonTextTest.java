package io.barewire.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DaemonTextTest {
    private final List<Peer> peers = FeedWorkload.peers(3);
    private final DaemonConfig config =
            new DaemonConfig(65_000, Cable.DAEMON, peers, OptionalInt.of(9), DaemonConfig.Role.KERNEL);

    @Test
    void ourSpeakerReadsWhatIsWrittenForIt() {
        SpeakerConfig read =
                TransitSpeaker.config(DaemonText.transitSpeaker(config).lines().toList());
        assertEquals(65_000, read.localAs());
        assertEquals(Cable.DAEMON, read.bgpIdentifier());
        assertEquals(
                peers.stream().map(peer -> peer.address().toString()).toList(),
                read.peers().stream().map(peer -> peer.id().name()).toList());
        for (PeerConfig peer : read.peers()) {
            assertEquals(Duration.ofSeconds(9), peer.timers().hold());
            assertEquals(Duration.ofSeconds(3), peer.timers().keepalive());
            assertTrue(peer.tcp().passive());
        }
    }

    @Test
    void everyNeighborIsInEveryLanguage() {
        for (String text : texts(config)) {
            for (Peer peer : peers) {
                assertTrue(
                        text.contains(peer.address() + " ")
                                || text.contains(peer.address() + "\n")
                                || text.contains("\"" + peer.address() + "\""),
                        text);
            }
        }
    }

    @Test
    void oneNeighborIsRefusedAndNoOther() {
        DaemonConfig refusing = config.refusing(peers.get(1));
        assertEquals(1, count(DaemonText.bird(refusing), "import none; }; }"));
        assertEquals(1, count(DaemonText.manifest(refusing), "mode: filtered"));
        assertEquals(2, count(DaemonText.manifest(refusing), "mode: all"));
        assertEquals(3, count(DaemonText.manifest(config), "mode: all"));
    }

    @Test
    void aMeshHasANodeForTheDaemonAndEachNeighbor() {
        String nodes = DaemonText.nodes(config);
        assertEquals(4, count(nodes, "kind: Node"));
        assertTrue(
                nodes.contains("name: bench,")
                        && nodes.contains(peers.get(2).address().toString()),
                nodes);
        assertTrue(DaemonText.ovnKube(config).contains("cluster-subnets = 20.0.0.0/8/24"));
    }

    @Test
    void theHoldTimeIsTheDaemonsOwnWhereNoneIsGiven() {
        for (String text :
                texts(new DaemonConfig(65_000, Cable.DAEMON, peers, OptionalInt.empty(), DaemonConfig.Role.TRANSIT))) {
            assertFalse(text.contains("hold") || text.contains("timers"), text);
        }
    }

    private static List<String> texts(DaemonConfig config) {
        return List.of(
                DaemonText.bird(config),
                DaemonText.frr(config),
                DaemonText.goBgp(config),
                DaemonText.openBgpd(config),
                DaemonText.manifest(config));
    }

    private static int count(String text, String words) {
        return text.split(Pattern.quote(words), -1).length - 1;
    }
}
