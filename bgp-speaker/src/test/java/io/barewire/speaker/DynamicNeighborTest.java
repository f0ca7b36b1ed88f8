package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barewire.rib.LocRibEntry;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.RouteQuery;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.Notification;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Peers that come with their connection and go with it.
class DynamicNeighborTest {
    private static final String A = "127.0.7.1";
    private static final String CONFIGURED = "127.0.7.2";
    private static final String RESTARTER = "127.0.7.70";
    private static final Prefix RANGE = Prefix.parse("127.0.7.0/25");
    private static final Prefix ROUTE = Prefix.parse("203.0.113.0/24");

    private final Loopback net;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<SpeakerEvent> events = new CopyOnWriteArrayList<>();

    DynamicNeighborTest() throws IOException {
        this.net = Loopback.onFreePort();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void aPeerAppearsWhenItConnectsAndGoesWithItsTables() throws Exception {
        BgpSpeaker a = started(config(range(2)));
        assertEquals(List.of(), a.status().peers());

        BgpSpeaker b = started(net.speaker("127.0.7.9", net.peer("127.0.7.9", A)));
        b.announce(ROUTE);
        await().until(() -> routes(a).equals(List.of(ROUTE)));
        PeerStatus guest = a.status().peer(new PeerId("127.0.7.9")).orElseThrow();
        assertTrue(guest.isEstablished());
        assertTrue(guest.config().tcp().passive());

        b.close();
        await().until(() -> a.status().peers().isEmpty());
        assertEquals(List.of(), routes(a));
        await().until(() -> events.stream().anyMatch(SpeakerEvent.SessionDown.class::isInstance));
    }

    @Test
    void oneTooManyIsRefusedCountedAndLetInWhenThereIsRoom() throws Exception {
        BgpSpeaker a = started(config(range(2)));
        RawPeer first = establish("127.0.7.10");
        establish("127.0.7.11");
        for (int i = 0; i < 20; i++) {
            RawPeer tooMany = RawPeer.connect("127.0.7.12", A, net.port());
            open.add(tooMany);
        }
        await().until(() -> events.stream()
                .anyMatch(event -> event instanceof SpeakerEvent.RangeFull full
                        && full.range().prefix().equals(RANGE)
                        && full.from().equals(IpAddress.parse("127.0.7.12"))));
        assertEquals(2, a.status().peers().size());

        first.close();
        await().until(() -> a.status().peers().size() == 1);
        establish("127.0.7.12");
        await().until(() -> a.status().established() == 2);
    }

    /// A range decides nothing about a peer that is configured by itself, and nobody outside comes in.
    @Test
    void aConfiguredPeerInTheRangeIsItself() throws Exception {
        BgpSpeaker a = started(config(range(1)).toBuilder()
                .peers(net.peer(A, CONFIGURED, Loopback.AS, true))
                .build());
        establish(CONFIGURED);
        establish("127.0.7.20");
        await().until(() -> a.status().established() == 2);
        RawPeer stranger = RawPeer.connect("127.0.7.200", A, net.port());
        open.add(stranger);
        assertEquals(Notification.cease(Notification.CONNECTION_REJECTED), stranger.expect(Notification.class));
    }

    @Test
    void aChangedPolicyLeavesGuestsInPlaceAndAChangedSessionSendsThemAway() throws Exception {
        BgpSpeaker a = started(config(range(2)));
        RawPeer guest = establish("127.0.7.30");
        await().until(() -> a.status().established() == 1);

        ListenRange filtered = new ListenRange(RANGE, 2, range(2).like().withPolicy(PeerPolicy.NOTHING));
        a.apply(config(filtered));
        assertEquals(
                PeerPolicy.NOTHING,
                a.status().peer(new PeerId("127.0.7.30")).orElseThrow().config().policy());
        assertEquals(1, a.status().established());

        a.apply(config(new ListenRange(
                RANGE,
                2,
                range(2).like().toBuilder().timers(PeerConfig.Timers.DEFAULT).build())));
        assertEquals(Notification.cease(Notification.OTHER_CONFIGURATION_CHANGE), guest.expect(Notification.class));
        await().until(() -> a.status().peers().isEmpty());

        RawPeer again = establish("127.0.7.30");
        await().until(() -> a.status().established() == 1);
        a.apply(config());
        assertEquals(Notification.CEASE, again.expect(Notification.class).code());
        await().until(() -> a.status().peers().isEmpty());
    }

    /// RFC 4724 §4.2.
    @Test
    void aGuestThatRestartsFindsItsRoutesKept() throws Exception {
        BgpSpeaker a = started(config(range(1)));
        RawPeer guest = establish(restarter(120));
        announce(guest);
        await().until(() -> routes(a).equals(List.of(ROUTE)));
        guest.close();
        await().until(() -> stale(a) == 1);
        assertEquals(List.of(ROUTE), routes(a));

        RawPeer again = establish(restarter(120));
        await().until(() -> a.status().established() == 1);
        assertEquals(1, stale(a));
        announce(again);
        again.send(Update.endOfRib(AddressFamily.IPV4));
        await().until(() -> stale(a) == 0);
        assertEquals(List.of(ROUTE), routes(a));
        again.send(Notification.of(Notification.CEASE, Notification.PEER_DE_CONFIGURED)
                .hard());
        await().until(() -> a.status().peers().isEmpty());
        assertEquals(List.of(), routes(a));
    }

    @Test
    void aGuestThatDoesNotComeBackGoesWhenItsTimeIsOver() throws Exception {
        BgpSpeaker a = started(config(range(1)));
        RawPeer guest = establish(restarter(1));
        announce(guest);
        await().until(() -> routes(a).equals(List.of(ROUTE)));
        guest.close();
        await().until(() -> a.status().peers().isEmpty());
        assertEquals(List.of(), routes(a));
        await().until(() -> events.contains(new SpeakerEvent.GuestLeft(new PeerId(RESTARTER))));
        establish("127.0.7.71");
        await().until(() -> a.status().established() == 1);
    }

    /// Nobody makes room for more peers than a range may have by leaving routes behind.
    @Test
    void aGuestThatIsAwayTakesItsPlaceInTheRange() throws Exception {
        BgpSpeaker a = started(config(range(1)));
        RawPeer guest = establish(restarter(4095));
        announce(guest);
        await().until(() -> routes(a).equals(List.of(ROUTE)));
        guest.close();
        await().until(() -> stale(a) == 1);
        open.add(RawPeer.connect("127.0.7.71", A, net.port()));
        await().until(() -> events.stream().anyMatch(SpeakerEvent.RangeFull.class::isInstance));
        a.apply(config());
        await().until(() -> a.status().peers().isEmpty());
        assertEquals(List.of(), routes(a));
    }

    /// Whoever connects and says nothing takes a place until it leaves, and leaves nothing behind.
    @Test
    void halfAConnectionLeavesNothingBehind() throws Exception {
        BgpSpeaker a = started(config(range(50)));
        for (int i = 0; i < 200; i++) {
            RawPeer.connect("127.0.7." + (40 + i % 50), A, net.port()).reset();
        }
        RawPeer garbage = RawPeer.connect("127.0.7.40", A, net.port()).send(new byte[64]);
        open.add(garbage);
        assertEquals(1, garbage.expect(Notification.class).code());
        await().until(() -> a.status().peers().isEmpty());
        establish("127.0.7.41");
        await().until(() -> a.status().established() == 1);
    }

    /// As a configured peer may: the one before brought no OPEN.
    @Test
    void aGuestThatConnectsAnewReplacesItsSilentConnection() throws Exception {
        BgpSpeaker a = started(config(range(1)));
        for (int i = 0; i < 10; i++) {
            open.add(RawPeer.connect("127.0.7.60", A, net.port()));
        }
        establish("127.0.7.60");
        await().until(() -> a.status().established() == 1);
    }

    /// One key for all of a prefix (TCP_MD5SIG_EXT).
    @Test
    void aRangeHasOneKey() throws Exception {
        assumeTrue(Epoll.isAvailable(), "socket options need Linux's epoll sockets");
        ListenRange keyed = new ListenRange(
                RANGE,
                2,
                range(2).like().toBuilder()
                        .tcp(tcp -> tcp.withProtection(Protection.md5("one")))
                        .build());
        BgpSpeaker a = started(config(keyed));
        PeerConfig right = net.peer("127.0.7.50", A).toBuilder()
                .tcp(tcp -> tcp.withProtection(Protection.md5("one")))
                .build();
        PeerConfig wrong = net.peer("127.0.7.51", A).toBuilder()
                .tcp(tcp -> tcp.withProtection(Protection.md5("two")))
                .build();
        BgpSpeaker c = started(net.speaker("127.0.7.51", wrong));
        started(net.speaker("127.0.7.50", right));
        await().until(() -> a.status().established() == 1);
        await().until(() -> c.status()
                .peers()
                .getFirst()
                .lastEnd()
                .filter(end -> end.why().contains("password"))
                .isPresent());
        assertEquals(1, a.status().peers().size());
    }

    @Test
    void aRangeTwiceOrForNobodyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> range(0));
        assertThrows(IllegalArgumentException.class, () -> config(range(1), range(2)));
    }

    private ListenRange range(int limit) {
        return new ListenRange(RANGE, limit, net.peer(A, CONFIGURED));
    }

    private SpeakerConfig config(ListenRange... ranges) {
        return net.speaker(A).toBuilder().listenRanges(List.of(ranges)).build();
    }

    private static BgpMessage.Open restarter(int seconds) {
        BgpMessage.Open plain = RawPeer.open(RESTARTER, Loopback.AS);
        List<Capability> capabilities = new ArrayList<>(plain.capabilities());
        capabilities.add(new Capability.GracefulRestart(
                false, true, seconds, List.of(new Capability.GracefulRestart.Family(1, 1, true))));
        return new BgpMessage.Open(4, Loopback.AS, 90, plain.bgpIdentifier(), capabilities);
    }

    private static void announce(RawPeer peer) throws IOException {
        peer.send(Update.announce(
                NextHop.of(IpAddress.parse("192.0.2.70")),
                PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY, new LocalPref(100)),
                Nlri.of(ROUTE)));
    }

    private static int stale(BgpSpeaker speaker) {
        return speaker.status()
                .peer(new PeerId(RESTARTER))
                .map(peer -> peer.prefixes(AddressFamily.IPV4).stale())
                .orElse(0);
    }

    private RawPeer establish(String address) throws IOException {
        return establish(RawPeer.open(address, Loopback.AS));
    }

    private RawPeer establish(BgpMessage.Open with) throws IOException {
        RawPeer peer =
                RawPeer.connect(with.bgpIdentifier().toString(), A, net.port()).establish(with);
        open.add(peer);
        peer.send(new BgpMessage.Keepalive());
        return peer;
    }

    private BgpSpeaker started(SpeakerConfig config) throws IOException {
        BgpSpeaker speaker = new BgpSpeaker(config);
        open.add(speaker);
        speaker.addListener(events::add);
        speaker.start();
        return speaker;
    }

    private static List<Prefix> routes(BgpSpeaker speaker) {
        return speaker.routes(RouteQuery.first(10)).join().stream()
                .map(LocRibEntry::prefix)
                .toList();
    }
}
