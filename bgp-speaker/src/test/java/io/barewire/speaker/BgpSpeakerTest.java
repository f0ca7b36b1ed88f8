package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.BestRouteChange;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteQuery;
import io.barewire.rib.RouteSink;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.Notification;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.ShutdownCommunication;
import io.barewire.wire.Update;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BgpSpeakerTest {
    private static final String A = "127.0.2.1";
    private static final String B = "127.0.2.2";
    private static final PeerId PEER_A = new PeerId(A);
    private static final PeerId PEER_B = new PeerId(B);
    private static final Prefix PREFIX = Prefix.parse("203.0.113.0/24");

    private final Loopback net;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<SpeakerEvent> events = new CopyOnWriteArrayList<>();

    BgpSpeakerTest() throws IOException {
        this.net = Loopback.onFreePort();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void twoSpeakersExchangeAndWithdraw() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B)));
        BgpSpeaker b = started(net.speaker(B, net.peer(B, A)));
        Sink sink = new Sink();
        b.addRouteSink("test", sink);
        a.announce(PREFIX);
        await().until(() -> prefixes(b).equals(List.of(PREFIX)));
        await().until(() -> sink.routes.containsKey(PREFIX));
        await().until(() -> sink.converged.get() == 1);
        assertEquals(1, status(b, PEER_A).prefixes(AddressFamily.IPV4).accepted());
        assertEquals(1, status(a, PEER_B).prefixes(AddressFamily.IPV4).advertised());
        assertTrue(status(a, PEER_B).messagesOut().updates() > 0);
        a.withdraw(PREFIX);
        await().until(() -> prefixes(b).isEmpty() && sink.routes.isEmpty());
        assertEquals(1, sink.converged.get());
    }

    @Test
    void aSinkThatIsRemovedHearsNoMoreAndTheNextBeginsWithEverything() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B)));
        BgpSpeaker b = started(net.speaker(B, net.peer(B, A)));
        Sink first = new Sink();
        b.addRouteSink("test", first);
        a.announce(PREFIX);
        await().until(() -> first.routes.containsKey(PREFIX) && first.converged.get() == 1);
        b.removeRouteSink("test");
        Sink second = new Sink();
        b.addRouteSink("test", second);
        await().until(() -> second.routes.containsKey(PREFIX) && second.converged.get() == 1);
        a.withdraw(PREFIX);
        await().until(() -> second.routes.isEmpty());
        assertTrue(first.routes.containsKey(PREFIX));
    }

    @Test
    void aListenerOfBestRoutesHearsWhoToldThemAndWhenAllIsTold() throws Exception {
        Map<Prefix, PeerId> best = new ConcurrentHashMap<>();
        AtomicInteger converged = new AtomicInteger();
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B)));
        BgpSpeaker b = new BgpSpeaker(net.speaker(B, net.peer(B, A)));
        open.add(b);
        b.addRouteListener("test", new BestRouteListener() {
            @Override
            public void changed(List<BestRouteChange> changes) {
                for (BestRouteChange change : changes) {
                    change.route()
                            .flatMap(BestRouteChange.BestRoute::peer)
                            .ifPresentOrElse(
                                    peer -> best.put(change.prefix(), peer), () -> best.remove(change.prefix()));
                }
            }

            @Override
            public void converged() {
                converged.incrementAndGet();
            }
        });
        b.start();
        a.announce(PREFIX);
        await().until(() -> PEER_A.equals(best.get(PREFIX)) && converged.get() == 1);
        a.withdraw(PREFIX);
        await().until(best::isEmpty);
    }

    /// Both connect as soon as they start, so connections collide now and then, which may cost a first
    /// session.
    @Test
    void aFilterChangesInPlaceAndATimerByReset() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B)));
        BgpSpeaker b = started(net.speaker(B, net.peer(B, A)));
        a.announce(PREFIX);
        await().until(() -> prefixes(b).equals(List.of(PREFIX)));
        long established = status(b, PEER_A).timesEstablished();
        long lost = status(a, PEER_B).timesLost();

        b.apply(net.speaker(B, net.peer(B, A).withPolicy(PeerPolicy.EVERYTHING.withImportFilter(PrefixFilter.NONE))));
        await().until(() -> prefixes(b).isEmpty());
        assertEquals(1, status(b, PEER_A).prefixes(AddressFamily.IPV4).denied());

        b.apply(net.speaker(B, net.peer(B, A)));
        await().until(() -> prefixes(b).equals(List.of(PREFIX)));
        assertEquals(established, status(b, PEER_A).timesEstablished());

        PeerConfig slower = net.peer(B, A, Loopback.AS, true);
        b.apply(net.speaker(B, slower));
        await().until(() -> status(a, PEER_B).timesLost() == lost + 1);
        await().until(() -> prefixes(b).equals(List.of(PREFIX)));
        assertEquals(
                Notification.of(6, 6),
                status(a, PEER_B).lastEnd().orElseThrow().received().orElseThrow());
    }

    @Test
    @Timeout(120)
    void aListenerMayCloseTheSpeakerThatIsBeingClosed() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B)));
        BgpSpeaker b = started(net.speaker(B, net.peer(B, A)));
        a.announce(PREFIX);
        await().until(() -> prefixes(b).equals(List.of(PREFIX)));
        AtomicBoolean told = new AtomicBoolean();
        a.addListener(_ -> {
            a.close();
            told.set(true);
        });
        a.close();
        assertTrue(told.get());
    }

    @Test
    void originatedPrefixesChangeInPlaceBesideAnnouncedOnes() throws Exception {
        Prefix configured = Prefix.parse("198.51.100.0/24");
        PeerConfig waiting = net.peer(A, B, Loopback.AS, true);
        BgpSpeaker a = started(net.speaker(A, waiting));
        BgpSpeaker b = started(net.speaker(B, net.peer(B, A)));
        a.announce(PREFIX);
        a.apply(originating(net.speaker(A, waiting), Set.of(configured)));
        await().until(() -> prefixes(b).equals(List.of(configured, PREFIX)));
        a.apply(net.speaker(A, waiting));
        await().until(() -> prefixes(b).equals(List.of(PREFIX)));
        assertEquals(1, status(b, PEER_A).timesEstablished());
    }

    /// Another identifier means new tables; what sinks know must still be made right, route by route.
    @Test
    void anotherIdentifierBeginsAnew() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        BgpSpeaker b = started(net.speaker(B, net.peer(B, A)));
        Sink sink = new Sink();
        b.addRouteSink("test", sink);
        a.announce(PREFIX);
        await().until(() -> sink.routes.containsKey(PREFIX));
        SpeakerConfig old = net.speaker(B, net.peer(B, A));
        b.apply(old.toBuilder()
                .bgpIdentifier(Loopback.identifier("127.0.2.200"))
                .build());
        await().until(() -> status(a, PEER_B).timesEstablished() == 2);
        a.withdraw(PREFIX);
        await().until(() -> sink.routes.isEmpty() && prefixes(b).isEmpty());
        assertEquals(
                Loopback.identifier("127.0.2.200"),
                status(a, PEER_B).session().orElseThrow().peerIdentifier());
    }

    @Test
    void oneSocketListensForBothFamilies() throws Exception {
        PeerConfig four = net.peer(A, B, Loopback.AS, true);
        PeerConfig six = PeerConfig.builder(IpAddress.parse("::1"), Loopback.AS)
                .port(net.port() == 1179 ? 1180 : 1179) // not our own port, or it would be ourselves
                .families(AddressFamily.IPV4)
                .timers(Loopback.TIMERS)
                .tcp(tcp -> tcp.withPassive(true))
                .policy(PeerPolicy.EVERYTHING)
                .build();
        BgpSpeaker a = started(net.speaker(A, four, six).toBuilder()
                .listen(new InetSocketAddress(net.port()))
                .build());
        open.add(RawPeer.connect(B, A, net.port()).establish("192.0.2.2", Loopback.AS));
        open.add(RawPeer.connect("::1", "::1", net.port()).establish("192.0.2.3", Loopback.AS));
        await().until(() -> a.status().established() == 2);
    }

    /// RFC 2918: thousands of requests are as good as one, and cost neither the session nor memory.
    @Test
    void aFloodOfRefreshRequestsIsSurvived() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        a.announce(PREFIX);
        RawPeer peer = connected(B).establish(B, Loopback.AS);
        byte[] request =
                MessageEncoder.encode(BgpMessage.RouteRefresh.request(AddressFamily.IPV4), MessageFormat.INITIAL);
        byte[] many = new byte[request.length * 1000];
        for (int i = 0; i < many.length; i++) {
            many[i] = request[i % request.length];
        }
        for (int i = 0; i < 50; i++) {
            peer.send(many);
        }
        await().until(() -> status(a, PEER_B).messagesIn().routeRefreshes() == 50_000);
        assertTrue(status(a, PEER_B).isEstablished());
    }

    @Test
    void aPeerThatIsRemovedIsTold() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        RawPeer peer = connected(B).establish(B, Loopback.AS);
        a.apply(net.speaker(A));
        assertEquals(Notification.of(6, 3), peer.expect(Notification.class));
        assertEquals(0, peer.readToEnd());
        assertEquals(List.of(), a.status().peers());
    }

    @Test
    void closingSaysSoUnlessQuiet() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        RawPeer told = connected(B).establish(B, Loopback.AS);
        await().until(() -> status(a, PEER_B).isEstablished()); // what is not read makes a reset of a close
        a.close();
        assertEquals(Notification.of(6, 2), told.expect(Notification.class));

        BgpSpeaker again = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        RawPeer untold = connected(B).establish(B, Loopback.AS);
        await().until(() -> status(again, PEER_B).isEstablished());
        again.close(CloseMode.QUIET);
        assertThrows(EOFException.class, () -> untold.expect(Notification.class));
    }

    @Test
    void sinksKeepWhatTheyHaveWhenTheSpeakerCloses() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B)));
        BgpSpeaker b = started(net.speaker(B, net.peer(B, A)));
        Sink sink = new Sink();
        b.addRouteSink("test", sink);
        a.announce(PREFIX);
        await().until(() -> sink.routes.containsKey(PREFIX));
        b.close();
        assertTrue(sink.routes.containsKey(PREFIX));
    }

    @Test
    void aConnectionFromNobodyIsClosedUnread() throws Exception {
        started(net.speaker(A, net.peer(A, B)));
        try (RawPeer stranger = RawPeer.connect("127.0.2.99", A, net.port())) {
            assertEquals(Notification.cease(Notification.CONNECTION_REJECTED), stranger.expect(Notification.class));
            assertEquals(0, endOf(stranger));
        }
        await().until(() -> events.stream()
                .anyMatch(event -> event instanceof SpeakerEvent.ConnectionRefused refused
                        && refused.from().toString().equals("127.0.2.99")));
    }

    @Test
    void aPeerWithAnotherAsIsToldAndMayTryAgain() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        RawPeer wrong = connected(B).send(RawPeer.open(B, 65001));
        assertEquals(Notification.of(2, 2), wrong.expect(Notification.class));
        wrong.close();
        await().until(() -> status(a, PEER_B).lastEnd().isPresent());
        assertEquals(
                "peer is in AS 65001, but AS 64512 is configured",
                status(a, PEER_B).lastEnd().orElseThrow().why());
        establishedAfterAll();
        await().until(() -> status(a, PEER_B).isEstablished());
    }

    @Test
    void garbageIsAnsweredAndReportedWithItsOctets() throws Exception {
        started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        RawPeer peer = connected(B).send(new byte[19]);
        assertEquals(Notification.of(1, 1), peer.expect(Notification.class));
        await().until(() -> events.stream()
                .anyMatch(event -> event instanceof SpeakerEvent.MalformedMessage malformed
                        && malformed.consequence().equals("session reset")
                        && malformed.octets().toHex().equals("00".repeat(19))));
        establishedAfterAll();
    }

    /// Half a message is waited for; a new connection of the same peer takes the place of a silent one, so neither
    /// silence nor a flood keeps a peer out.
    @Test
    void halfAMessageSilenceAndAFloodKeepNobodyOut() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        byte[] half = new byte[10];
        Arrays.fill(half, (byte) 0xFF);
        for (int i = 0; i < 200; i++) {
            connected(B).send(half);
        }
        connected(B).establish(B, Loopback.AS);
        await().until(() -> status(a, PEER_B).isEstablished());
    }

    @Test
    void messagesInManyPiecesAreMessages() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        RawPeer peer = connected(B);
        byte[] octets = MessageEncoder.encode(RawPeer.open(B, Loopback.AS), MessageFormat.INITIAL);
        for (byte octet : octets) {
            peer.send(new byte[] {octet});
        }
        peer.send(new BgpMessage.Keepalive());
        await().until(() -> status(a, PEER_B).isEstablished());
        assertEquals(1, status(a, PEER_B).messagesIn().opens());
    }

    @Test
    void aSecondConnectionDoesNotDisturbAnEstablishedSession() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        RawPeer first = connected(B).establish(B, Loopback.AS);
        await().until(() -> status(a, PEER_B).isEstablished());
        assertEquals(0, endOf(connected(B)));
        first.expect(BgpMessage.Keepalive.class); // the probe whether it still lives
        assertTrue(status(a, PEER_B).isEstablished());
    }

    @Test
    void morePrefixesThanAllowedEndTheSession() throws Exception {
        PeerConfig p = net.peer(A, B, Loopback.AS, true);
        PeerConfig limited = p.withPolicy(p.policy().withMaximumPrefixes(1));
        started(net.speaker(A, limited));
        RawPeer peer = connected(B).establish(B, Loopback.AS);
        peer.send(routes(Prefix.parse("10.1.0.0/16"), Prefix.parse("10.2.0.0/16")));
        assertEquals(6, peer.expect(Notification.class).code());
    }

    @Test
    void aRefreshIsAskedForAndAnswered() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        a.announce(PREFIX);
        RawPeer peer = connected(B).establish(B, Loopback.AS);
        // First: a request need not come behind what the tables tell.
        assertEquals(
                PREFIX,
                nextAnnouncement(peer).announced().getFirst().nlri().toList().getFirst());
        assertTrue(a.refresh(PEER_B, AddressFamily.IPV4));
        assertFalse(a.refresh(PEER_B, AddressFamily.IPV6));
        assertFalse(a.refresh(new PeerId("192.0.2.77"), AddressFamily.IPV4));
        peer.expect(BgpMessage.RouteRefresh.class);
        peer.send(BgpMessage.RouteRefresh.request(AddressFamily.IPV4));
        assertEquals(
                PREFIX,
                nextAnnouncement(peer).announced().getFirst().nlri().toList().getFirst());
        assertEquals(1, status(a, PEER_B).messagesIn().routeRefreshes());
    }

    @Test
    void aResetEndsTheSessionAndItComesBack() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B)));
        BgpSpeaker b = started(net.speaker(B, net.peer(B, A)));
        await().until(() ->
                status(a, PEER_B).isEstablished() && status(b, PEER_A).isEstablished());
        Clear reset = new Clear.Session(new ShutdownCommunication("new line card"), true);
        assertEquals(Clear.Outcome.DONE, a.clear(PEER_B, reset));
        assertEquals(Clear.Outcome.UNKNOWN_PEER, a.clear(new PeerId("192.0.2.77"), reset));
        // Not the count of sessions: two that connect at one moment may lose one before this.
        Notification told = Notification.cease(4, new ShutdownCommunication("new line card"));
        await().until(() ->
                status(a, PEER_B).lastEnd().flatMap(end -> end.sent()).equals(Optional.of(told.hard())));
        await().until(() -> status(b, PEER_A)
                .lastEnd()
                .flatMap(end -> end.received())
                .flatMap(cease -> cease.shutdownCommunication())
                .equals(Optional.of("new line card")));
        await().until(() ->
                status(a, PEER_B).isEstablished() && status(b, PEER_A).isEstablished());
    }

    @Test
    void softClearsAskAndTellAgain() throws Exception {
        BgpSpeaker a = started(net.speaker(A, net.peer(A, B, Loopback.AS, true)));
        assertEquals(Clear.Outcome.NOT_ESTABLISHED, a.clear(PEER_B, new Clear.SoftOut()));
        a.announce(PREFIX);
        RawPeer peer = connected(B).establish("192.0.2.2", Loopback.AS);
        nextAnnouncement(peer);
        assertEquals(Clear.Outcome.DONE, a.clear(PEER_B, new Clear.SoftOut()));
        assertEquals(
                PREFIX,
                nextAnnouncement(peer).announced().getFirst().nlri().toList().getFirst());
        assertEquals(Clear.Outcome.DONE, a.clear(PEER_B, new Clear.SoftIn()));
        peer.expect(BgpMessage.RouteRefresh.class);
        assertEquals(1, status(a, PEER_B).timesEstablished());
    }

    /// RFC 9003 §2, and RFC 4486 §4 for whoever is not welcome any more.
    @Test
    void aPeerThatIsShutDownIsToldWhyAndRejectedUntilItIsLetIn() throws Exception {
        PeerConfig welcome = net.peer(A, B, Loopback.AS, true);
        PeerConfig shut = welcome.toBuilder()
                .session(session -> session.withShutdown(new ShutdownCommunication("wartung bis 5 Uhr – füß")))
                .build();
        BgpSpeaker a = started(net.speaker(A, welcome));
        RawPeer peer = connected(B).establish("192.0.2.2", Loopback.AS);
        await().until(() -> status(a, PEER_B).isEstablished());
        a.apply(net.speaker(A, shut));
        Notification told = peer.expect(Notification.class);
        assertEquals("wartung bis 5 Uhr – füß", told.shutdownCommunication().orElseThrow());
        assertEquals(SessionState.IDLE, status(a, PEER_B).state());
        RawPeer refused = connected(B);
        refused.send(RawPeer.open("192.0.2.2", Loopback.AS));
        assertEquals(Notification.cease(Notification.CONNECTION_REJECTED), refused.expect(Notification.class));
        a.apply(net.speaker(A, welcome));
        connected(B).establish("192.0.2.2", Loopback.AS);
        await().until(() -> status(a, PEER_B).isEstablished());
    }

    @Test
    void aPeerOfAnyOtherAsIsAskedForNoNumber() throws Exception {
        PeerConfig external = PeerConfig.builder(IpAddress.parse(B), RemoteAs.Relation.EXTERNAL)
                .port(net.port())
                .tcp(tcp -> tcp.withPassive(true))
                .policy(PeerPolicy.EVERYTHING)
                .build();
        BgpSpeaker a = started(net.speaker(A, external));
        RawPeer same = connected(B);
        same.send(RawPeer.open("192.0.2.2", Loopback.AS));
        assertEquals(Notification.of(2, 2), same.expect(Notification.class));
        assertTrue(status(a, PEER_B).as().isEmpty());
        await().until(() -> {
            try {
                connected(B).establish("192.0.2.2", 65001);
                return true;
            } catch (IOException heldAfterTheFailure) {
                return false;
            }
        });
        await().until(() -> status(a, PEER_B).isEstablished());
        assertEquals(65001, status(a, PEER_B).as().orElseThrow());
        assertTrue(status(a, PEER_B).external());
    }

    @Test
    void ourselvesInTheListOfPeersIsIgnored() throws Exception {
        SpeakerConfig config = net.speaker("127.0.0.1", net.peer("127.0.0.1", "127.0.0.1"));
        assertEquals(List.of(), started(config).status().peers());
    }

    @Test
    void inAVrfAnAddressOfOursMayBeSomebodyElses() throws Exception {
        PeerConfig peer = net.peer("127.0.0.1", "127.0.0.1");
        PeerConfig inVrf = peer.toBuilder().tcp(peer.tcp().withVrf("lo")).build();
        assertEquals(
                1, started(net.speaker("127.0.0.1", inVrf)).status().peers().size());
    }

    @Test
    void anAddressInUseIsSaidSo() throws Exception {
        started(net.speaker(A));
        BgpSpeaker second = new BgpSpeaker(net.speaker(A));
        open.add(second);
        IOException refused = assertThrows(IOException.class, second::start);
        assertTrue(refused.toString().contains(A + " port " + net.port()), refused.toString());
    }

    @Test
    void fiveHundredSessionsComeUpInOneProcess() throws Exception {
        PeerConfig[] peers = new PeerConfig[500];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = net.peer(A, "127.1." + i / 250 + "." + (1 + i % 250), Loopback.AS, true);
        }
        BgpSpeaker hub = started(net.speaker(A, peers));
        hub.announce(PREFIX);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Update>> heard = new ArrayList<>();
            for (PeerConfig peer : peers) {
                heard.add(threads.submit(() -> {
                    RawPeer raw = RawPeer.connect(peer.endpoint().text(), A, net.port());
                    synchronized (open) {
                        open.add(raw);
                    }
                    raw.establish(peer.endpoint().text(), Loopback.AS);
                    return nextAnnouncement(raw);
                }));
            }
            for (Future<Update> update : heard) {
                assertEquals(
                        List.of(PREFIX),
                        update.get().announced().getFirst().nlri().toList());
            }
        }
        await().until(() -> hub.status().established() == 500);
    }

    private static Update nextAnnouncement(RawPeer peer) throws IOException {
        Update update = peer.expect(Update.class);
        while (update.announced().isEmpty()) {
            update = peer.expect(Update.class); // that was an End-of-RIB marker
        }
        return update;
    }

    private static int endOf(RawPeer peer) throws IOException {
        try {
            return peer.readToEnd();
        } catch (SocketException reset) {
            return 0; // closed with a reset
        }
    }

    /// The speaker pauses after a failure; a peer that tries again gets its session.
    private void establishedAfterAll() {
        await().ignoreExceptions().until(() -> {
            connected(B).establish(B, Loopback.AS);
            return true;
        });
    }

    private static Update routes(Prefix first, Prefix... more) {
        return Update.announce(
                NextHop.of(Loopback.identifier(B)),
                PathAttributes.of(
                        new PathAttribute.Origin(PathAttribute.Origin.Kind.IGP),
                        PathAttribute.AsPath.EMPTY,
                        new PathAttribute.LocalPref(100)),
                Nlri.of(first, more));
    }

    private static SpeakerConfig originating(SpeakerConfig config, Set<Prefix> prefixes) {
        return config.toBuilder().originated(prefixes).build();
    }

    private BgpSpeaker started(SpeakerConfig config) throws IOException {
        BgpSpeaker speaker = new BgpSpeaker(config);
        open.add(speaker);
        speaker.addListener(events::add);
        speaker.start();
        return speaker;
    }

    private RawPeer connected(String own) throws IOException {
        RawPeer peer = RawPeer.connect(own, A, net.port());
        open.add(peer);
        return peer;
    }

    private static PeerStatus status(BgpSpeaker speaker, PeerId peer) {
        return speaker.status().peer(peer).orElseThrow();
    }

    private static List<Prefix> prefixes(BgpSpeaker speaker) {
        return speaker.routes(RouteQuery.first(100)).join().stream()
                .map(entry -> entry.prefix())
                .toList();
    }

    private static final class Sink implements RouteSink {
        private final Map<Prefix, RouteChange> routes = new ConcurrentHashMap<>();
        private final AtomicInteger converged = new AtomicInteger();

        @Override
        public void apply(List<RouteChange> changes) {
            for (RouteChange change : changes) {
                if (change.nextHops().isEmpty()) {
                    routes.remove(change.prefix());
                } else {
                    routes.put(change.prefix(), change);
                }
            }
        }

        @Override
        public void converged() {
            converged.incrementAndGet();
        }
    }
}
