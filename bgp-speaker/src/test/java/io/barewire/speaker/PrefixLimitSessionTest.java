package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.NextHopResolver;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixLimits;
import io.barewire.rib.PrefixLimits.OnExcess;
import io.barewire.rib.Reachability;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.Notification;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.ShutdownCommunication;
import io.barewire.wire.Update;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A peer over TCP that announces more than it may, beside one that behaves.
class PrefixLimitSessionTest {
    private static final String US = "127.0.8.1";
    private static final String FLOOD = "127.0.8.2";
    private static final String NEIGHBOR = "127.0.8.3";
    private static final int LIMIT = 1000;
    private static final int FLOODED = 200_000;
    private static final int PER_MESSAGE = 500;
    private static final Clear.Session CLEAR = new Clear.Session(ShutdownCommunication.NONE, true);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Loopback net;

    PrefixLimitSessionTest() throws IOException {
        this.net = Loopback.onFreePort();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private SpeakerConfig config(PrefixLimits limits) {
        PeerPolicy limited = PeerPolicy.EVERYTHING.imports(imports -> imports.withLimits(limits));
        return net.speaker(
                US,
                net.peer(US, FLOOD, Loopback.AS, true).withPolicy(limited),
                net.peer(US, NEIGHBOR, Loopback.AS, true));
    }

    private static PrefixLimits limits(OnExcess onExcess) {
        return PrefixLimits.DEFAULT.withFamily(AddressFamily.IPV4, LIMIT).withOnExcess(onExcess);
    }

    private BgpSpeaker start(SpeakerConfig config) throws IOException {
        BgpSpeaker speaker = new BgpSpeaker(config);
        open.add(speaker);
        speaker.start();
        return speaker;
    }

    private RawPeer connect(String own) throws IOException {
        RawPeer peer = RawPeer.connect(own, US, net.port());
        open.add(peer);
        return peer;
    }

    private RawPeer establish(BgpSpeaker speaker, String own) throws IOException {
        RawPeer peer = connect(own).establish(Loopback.identifier(own).toString(), Loopback.AS);
        await().until(() -> status(speaker, own).isEstablished());
        return peer;
    }

    private static PeerStatus status(BgpSpeaker speaker, String peer) {
        return speaker.status().peer(new PeerId(peer)).orElseThrow();
    }

    private static Update routes(int from, int count) {
        List<Prefix> prefixes = IntStream.range(from, from + count)
                .mapToObj(i -> Prefix.of(IpAddress.ipv4(0x0B00_0000 + (i << 8)), 24))
                .toList();
        return Update.announce(
                NextHop.of(Loopback.identifier(FLOOD)),
                PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY, new LocalPref(100)),
                Nlri.of(AddressFamily.IPV4, prefixes));
    }

