package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.RouteQuery;
import io.barewire.testkit.FreePort;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys (RFC 2385) and distances (RFC 5082) against the kernel's TCP, on loopback addresses.
class ProtectedSessionTest {
    private static final String A = "127.0.5.1";
    private static final String B = "127.0.5.2";
    private static final String C = "127.0.5.3";

    private static final Prefix PREFIX = Prefix.parse("203.0.113.0/24");
    private static final AoKey AO_ONE = new AoKey(1, 101, AoKey.Algorithm.HMAC_SHA_1_96, Secret.of("one"));
    private static final AoKey AO_TWO = new AoKey(2, 102, AoKey.Algorithm.AES_128_CMAC_96, Secret.of("two"));

    /// An emulated processor is slow.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Loopback net;
    private final List<AutoCloseable> open = new ArrayList<>();

    ProtectedSessionTest() throws IOException {
        this.net = Loopback.onFreePort();
    }

    @BeforeEach
    void needsEpoll() {
        assumeTrue(Epoll.isAvailable(), "socket options need Linux's epoll sockets");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /// On a listening socket of the peer's family, and on one of both families, which knows the peer as a mapped
    /// address.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSameKeyOnBothSidesIsASession(boolean wildcard) throws Exception {
        SpeakerConfig config = net.speaker(A, keyed(net.peer(A, B, Loopback.AS, true), "one"));
        BgpSpeaker a = started(
                wildcard
                        ? config.toBuilder()
                                .listen(new InetSocketAddress(net.port()))
                                .build()
                        : config);
        if (wildcard) {
            connectingOnly(B, keyed(net.peer(B, A), "one"));
        } else {
            started(net.speaker(B, keyed(net.peer(B, A), "one")));
        }
        await().until(() -> status(a, B).isEstablished());
    }

    @Test
    void anIpv6SessionIsProtectedToo() throws Exception {
        int one = freePort("::1");
        int other = freePort("::1");
        BgpSpeaker a = started(six("192.0.2.1", one, other, "key"));
        started(six("192.0.2.2", other, one, "key"));
        await().until(() -> a.status().established() == 1);
    }

    @Test
    void anotherKeyIsNoSessionAndTheStatusAsksForThePassword() throws Exception {
        BgpSpeaker a = started(net.speaker(A, keyed(net.peer(A, B), "one")));
        BgpSpeaker b = started(net.speaker(B, keyed(net.peer(B, A), "two")));
        await().until(() -> status(a, B)
                .lastEnd()
                .filter(end -> end.why().contains("does the password match?"))
                .isPresent());
        await().until(() -> status(b, A)
                .lastEnd()
                .filter(end -> end.why().contains("does the password match?"))
                .isPresent());
        assertEquals(0, a.status().established());
    }

    /// Neither does a peer without a key get in, nor is a key accepted where none is configured.
    @Test
    void aKeyOnOneSideOnlyIsNoSession() throws Exception {
        BgpSpeaker a = started(net.speaker(A, keyed(net.peer(A, B), "one")));
        BgpSpeaker b = started(net.speaker(B, net.peer(B, A)));
        await().until(() -> status(a, B).lastEnd().isPresent());
        await().until(() -> status(b, A).lastEnd().isPresent());
        assertEquals(0, a.status().established() + b.status().established());

        a.apply(net.speaker(A, net.peer(A, B)));
        await().until(() -> status(a, B).isEstablished());
    }

    /// The old key lets nobody in from the moment the new one is in force, and nobody else is disturbed.
    @Test
    void aChangedKeyResetsThatSessionAlone() throws Exception {
        PeerConfig undisturbed = net.peer(A, C, Loopback.AS, true); // passive: no collision that a session is lost to
        BgpSpeaker a = started(net.speaker(A, keyed(net.peer(A, B), "one"), undisturbed));
        BgpSpeaker b = started(net.speaker(B, keyed(net.peer(B, A), "one")));
        started(net.speaker(C, net.peer(C, A)));
        await().until(() -> a.status().established() == 2 && status(b, A).isEstablished());
        long lost = status(b, A).timesLost(); // a collision of their first connections may have cost one

        a.apply(net.speaker(A, keyed(net.peer(A, B), "two"), undisturbed));
        await().until(() -> status(b, A).timesLost() > lost);
        await().until(() -> status(a, B)
                .lastEnd()
                .filter(end -> end.why().contains("password"))
                .isPresent());
        assertEquals(0, status(a, B).timesEstablished());

        b.apply(net.speaker(B, keyed(net.peer(B, A), "two")));
        await().until(() -> a.status().established() == 2);
        assertEquals(0, status(a, C).timesLost());
        assertEquals(1, status(a, C).timesEstablished());
    }

