package io.barewire.speaker;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdProfile;
import io.barewire.bfd.BfdState;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.testkit.Namespace;
import io.barewire.wire.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A VRF device of the kernel's. Its lookups are apart from those of sockets without a device, so one port is
/// listened on in each.
@Tag("root")
@Tag("vm")
class VrfSessionTest {
    private static final int PORT = 1179;
    private static final AoKey AO = new AoKey(1, 1, AoKey.Algorithm.HMAC_SHA_1_96, Secret.of("one"));
    /// An emulated processor is slow.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private interface Story {
        /// @param here has an interface in the VRF `red`
        /// @param there has not
        void run(BgpSpeaker here, BgpSpeaker there) throws Exception;
    }

    /// Two speakers in namespaces of their own, and a cable between these. In one namespace, packets of a VRF to an
    /// address outside of it would not leave: the kernel asks its table `local` before that of any VRF.
    private static void cabled(SpeakerConfig here, SpeakerConfig there, Story story) throws Exception {
        inNewNamespace(() -> {
            Namespace.addVrf("red", 10);
            String id = Namespace.id();
            try (BgpSpeaker a = new BgpSpeaker(here)) {
                a.start();
                inNewNamespace(() -> {
                    ip("link add right type veth peer name left netns " + id);
                    String left = "nsenter --net=/proc/" + id + "/ns/net ip ";
                    run(left + "link set left master red");
                    run(left + "address add 192.0.2.1/24 dev left");
                    run(left + "address add 2001:db8::1/64 dev left nodad");
                    run(left + "link set left up");
                    ip("address add 192.0.2.2/24 dev right");
                    ip("address add 2001:db8::2/64 dev right nodad");
                    ip("link set right up");
                    try (BgpSpeaker b = new BgpSpeaker(there)) {
                        b.start();
                        story.run(a, b);
                    }
                });
            }
        });
    }

    @Test
    void aPeerInAVrfIsAcceptedThereAndNowhereElse() throws Exception {
        PeerConfig outside =
                peer("192.0.2.2").toBuilder().tcp(tcp -> tcp.withPassive(true)).build();
        PeerConfig inVrf = outside.toBuilder().tcp(tcp -> tcp.withVrf("red")).build();
        cabled(speaker("192.0.2.1", inVrf, outside), speaker("192.0.2.2", peer("192.0.2.1")), (here, there) -> {
            await().atMost(PATIENCE).until(() -> here.status().established() == 1);
            assertEquals(
                    1,
                    here.status()
                            .peer(new PeerId("192.0.2.2@red"))
                            .orElseThrow()
                            .timesEstablished());
        });
    }

    /// Another daemon that was there first, and ends. Sockets are bound to any device as they are to that of a VRF.
    @Test
    void aPortThatIsTakenInAVrfIsListenedOnOnceItIsFree() throws Exception {
        inNewNamespace(() -> {
            ip("link add red type veth peer name other");
            ip("link set red up");
            PeerConfig waiting = peer("192.0.2.2").toBuilder()
                    .tcp(tcp -> tcp.withVrf("red").withPassive(true))
                    .build();
            try (BgpSpeaker after = new BgpSpeaker(speaker("192.0.2.1", waiting))) {
                try (BgpSpeaker before = new BgpSpeaker(speaker("192.0.2.1", waiting))) {
                    before.start();
                    assertTrue(before.status().listening().isPresent());
                    after.start();
                    assertEquals(Optional.empty(), after.status().listening());
                }
                await().until(() -> after.status().listening().isPresent());
            }
        });
    }

    private static Stream<Arguments> waysToMeet() {
        return Stream.of("192.0.2.", "2001:db8::")
                .flatMap(network -> Stream.of(Protection.none(), Protection.md5("one"), Protection.ao(AO))
                        .flatMap(protection -> Stream.of(true, false)
                                .map(passive -> Arguments.of(
                                        network, protection.getClass().getSimpleName(), passive, protection))));
    }

    /// BFD has the same ports in each VRF; the kernel knows a key by a device too, unless it is for all of them.
    @ParameterizedTest(name = "{0} {1}, we wait: {2}")
    @MethodSource("waysToMeet")
    void keysTtlSecurityAndBfdAreAsOutsideOfVrfs(String network, String what, boolean passive, Protection protection)
            throws Exception {
        PeerConfig right = watched(network + 2, protection, passive).toBuilder()
                .tcp(tcp -> tcp.withVrf("red"))
                .build();
        PeerConfig left = watched(network + 1, protection, !passive);
        cabled(
                speaker("192.0.2.1", right),
                speaker("192.0.2.2", left),
                (here, there) -> await().atMost(PATIENCE)
                        .until(() -> Stream.of(here, there).allMatch(VrfSessionTest::isEstablishedAndWatched)));
    }

    private static boolean isEstablishedAndWatched(BgpSpeaker speaker) {
        PeerStatus peer = speaker.status().peers().getFirst();
        return peer.isEstablished() && peer.bfd().stream().anyMatch(session -> session.state() == BfdState.UP);
    }

    private static PeerConfig watched(String address, Protection protection, boolean passive) {
        return peer(address).toBuilder()
                .bfd(Optional.of(BfdProfile.DEFAULT))
                .tcp(tcp -> tcp.withPassive(passive)
                        .withReach(new Reach.TtlSecurity(1))
                        .withProtection(protection))
                .build();
    }

    private static SpeakerConfig speaker(String own, PeerConfig... peers) {
        return SpeakerConfig.builder(Loopback.AS, IpAddress.parse(own))
                .listen(new InetSocketAddress(PORT))
                .peers(peers)
                .build();
    }

    private static PeerConfig peer(String address) {
        return PeerConfig.builder(IpAddress.parse(address), Loopback.AS)
                .port(PORT)
                .timers(Loopback.TIMERS)
                .policy(PeerPolicy.EVERYTHING)
                .build();
    }
}
