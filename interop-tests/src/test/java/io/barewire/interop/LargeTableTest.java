package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Fifty thousand prefixes each way over one session: many messages, full sockets, nothing lost, the session up.
@Tag("container")
class LargeTableTest {
    private static final int SIZE = 50_000;

    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Test
    void everyPrefixArrivesAndEveryWithdrawalToo() {
        List<String> theirs = prefixes(10);
        Set<String> ours = new HashSet<>(prefixes(11));
        Peer peer = Peer.of(frr.address(), 65001);
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(65002, ours, peer));
        frr.configure(FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .networks(IPV4, theirs));
        Waiting.waitFor("FRR's table", () -> speaker.routes().size(), size -> size == SIZE);
        waitForPrefixesFromUs(SIZE);
        assertEquals(SIZE, speaker.peer(frr.address()).prefixes(IPV4).advertised());

        speaker.apply(Speakers.config(65002, Set.of("11.0.0.0/24"), peer));
        waitForPrefixesFromUs(1);
        frr.vtysh("configure terminal", "router bgp 65001", "neighbor " + frr.gateway() + " shutdown");
        Waiting.waitFor("an empty table", () -> speaker.routes().size(), size -> size == 0);
        assertEquals(
                1, frr.neighbor(frr.gateway()).path("connectionsEstablished").asInt());
    }

    private static void waitForPrefixesFromUs(int count) {
        frr.waitFor(
                "show bgp ipv4 unicast summary json", count + " prefixes from us", summary -> fromUs(summary) == count);
    }

    private static int fromUs(JsonNode summary) {
        return summary.path("peers")
                .path(frr.gateway().toString())
                .path("pfxRcd")
                .asInt();
    }

    private static List<String> prefixes(int firstOctet) {
        return IntStream.range(0, SIZE)
                .mapToObj(i -> firstOctet + "." + i / 256 + "." + i % 256 + ".0/24")
                .toList();
    }
}