    /// RFC 5082 §3: what has come further is dropped by the kernel, its SYN already.
    @Test
    void ttlSecurityKeepsOutWhoIsFurtherAway() throws Exception {
        PeerConfig undisturbed = near(net.peer(A, B, Loopback.AS, true));
        BgpSpeaker a = started(net.speaker(A, undisturbed, near(net.peer(A, C, Loopback.AS, true))));
        started(net.speaker(B, near(net.peer(B, A))));
        await().until(() -> status(a, B).isEstablished());

        try (Socket far = new Socket()) { // the system's TTL, 64
            far.bind(new InetSocketAddress(C, 0));
            assertThrows(SocketTimeoutException.class, () -> far.connect(new InetSocketAddress(A, net.port()), 300));
        }
        a.apply(net.speaker(A, undisturbed, net.peer(A, C, Loopback.AS, true)));
        open.add(RawPeer.connect(C, A, net.port()).establish(C, Loopback.AS));
        await().until(() -> status(a, C).isEstablished());
        assertEquals(1, status(a, B).timesEstablished());
    }

    /// The listening socket cannot tell peers apart by their distance; the socket of the connection does, from its
    /// acceptance on and so before our OPEN leaves.
    @Test
    void aFarOneAmongPeersThatMayBeFarIsConnectedAndNotHeard() throws Exception {
        BgpSpeaker a =
                started(net.speaker(A, near(net.peer(A, B, Loopback.AS, true)), net.peer(A, C, Loopback.AS, true)));
        RawPeer far = RawPeer.connect(B, A, net.port());
        open.add(far);
        far.send(RawPeer.open(B, Loopback.AS));
        far.expect(BgpMessage.Open.class);
        far.send(new BgpMessage.Keepalive());
        open.add(RawPeer.connect(C, A, net.port()).establish(C, Loopback.AS));
        await().until(() -> status(a, C).isEstablished());
        assertEquals(0, status(a, B).messagesIn().keepalives());
        assertFalse(status(a, B).isEstablished());
    }

    @Test
    void theStatusAsksForTheDistanceWhenTtlSecurityIsNotAnswered() throws Exception {
        BgpSpeaker a = started(net.speaker(A, near(net.peer(A, B))));
        // It answers, but with the system's TTL.
        open.add(new ServerSocket(net.port(), 1, InetAddress.getByName(B)));
        await().until(() -> status(a, B)
                .lastEnd()
                .filter(end -> end.why().contains("does the peer send with TTL 255"))
                .isPresent());
    }

