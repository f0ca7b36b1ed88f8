package io.barewire.speaker;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.ReceivedRoute;
import io.barewire.rib.RouteQuery;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Three speakers, each an AS, on one network: what the first tells the second reaches the third (RFC 4271 §5.1.3).
@Tag("root")
class SharedNetworkTest {
    private static final int PORT = 1790;
    private static final IpAddress FIRST = IpAddress.parse("192.0.2.1");
    private static final IpAddress SECOND = IpAddress.parse("192.0.2.2");
    private static final IpAddress THIRD = IpAddress.parse("192.0.2.3");

    @Test
    void theThirdHearsOfTheFirstAsNextHop() throws Exception {
        nextHopHeard(PeerPolicy.EVERYTHING, FIRST);
    }

    @Test
    void unlessTheSecondNamesItself() throws Exception {
        nextHopHeard(
                PeerPolicy.EVERYTHING.exports(
                        exports -> exports.withNextHop(AddressFamily.IPV4, new ExportedNextHop.Self())),
                SECOND);
    }

    private static void nextHopHeard(PeerPolicy towardsThird, IpAddress nextHop) throws Exception {
        inNewNamespace(() -> {
            ip("link add shared type veth peer name cable");
            ip("link set cable up");
            ip("link set shared up");
            for (IpAddress address : List.of(FIRST, SECOND, THIRD)) {
                ip("address add " + address + "/24 dev shared");
            }
            PeerConfig third =
                    peer(SECOND, THIRD).toBuilder().policy(towardsThird).build();
            try (BgpSpeaker a = speaker(FIRST, peer(FIRST, SECOND));
                    BgpSpeaker b = speaker(SECOND, peer(SECOND, FIRST), third);
                    BgpSpeaker c = speaker(THIRD, peer(THIRD, SECOND))) {
                a.start();
                b.start();
                c.start();
                a.announce(Prefix.parse("203.0.113.0/24"));
                List<ReceivedRoute> heard = await().atMost(Duration.ofSeconds(30))
                        .until(
                                () -> c.receivedRoutes(new PeerId(SECOND.toString()), RouteQuery.first(9))
                                        .join(),
                                routes -> routes.size() == 1);
                assertEquals(NextHop.of(nextHop), heard.getFirst().nextHop());
            }
        });
    }

    private static PeerConfig peer(IpAddress own, IpAddress peer) {
        return PeerConfig.builder(peer, as(peer))
                .port(PORT)
                .tcp(tcp -> tcp.withSourceAddress(own))
                .timers(Loopback.TIMERS)
                .policy(PeerPolicy.EVERYTHING)
                .build();
    }

    private static BgpSpeaker speaker(IpAddress own, PeerConfig... peers) {
        return new BgpSpeaker(SpeakerConfig.builder(as(own), own)
                .listen(new InetSocketAddress(own.toInetAddress(), PORT))
                .peers(peers)
                .build());
    }

    private static long as(IpAddress address) {
        return 65000L + (address.ipv4Bits() & 0xFF);
    }
}
