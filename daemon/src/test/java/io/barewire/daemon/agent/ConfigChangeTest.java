package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.ListenRange;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Reach;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConfigChangeTest {
    private static final PeerConfig ONE = PeerConfig.of(IpAddress.parse("192.0.2.1"), 64512);
    private static final PeerConfig TWO = PeerConfig.of(IpAddress.parse("192.0.2.2"), 64512);

    private static SpeakerConfig config(Set<String> originated, PeerConfig... peers) {
        return config(64512, originated, List.of(peers));
    }

    private static SpeakerConfig config(long as, Set<String> originated, List<PeerConfig> peers) {
        return SpeakerConfig.builder(as, IpAddress.parse("192.0.2.9"))
                .originated(Set.copyOf(originated.stream().map(Prefix::parse).toList()))
                .peers(peers)
                .build();
    }

    @Test
    void theFirstConfigurationIsDescribedAsAWhole() {
        assertEquals(
                "AS 64512, BGP identifier 192.0.2.9, 1 peer, 2 prefixes announced",
                ConfigChange.describe(config(Set.of("10.1.0.0/24", "10.2.0.0/24"), ONE)));
    }

    @Test
    void equalConfigurationsDoNotDiffer() {
        assertEquals("", ConfigChange.describe(config(Set.of(), ONE), config(Set.of(), ONE)));
    }

    @Test
    void peersAndPrefixesThatCameAndWentAreNamed() {
        assertEquals(
                "peer 192.0.2.2 added; peer 192.0.2.1 removed; prefix 10.2.0.0/24 announced;"
                        + " prefix 10.1.0.0/24 no longer announced",
                ConfigChange.describe(config(Set.of("10.1.0.0/24"), ONE), config(Set.of("10.2.0.0/24"), TWO)));
    }

    @Test
    void aChangedPeerSaysWhatChanged() {
        PeerConfig filtered = ONE.withPolicy(ONE.policy().withImportFilter(PrefixFilter.ALL));
        assertEquals(
                "peer 192.0.2.1 (import policy) changed",
                ConfigChange.describe(config(Set.of(), ONE, TWO), config(Set.of(), filtered, TWO)));
        assertEquals(
                "peer 192.0.2.1 (AS 64512 -> 65001) changed",
                ConfigChange.describe(
                        config(Set.of(), ONE), config(Set.of(), PeerConfig.of(IpAddress.parse("192.0.2.1"), 65001))));
    }

    @Test
    void aChangeOfTheSpeakerItselfSaysFromWhatToWhat() {
        assertEquals(
                "local AS 64512 -> 65000",
                ConfigChange.describe(config(64512, Set.of(), List.of(ONE)), config(65000, Set.of(), List.of(ONE))));
    }

    @Test
    void aMeshThatGrowsALotStaysOneLine() {
        List<PeerConfig> many = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            many.add(PeerConfig.of(IpAddress.parse("198.51.100." + i), 64512));
        }
        assertEquals(
                "100 peers added",
                ConfigChange.describe(config(64512, Set.of(), List.of()), config(64512, Set.of(), many)));
    }

    @Test
    void aChangedKeyIsSaidWithoutTheKey() {
        PeerConfig keyed = ONE.toBuilder()
                .tcp(tcp -> tcp.withProtection(Protection.md5("hidden")).withReach(new Reach.TtlSecurity(1)))
                .build();
        assertEquals(
                "peer 192.0.2.1 (reach direct -> TTL security of 1 hop, TCP protection) changed",
                ConfigChange.describe(config(Set.of(), ONE), config(Set.of(), keyed)));
    }

    @Test
    void listenRangesAreNamed() {
        SpeakerConfig ranged = config(Set.of(), ONE).toBuilder()
                .listenRanges(List.of(new ListenRange(Prefix.parse("198.51.100.0/24"), 8, ONE)))
                .build();
        assertEquals("listen ranges none -> 198.51.100.0/24 (8)", ConfigChange.describe(config(Set.of(), ONE), ranged));
    }
}