    /// Loopback is a device like any other, so it may stand for a VRF's where nothing else listens.
    @Test
    void aConnectionInAVrfIsBoundToItsDevice() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        PeerConfig inVrf = tcp(net.peer(B, A), tcp -> tcp.withVrf("lo"));
        assertEquals(new PeerId(A + "@lo"), inVrf.id());
        connectingOnly(B, inVrf);
        await().until(() -> a.status().established() == 1);
    }

    @Test
    void whenTheDeviceOfAVrfIsAnotherOneItsSessionsBeginAnew() throws Exception {
        List<SpeakerEvent> events = new CopyOnWriteArrayList<>();
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        BgpSpeaker b = connectingOnly(B, tcp(net.peer(B, A), tcp -> tcp.withVrf("lo")));
        b.addListener(events::add);
        await().until(() -> b.status().established() == 1);
        b.vrfDeviceChanged("other0");
        b.vrfDeviceChanged("lo");
        await().until(() -> a.status().peers().getFirst().timesEstablished() == 2);
        await().untilAsserted(() -> assertEquals(
                List.of("the device of VRF lo is another one"),
                events.stream()
                        .filter(SpeakerEvent.SessionDown.class::isInstance)
                        .map(event -> ((SpeakerEvent.SessionDown) event).end().why())
                        .toList()));
    }

    @Test
    void soDoThoseOfGuests() throws Exception {
        PeerConfig like = tcp(net.peer(A, B, Loopback.AS, true), tcp -> tcp.withVrf("lo"));
        BgpSpeaker a = started(net.speaker(A).toBuilder()
                .listenRanges(List.of(new ListenRange(Prefix.parse(B + "/32"), 1, like)))
                .build());
        BgpSpeaker b = connectingOnly(B, net.peer(B, A));
        await().until(() -> b.status().established() == 1);
        a.vrfDeviceChanged("lo");
        await().until(() -> b.status().peers().getFirst().timesEstablished() == 2);
    }

    @Test
    void aVrfThatIsNotThereIsReportedAndHoldsUpNobodyElse() throws Exception {
        List<SpeakerEvent> events = new CopyOnWriteArrayList<>();
        BgpSpeaker a =
                new BgpSpeaker(net.speaker(A, net.peer(A, C), tcp(net.peer(A, B), tcp -> tcp.withVrf("missing0"))));
        open.add(a);
        a.addListener(events::add);
        a.start();
        started(net.speaker(C, net.peer(C, A)));
        await().until(() -> status(a, C).isEstablished());
        await().until(() -> events.stream()
                .anyMatch(event -> event instanceof SpeakerEvent.ListenerImpaired impaired
                        && impaired.why().contains("missing0")));
        await().until(() -> a.status()
                .peer(new PeerId(B + "@missing0"))
                .flatMap(PeerStatus::lastEnd)
                .filter(end -> end.why().contains("SO_BINDTODEVICE"))
                .isPresent());
    }

    @Test
    void aSpeakerWhosePeersAreAllInVrfsDoesNotListenOutside() throws Exception {
        started(net.speaker(A, net.peer(A, C)));
        PeerConfig inVrf = tcp(net.peer(A, B), tcp -> tcp.withVrf("missing0"));
        BgpSpeaker other = started(net.speaker(A, inVrf));
        assertEquals(Optional.empty(), other.status().listening());
        assertThrows(IOException.class, () -> other.apply(net.speaker(A, inVrf, net.peer(A, C))));
    }

    @Test
    void aSourceInterfaceIsLookedUp() throws Exception {
        int port = freePort("127.0.0.1");
        BgpSpeaker b = started(SpeakerConfig.builder(Loopback.AS, IpAddress.parse("192.0.2.2"))
                .listen(new InetSocketAddress(IpAddress.parse("127.0.0.1").toInetAddress(), port))
                .peers(tcp(PeerConfig.of(IpAddress.parse("127.0.0.1"), Loopback.AS), tcp -> tcp.withPassive(true)))
                .build());
        BgpSpeaker a = connectingOnly(
                "127.0.0.9",
                tcp(
                        PeerConfig.builder(IpAddress.parse("127.0.0.1"), Loopback.AS)
                                .port(port)
                                .timers(Loopback.TIMERS)
                                .build(),
                        tcp -> tcp.withSource(new Source.Interface("lo"))));
        await().until(() -> b.status().established() == 1);
        a.apply(a.config()
                .withPeers(List.of(
                        tcp(a.config().peers().getFirst(), tcp -> tcp.withSource(new Source.Interface("missing0"))))));
        await().until(() -> a.status()
                .peers()
                .getFirst()
                .lastEnd()
                .filter(end -> end.why().contains("there is no interface missing0"))
                .isPresent());
    }

    /// Without CONFIG_TCP_AO there is no session, rather than one without protection.
    @Test
    void aKernelWithoutTcpAoIsSaidSo() throws Exception {
        BgpSpeaker a = started(net.speaker(A, signed(net.peer(A, B), AO_ONE)));
        BgpSpeaker b = started(net.speaker(B, signed(net.peer(B, A), turned(AO_ONE))));
        await().until(() -> a.status().established() == 1
                || status(a, B)
                        .lastEnd()
                        .filter(end -> end.why().contains("TCP-AO is not in this kernel"))
                        .isPresent());
        assumeTrue(a.status().established() == 0, "this kernel has TCP-AO");
        assertEquals(0, b.status().established());
    }

    /// RFC 5925 §3.1, where the kernel has it: a key comes, is used and the old one goes, and the session stays.
    @Tag("vm")
    @Test
    void tcpAoKeysRollOverInALivingSession() throws Exception {
        withTcpAo((a, b) -> {
            a.apply(waiting(AO_ONE, AO_TWO));
            b.apply(connecting(AO_TWO, AO_ONE));
            a.apply(waiting(AO_TWO));
            b.apply(connecting(AO_TWO));
            a.announce(PREFIX);
            await().atMost(PATIENCE)
                    .until(() -> !b.routes(RouteQuery.first(1)).join().isEmpty());
        });
    }

    /// RFC 5925 §7.5.1: what it asks for we sign with, until that key is taken away.
    @Tag("vm")
    @Test
    void aPeerThatStillAsksForTheOldTcpAoKeyKeepsItsSession() throws Exception {
        withTcpAo((a, b) -> {
            a.apply(waiting(AO_ONE, AO_TWO));
            b.apply(connecting(AO_ONE, AO_TWO));
            a.apply(waiting(AO_TWO, AO_ONE));
            b.announce(PREFIX);
            await().atMost(PATIENCE)
                    .until(() -> !a.routes(RouteQuery.first(1)).join().isEmpty());
            a.apply(waiting(AO_TWO));
            b.withdraw(PREFIX);
            await().atMost(PATIENCE)
                    .until(() -> a.routes(RouteQuery.first(1)).join().isEmpty());
        });
    }

    private interface Rollover {
        void run(BgpSpeaker a, BgpSpeaker b) throws Exception;
    }

    private void withTcpAo(Rollover story) throws Exception {
        BgpSpeaker a = started(waiting(AO_ONE));
        BgpSpeaker b = started(connecting(AO_ONE));
        await().atMost(PATIENCE)
                .until(() -> a.status().established() == 1
                        || status(b, A)
                                .lastEnd()
                                .filter(end -> end.why().contains("TCP-AO is not in this kernel"))
                                .isPresent());
        if (a.status().established() == 0) {
            System.out.println("skipped: this kernel has no TCP-AO (CONFIG_TCP_AO)");
        }
        assumeTrue(a.status().established() == 1, "this kernel has no TCP-AO (CONFIG_TCP_AO)");
        story.run(a, b);
        assertEquals(1, status(a, B).timesEstablished());
        assertEquals(0, status(a, B).timesLost());
    }

    /// One side connects, so that no collision costs a session.
    private SpeakerConfig waiting(AoKey... keys) {
        return net.speaker(A, signed(net.peer(A, B, Loopback.AS, true), keys));
    }

    private SpeakerConfig connecting(AoKey... keys) {
        AoKey[] turned = Stream.of(keys).map(ProtectedSessionTest::turned).toArray(AoKey[]::new);
        return net.speaker(B, signed(net.peer(B, A), turned));
    }

    private static AoKey turned(AoKey key) {
        return new AoKey(/* sendId= */ key.receiveId(), /* receiveId= */ key.sendId(), key.algorithm(), key.key());
    }

    private static PeerConfig signed(PeerConfig peer, AoKey... keys) {
        return tcp(peer, tcp -> tcp.withProtection(Protection.ao(keys)));
    }

    @Test
    void aKeyIsInNoText() {
        PeerConfig peer = keyed(net.peer(A, B), "hidden");
        SpeakerConfig config = net.speaker(A, peer);
        assertFalse(config.toString().contains("hidden"));
        assertTrue(peer.toString().contains("Md5[key=(secret)]"), peer.toString());
    }

    private static PeerConfig keyed(PeerConfig peer, String password) {
        return tcp(peer, tcp -> tcp.withProtection(Protection.md5(password)));
    }

    private static PeerConfig near(PeerConfig peer) {
        return tcp(peer, tcp -> tcp.withReach(new Reach.TtlSecurity(1)));
    }

    private static PeerConfig tcp(PeerConfig peer, UnaryOperator<TcpOptions> change) {
        return peer.toBuilder().tcp(change).build();
    }

    private static SpeakerConfig six(String identifier, int own, int remote, String password) {
        return SpeakerConfig.builder(Loopback.AS, IpAddress.parse(identifier))
                .listen(new InetSocketAddress(IpAddress.parse("::1").toInetAddress(), own))
                .peers(keyed(
                        PeerConfig.builder(IpAddress.parse("::1"), Loopback.AS)
                                .port(remote)
                                .timers(Loopback.TIMERS)
                                .policy(PeerPolicy.EVERYTHING)
                                .build(),
                        password))
                .build();
    }

    private static int freePort(String address) throws IOException {
        return FreePort.at(InetAddress.getByName(address));
    }

    private BgpSpeaker connectingOnly(String own, PeerConfig peer) throws IOException {
        return started(SpeakerConfig.builder(Loopback.AS, Loopback.identifier(own.replace("127.0.0.", "127.0.5.")))
                .peers(peer)
                .build());
    }

    private BgpSpeaker started(SpeakerConfig config) throws IOException {
        BgpSpeaker speaker = new BgpSpeaker(config);
        open.add(speaker);
        speaker.start();
        return speaker;
    }

    private static PeerStatus status(BgpSpeaker speaker, String peer) {
        return speaker.status().peer(new PeerId(peer)).orElseThrow();
    }
}
