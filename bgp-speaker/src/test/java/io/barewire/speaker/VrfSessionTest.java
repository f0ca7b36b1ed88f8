package io.barewire.speaker;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A VRF device of the kernel's. Its lookups are apart from those of sockets without a device, so one port is
/// listened on in each.
@Tag("root")
class VrfSessionTest {
    private static final IpAddress OURS = IpAddress.parse("192.0.2.1");
    private static final int PORT = 1179;

    @Test
    void aPeerInAVrfIsAcceptedThereAndNowhereElse() throws Exception {
        inNewNamespace(() -> {
            assumeTrue(hasVrfs(), "this kernel has no VRF devices (CONFIG_NET_VRF)");
            ip("link set red up");
            ip("link add left type veth peer name right");
            ip("link set left master red");
            ip("addr add 192.0.2.1/24 dev left");
            ip("link set left up");
            ip("addr add 192.0.2.2/24 dev right");
            ip("link set right up");
            PeerConfig inVrf = peer("192.0.2.2", PORT).toBuilder()
                    .tcp(tcp -> tcp.withPassive(true).withVrf("red"))
                    .build();
            PeerConfig outside = peer("192.0.2.2", PORT).toBuilder()
                    .tcp(tcp -> tcp.withPassive(true))
                    .build();
            SpeakerConfig config = SpeakerConfig.builder(Loopback.AS, OURS)
                    .listen(new InetSocketAddress(PORT))
                    .peers(inVrf, outside)
                    .build();
            try (BgpSpeaker a = new BgpSpeaker(config);
                    BgpSpeaker b = new BgpSpeaker(SpeakerConfig.builder(Loopback.AS, IpAddress.parse("192.0.2.2"))
                            .peers(peer("192.0.2.1", PORT))
                            .build())) {
                a.start();
                b.start();
                await().until(() -> a.status().established() == 1);
                assertEquals(
                        1,
                        a.status()
                                .peer(new PeerId("192.0.2.2@red"))
                                .orElseThrow()
                                .timesEstablished());
            }
        });
    }

    private static boolean hasVrfs() throws InterruptedException {
        try {
            ip("link add red type vrf table 10");
            return true;
        } catch (IOException | AssertionError notThere) {
            System.out.println("skipped: this kernel has no VRF devices (CONFIG_NET_VRF)");
            return false;
        }
    }

    private static PeerConfig peer(String address, int port) {
        return PeerConfig.builder(IpAddress.parse(address), Loopback.AS)
                .port(port)
                .timers(Loopback.TIMERS)
                .policy(PeerPolicy.EVERYTHING)
                .build();
    }
}
