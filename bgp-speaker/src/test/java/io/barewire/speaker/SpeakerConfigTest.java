package io.barewire.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.wire.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeakerConfigTest {
    @Test
    void sessionsBeginWithThoseOfOtherSystemsAndElseInTheOrderOfTheConfiguration() {
        SpeakerConfig config = SpeakerConfig.builder(64512, IpAddress.parse("192.0.2.1"))
                .peers(
                        peer("192.0.2.4", RemoteAs.of(64512)),
                        peer("192.0.2.2", RemoteAs.of(64512)),
                        peer("192.0.2.9", RemoteAs.of(64513)),
                        peer("192.0.2.8", RemoteAs.Relation.EXTERNAL))
                .build();
        assertEquals(
                List.of("192.0.2.9", "192.0.2.8", "192.0.2.4", "192.0.2.2"),
                config.peersExternalFirst().stream()
                        .map(peer -> peer.id().name())
                        .toList());
    }

    private static PeerConfig peer(String address, RemoteAs as) {
        return PeerConfig.builder(IpAddress.parse(address), as).build();
    }
}
