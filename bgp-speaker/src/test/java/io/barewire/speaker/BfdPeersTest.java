package io.barewire.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.bfd.BfdPath;
import io.barewire.bfd.BfdProfile;
import io.barewire.speaker.discovery.Neighbor;
import io.barewire.wire.IpAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BfdPeersTest {
    private static final long LOCAL_AS = 64512;
    private static final Neighbor NOBODY = new Neighbor.Unknown(0, "nobody is known");
    private static final IpAddress PEER = IpAddress.parse("192.0.2.1");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        external, next door                | true  | false | true  | false
        external, next door, not yet known | true  | false | false | false
        external, over several hops        | true  | true  | false | true
        internal, on a network of ours     | false | false | true  | false
        internal, elsewhere                | false | false | false | true\
        """)
    void aPathIsMultihopWhereFrrThinksSoToo(
            String what, boolean external, boolean multihopPeer, boolean connected, boolean multihop) {
        PeerConfig peer = PeerConfig.builder(PEER, LOCAL_AS)
                .tcp(tcp -> multihopPeer ? tcp.withReach(new Reach.Multihop(255)) : tcp)
                .bfd(BfdProfile.DEFAULT)
                .build();
        assertEquals(
                multihop,
                BfdPeers.path(peer, external, _ -> connected, _ -> NOBODY)
                        .orElseThrow()
                        .multihop());
    }

    @Test
    void theConfiguredSourceIsOurEnd() {
        IpAddress source = IpAddress.parse("192.0.2.9");
        PeerConfig peer = PeerConfig.builder(PEER, LOCAL_AS)
                .tcp(tcp -> tcp.withSourceAddress(source))
                .bfd(BfdProfile.DEFAULT)
                .build();
        assertEquals(
                Optional.of(new BfdPath(PEER, Optional.of(source), Optional.empty(), Optional.empty(), false)),
                BfdPeers.path(peer, false, _ -> true, _ -> NOBODY));
    }

    @Test
    void anUnnumberedPeerIsWatchedOnceItIsFound() {
        IpAddress linkLocal = IpAddress.parse("fe80::1");
        PeerConfig peer = PeerConfig.builder(new Endpoint.Interface("eth1"), RemoteAs.of(LOCAL_AS))
                .bfd(BfdProfile.DEFAULT)
                .build();
        assertEquals(Optional.empty(), BfdPeers.path(peer, true, _ -> false, _ -> NOBODY));
        assertEquals(
                Optional.of(new BfdPath(linkLocal, Optional.empty(), Optional.of("eth1"), Optional.empty(), false)),
                BfdPeers.path(peer, true, _ -> false, _ -> new Neighbor.Known(linkLocal, 7)));
    }
}
