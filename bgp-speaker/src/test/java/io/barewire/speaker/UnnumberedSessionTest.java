package io.barewire.speaker;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdProfile;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.ReceivedRoute;
import io.barewire.rib.RouteQuery;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two speakers on the two ends of a link without any address but the kernel's link-local ones. Both ends are in one
/// namespace: between two interfaces of one kernel link-local traffic is as between two kernels.
@Tag("root")
class UnnumberedSessionTest {
    private static final int PORT_A = 1179;
    private static final int PORT_B = 1180;
    private static final PeerId AT_A = new PeerId("left");
    private static final PeerId AT_B = new PeerId("right");
    private static final Prefix IPV4 = Prefix.parse("203.0.113.0/24");
    private static final Prefix IPV6 = Prefix.parse("2001:db8:1::/48");

    @Test
    void aSessionComesUpByTheInterfaceAloneAndCarriesBothFamilies() throws Exception {
        inNewNamespace(() -> {
            link();
            try (BgpSpeaker a = speaker("192.0.2.1", 64512, PORT_A, peer("left", 65001, PORT_B));
                    BgpSpeaker b = speaker("192.0.2.2", 65001, PORT_B, peer("right", 64512, PORT_A))) {
                a.start();
                b.start();
                await().until(() -> established(a) && established(b));
                SessionDetails session = await().until(
                                () -> a.status().peer(AT_A).flatMap(PeerStatus::session), Optional::isPresent)
                        .orElseThrow();
                assertTrue(IpAddress.of(session.remoteAddress().getAddress()).isLinkLocal());
                a.announce(IPV4);
                a.announce(IPV6);
                for (AddressFamily family : AddressFamily.values()) {
                    await().until(() -> received(b, family).size() == 1);
                    ReceivedRoute route = received(b, family).getFirst();
                    assertTrue(route.nextHop().address().isLinkLocal(), route.toString());
                }
            }
        });
    }

    @Test
    void aKeyIsDemandedOfTheNeighborOnceItIsKnown() throws Exception {
        inNewNamespace(() -> {
            link();
            UnaryOperator<PeerConfig> keyed = peer -> peer.toBuilder()
                    .tcp(tcp -> tcp.withProtection(Protection.md5("one")).withReach(new Reach.TtlSecurity(1)))
                    .build();
            try (BgpSpeaker a = speaker("192.0.2.1", 64512, PORT_A, keyed.apply(peer("left", 65001, PORT_B)));
                    BgpSpeaker b = speaker("192.0.2.2", 65001, PORT_B, keyed.apply(peer("right", 64512, PORT_A)))) {
                a.start();
                b.start();
                await().until(() -> established(a) && established(b));
            }
        });
    }

    /// The link goes with its routes, and when there is one of that name again the session comes back.
    @Test
    void anInterfaceMayGoAndComeBack() throws Exception {
        inNewNamespace(() -> {
            try (BgpSpeaker a = speaker("192.0.2.1", 64512, PORT_A, peer("left", 65001, PORT_B));
                    BgpSpeaker b = speaker("192.0.2.2", 65001, PORT_B, peer("right", 64512, PORT_A))) {
                a.start();
                b.start();
                await().until(() -> lastWhy(a).contains("there is no interface left"));
                link();
                await().until(() -> established(a) && established(b));
                ip("link del left");
                await().until(() -> !established(a) && !established(b));
                link();
                await().until(() -> established(a) && established(b));
            }
        });
    }

    /// It may connect before it has advertised itself, and BFD waits for an address.
    @Test
    void bfdBeginsWhenTheNeighborOfASessionIsFound() throws Exception {
        inNewNamespace(() -> {
            link();
            PeerConfig watched = peer("left", 65001, PORT_B).toBuilder()
                    .bfd(Optional.of(BfdProfile.DEFAULT))
                    .build();
            PeerConfig quiet = peer("right", 64512, PORT_A).toBuilder()
                    .tcp(tcp -> tcp.withPassive(true))
                    .build();
            try (BgpSpeaker a = speaker("192.0.2.1", 64512, PORT_A, watched);
                    BgpSpeaker b = speaker("192.0.2.2", 65001, PORT_B, quiet)) {
                a.start();
                await().until(() -> lastWhy(a).contains("no router advertisement heard"));
                await().until(() -> isUsable("left") && isUsable("right"));
                RawPeer early = RawPeer.connect(linkLocal("right", "right"), linkLocal("left", "right"), PORT_A)
                        .establish("192.0.2.2", 65001);
                await().until(() -> established(a));
                assertEquals(Optional.empty(), a.status().peers().getFirst().bfd());
                b.start();
                await().until(() -> a.status().peers().getFirst().bfd().isPresent());
                assertTrue(established(a));
                early.close();
            }
        });
    }

    /// Not by NetworkInterface, which looks into the namespace of the process.
    ///
    /// @param through the interface by which it is reached
    private static String linkLocal(String of, String through) throws Exception {
        String digits = linkLocals(of).getFirst().substring(0, 32).replaceAll("(....)(?!$)", "$1:");
        return digits + "%" + Integer.parseInt(linkLocals(through).getFirst().split(" +", -1)[1], 16);
    }

    /// Not tentative any more (IFA_F_TENTATIVE): nobody else has it.
    private static boolean isUsable(String name) throws Exception {
        return linkLocals(name).stream().anyMatch(line -> (Integer.parseInt(line.split(" +", -1)[4], 16) & 0x40) == 0);
    }

    /// A line of hexadecimal numbers, the first two its link-local address and its index; none before the kernel
    /// has found that the link runs.
    private static List<String> linkLocals(String name) throws Exception {
        return Files.readAllLines(Path.of("/proc/thread-self/net/if_inet6")).stream()
                .filter(line -> line.startsWith("fe80") && line.endsWith(" " + name))
                .toList();
    }

    private static void link() throws Exception {
        ip("link add left type veth peer name right");
        ip("link set left up");
        ip("link set right up");
    }

    private static PeerConfig peer(String name, long as, int port) {
        return PeerConfig.builder(new Endpoint.Interface(name), RemoteAs.of(as))
                .port(port)
                .timers(Loopback.TIMERS)
                .policy(PeerPolicy.EVERYTHING)
                .build();
    }

    private static BgpSpeaker speaker(String identifier, long as, int port, PeerConfig peer) {
        return new BgpSpeaker(SpeakerConfig.builder(as, IpAddress.parse(identifier))
                .listen(new InetSocketAddress(port))
                .peers(peer)
                .build());
    }

    private static boolean established(BgpSpeaker speaker) {
        return speaker.status().established() == 1;
    }

    private static String lastWhy(BgpSpeaker speaker) {
        return speaker.status()
                .peers()
                .getFirst()
                .lastEnd()
                .map(SessionEnd::why)
                .orElse("");
    }

    private static List<ReceivedRoute> received(BgpSpeaker speaker, AddressFamily family) {
        List<ReceivedRoute> routes = speaker.receivedRoutes(
                        AT_B, new RouteQuery(Set.of(family), PrefixFilter.ALL, Optional.empty(), 10))
                .join();
        assertEquals(AT_B, speaker.status().peers().getFirst().id());
        return routes;
    }
}