    /// Writes on until the other side closes, or all is written.
    private static void flood(RawPeer peer) {
        try {
            for (int i = 0; i < FLOODED; i += PER_MESSAGE) {
                peer.send(routes(i, PER_MESSAGE));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void awaitKeptDown(BgpSpeaker speaker) {
        await().until(() -> status(speaker, FLOOD).keptDown());
        PeerStatus down = status(speaker, FLOOD);
        assertEquals(SessionState.IDLE, down.state());
        SessionEnd end = down.lastEnd().orElseThrow();
        assertEquals("too many IPv4 prefixes (limit 1000)", end.why());
        assertEquals(Optional.of(Notification.tooManyPrefixes(AddressFamily.IPV4, LIMIT)), end.sent());
        assertEquals(0, speaker.status().prefixes().getOrDefault(AddressFamily.IPV4, 0));
    }

    private void assertRefused() throws IOException {
        assertEquals(0, connect(FLOOD).readToEnd(), "its connection is closed without a word");
    }

    /// No more than the limit is ever stored, and the neighbor's session lives on.
    @Test
    void aFloodCostsItsOwnSessionOnlyAndThatStaysDownUntilCleared() throws Exception {
        BgpSpeaker speaker = start(config(limits(new OnExcess.StayDown())));
        RawPeer neighbor = establish(speaker, NEIGHBOR);
        flood(establish(speaker, FLOOD));
        awaitKeptDown(speaker);
        assertEquals(Optional.empty(), status(speaker, FLOOD).nextAttempt());
        assertRefused();

        assertEquals(1, status(speaker, NEIGHBOR).timesEstablished());
        neighbor.send(new BgpMessage.Keepalive());
        assertTrue(status(speaker, NEIGHBOR).isEstablished());

        assertEquals(Clear.Outcome.NOT_ESTABLISHED, speaker.clear(new PeerId(FLOOD), new Clear.SoftIn()));
        assertEquals(Clear.Outcome.DONE, speaker.clear(new PeerId(FLOOD), CLEAR));
        await().until(() -> status(speaker, FLOOD).state() == SessionState.ACTIVE);
        establish(speaker, FLOOD).send(routes(0, 10));
        await().until(() -> speaker.status().prefixes().getOrDefault(AddressFamily.IPV4, 0) == 10);
        assertFalse(status(speaker, FLOOD).keptDown());
    }

    /// It does not get away with it by being gone when the tables come to look.
    @Test
    void whoHangsUpAfterTooManyPrefixesIsKeptDownToo() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        BgpSpeaker speaker = new BgpSpeaker(config(limits(new OnExcess.StayDown())), slow(lost));
        open.add(speaker);
        speaker.addListener(event -> {
            if (event instanceof SpeakerEvent.SessionDown) {
                lost.countDown();
            }
        });
        speaker.start();
        establish(speaker, FLOOD)
                .send(routes(0, LIMIT / 2))
                .send(routes(LIMIT / 2, LIMIT / 2))
                .send(routes(LIMIT, 1))
                .close();
        await().until(() -> status(speaker, FLOOD).keptDown());
        assertEquals(
                "too many IPv4 prefixes (limit 1000)",
                status(speaker, FLOOD).lastEnd().orElseThrow().why());
        assertRefused();
    }

    /// The tables wait at the first route.
    private static NextHopResolver slow(CountDownLatch until) {
        return new NextHopResolver() {
            @Override
            public void onChange(Runnable whenChanged) {}

            @Override
            public Reachability follow(ScopedNextHop nextHop) {
                try {
                    assertTrue(until.await(1, TimeUnit.MINUTES));
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                return EVERYTHING_CONNECTED.follow(nextHop);
            }

            @Override
            public void release(ScopedNextHop nextHop) {}

            @Override
            public Map<ScopedNextHop, Reachability> changes() {
                return Map.of();
            }
        };
    }

    @Test
    void otherLimitsLetItComeBackAndOthersThingsDoNot() throws Exception {
        SpeakerConfig config = config(limits(new OnExcess.StayDown()));
        BgpSpeaker speaker = start(config);
        flood(establish(speaker, FLOOD));
        awaitKeptDown(speaker);
        speaker.apply(config.toBuilder().maximumPaths(4).build());
        assertRefused();
        assertTrue(status(speaker, FLOOD).keptDown());

        speaker.apply(config(PrefixLimits.DEFAULT.withTotal(2 * LIMIT)));
        await().until(() -> status(speaker, FLOOD).state() == SessionState.ACTIVE);
        establish(speaker, FLOOD).send(routes(0, LIMIT)).send(routes(LIMIT, 1));
        await().until(() -> speaker.status().prefixes().getOrDefault(AddressFamily.IPV4, 0) == LIMIT + 1);
    }

    @Test
    void itComesBackByItselfAfterTheTimeGiven() throws Exception {
        BgpSpeaker speaker = start(config(limits(new OnExcess.RestartAfter(Duration.ofSeconds(2)))));
        flood(establish(speaker, FLOOD));
        awaitKeptDown(speaker);
        assertTrue(status(speaker, FLOOD).nextAttempt().isPresent());
        await().until(() -> status(speaker, FLOOD).state() == SessionState.ACTIVE);
        establish(speaker, FLOOD);
    }

    @Test
    void nothingButAWarningIsPossible() throws Exception {
        BgpSpeaker speaker = start(config(limits(new OnExcess.WarnOnly())));
        List<SpeakerEvent> events = new ArrayList<>();
        speaker.addListener(event -> {
            synchronized (events) {
                events.add(event);
            }
        });
        establish(speaker, FLOOD).send(routes(0, PER_MESSAGE)).send(routes(PER_MESSAGE, LIMIT));
        await().until(() -> {
            synchronized (events) {
                return events.stream()
                        .anyMatch(event -> event instanceof SpeakerEvent.PrefixesNearLimit(PeerId _, var prefixes)
                                && prefixes.received() > prefixes.limit());
            }
        });
        assertTrue(status(speaker, FLOOD).isEstablished());
    }

    /// Loopback stands for the device of a VRF.
    @Test
    void anotherDeviceOfItsVrfDoesNotLetItBack() throws Exception {
        PeerConfig inVrf = config(limits(new OnExcess.StayDown())).peers().getFirst().toBuilder()
                .tcp(tcp -> tcp.withVrf("lo"))
                .build();
        BgpSpeaker speaker = start(net.speaker(US, inVrf));
        flood(connect(FLOOD).establish(Loopback.identifier(FLOOD).toString(), Loopback.AS));
        await().until(() -> speaker.status().peers().getFirst().keptDown());
        speaker.vrfDeviceChanged("lo");
        assertRefused();
        assertTrue(speaker.status().peers().getFirst().keptDown());
    }

    /// A guest would otherwise be forgotten with its connection, and come back as a new one.
    @Test
    void aGuestOfARangeIsKeptDownToo() throws Exception {
        PeerConfig like = config(limits(new OnExcess.StayDown())).peers().getFirst();
        BgpSpeaker speaker = start(SpeakerConfig.builder(Loopback.AS, Loopback.identifier(US))
                .listen(new InetSocketAddress(US, net.port()))
                .listenRanges(List.of(new ListenRange(Prefix.parse("127.0.8.0/24"), 2, like)))
                .build());
        flood(connect(FLOOD).establish(Loopback.identifier(FLOOD).toString(), Loopback.AS));
        awaitKeptDown(speaker);
        assertRefused();
        assertEquals(Clear.Outcome.DONE, speaker.clear(new PeerId(FLOOD), CLEAR));
        await().until(() -> speaker.status().peers().isEmpty());
        establish(speaker, FLOOD);
    }
}
