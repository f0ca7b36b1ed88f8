package io.barewire.speaker;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdProfile;
import io.barewire.bfd.BfdState;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.RouteQuery;
import io.barewire.testkit.Namespace;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Notification;
import io.barewire.wire.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two speakers in namespaces of their own with a cable between them, watched by BFD.
@Tag("root")
class BfdSessionTest {
    private static final Prefix PREFIX = Prefix.parse("203.0.113.0/24");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /// Which this machine may delay for a second, too.
    private static final BfdProfile FAST =
            BfdProfile.DEFAULT.withIntervals(Duration.ofMillis(500), Duration.ofMillis(500));
    /// For sessions that must not fall because this machine does something else for a moment.
    private static final BfdProfile CALM =
            BfdProfile.DEFAULT.withIntervals(Duration.ofSeconds(1), Duration.ofSeconds(1));

    private interface Story {
        void run(BgpSpeaker left, BgpSpeaker right) throws Exception;
    }

    /// RFC 9384, RFC 5882 §4.2: long before the hold time of 180 s.
    @Test
    void aFailedPathEndsTheSessionAndItsRoutes() throws Exception {
        cabled(Optional.of(FAST), Optional.of(FAST), (left, right) -> {
            List<SpeakerEvent> events = new CopyOnWriteArrayList<>();
            left.addListener(events::add);
            right.announce(PREFIX);
            await().atMost(PATIENCE).until(() -> knows(left) && is(BfdState.UP, left) && is(BfdState.UP, right));
            long lost = peer(left).timesLost(); // a collision of their first connections may have cost one
            ip("link set cable down");
            await().atMost(PATIENCE).until(() -> !knows(left) && peer(left).timesLost() > lost);
            await().until(() -> events.stream()
                    .anyMatch(event -> event instanceof SpeakerEvent.SessionDown(var _, SessionEnd end)
                            && end.sent()
                                    .map(Notification::enclosed)
                                    .equals(Optional.of(Notification.of(Notification.CEASE, 10)))));
            ip("link set cable up");
            await().atMost(PATIENCE).until(() -> knows(left) && is(BfdState.UP, left));
        });
    }

    @Test
    void aSessionNeitherWaitsForBfdNorNoticesThatItIsTakenAway() throws Exception {
        cabled(Optional.of(CALM), Optional.empty(), (left, right) -> {
            right.announce(PREFIX);
            await().atMost(PATIENCE).until(() -> knows(left));
            await().atMost(PATIENCE).until(() -> is(BfdState.DOWN, left));
            right.apply(config("192.0.2.2", "192.0.2.1", Optional.of(CALM)));
            await().atMost(PATIENCE).until(() -> is(BfdState.UP, left) && is(BfdState.UP, right));
            long lost = peer(left).timesLost() + peer(right).timesLost();
            Duration slower = Duration.ofMillis(1_500);
            right.apply(config("192.0.2.2", "192.0.2.1", Optional.of(CALM.withIntervals(slower, slower))));
            await().atMost(PATIENCE)
                    .until(() -> peer(left).bfd().stream()
                            .anyMatch(session -> session.remote().transmit().equals(slower)));
            right.apply(config("192.0.2.2", "192.0.2.1", Optional.empty()));
            await().atMost(PATIENCE).until(() -> is(BfdState.DOWN, left));
            assertEquals(Optional.empty(), peer(right).bfd());
            assertTrue(knows(left));
            assertEquals(lost, peer(left).timesLost() + peer(right).timesLost());
        });
    }

    /// More happened than a listener took, and among what nobody was told was that the guest came up.
    @Test
    void aGuestIsWatchedThoughTheNewsOfItWereLost() throws Exception {
        inNewNamespace(() -> {
            ip("link set lo up");
            Loopback net = Loopback.onFreePort();
            PeerConfig guests = net.peer("127.0.9.1", "127.0.9.2", 64512, true).toBuilder()
                    .bfd(Optional.of(CALM))
                    .build();
            SpeakerConfig quiet = net.speaker("127.0.9.1").toBuilder()
                    .originated(Set.of(PREFIX))
                    .listenRanges(List.of(new ListenRange(Prefix.parse("127.0.9.0/24"), 1, guests)))
                    .build();
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            List<SpeakerEvent> events = new CopyOnWriteArrayList<>();
            try (BgpSpeaker speaker = new BgpSpeaker(quiet)) {
                speaker.addListener(event -> {
                    events.add(event);
                    first.countDown();
                    assertDoesNotThrow(() -> goOn.await(60, TimeUnit.SECONDS));
                });
                speaker.start();
                speaker.apply(quiet.toBuilder().conditional(conditions(5_000)).build());
                assertTrue(first.await(60, TimeUnit.SECONDS));
                try (RawPeer guest = RawPeer.connect("127.0.9.2", "127.0.9.1", net.port())) {
                    guest.establish("192.0.2.2", 64512);
                    await().until(() -> speaker.status().established() == 1);
                    goOn.countDown();
                    await().until(() -> peer(speaker).bfd().isPresent());
                    assertTrue(events.stream().noneMatch(SpeakerEvent.SessionUp.class::isInstance));
                }
            }
        });
    }

    /// Each of which is told of when it is configured.
    private static List<ConditionalPrefixes> conditions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ConditionalPrefixes(
                        "c" + i,
                        Set.of(Prefix.parse("198.51.100.0/24")),
                        new ConditionalPrefixes.AdvertiseWhen.RouteExists(PREFIX)))
                .toList();
    }

    private static boolean knows(BgpSpeaker speaker) {
        return !speaker.routes(RouteQuery.first(10)).join().isEmpty();
    }

    private static PeerStatus peer(BgpSpeaker speaker) {
        return speaker.status().peers().getFirst();
    }

    /// Nobody knows for a moment after the start.
    private static boolean is(BfdState state, BgpSpeaker speaker) {
        return peer(speaker).bfd().stream().anyMatch(session -> session.state() == state);
    }

    private static SpeakerConfig config(String own, String peer, Optional<BfdProfile> bfd) throws Exception {
        return SpeakerConfig.builder(64512, IpAddress.parse(own))
                .listen(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 1790))
                .peers(PeerConfig.builder(IpAddress.parse(peer), 64512)
                        .port(1790)
                        .timers(Loopback.TIMERS)
                        .policy(PeerPolicy.EVERYTHING)
                        .bfd(bfd)
                        .build())
                .build();
    }

    private static void cabled(Optional<BfdProfile> forLeft, Optional<BfdProfile> forRight, Story story)
            throws Exception {
        inNewNamespace(() -> {
            String leftId = Namespace.id();
            try (BgpSpeaker left = new BgpSpeaker(config("192.0.2.1", "192.0.2.2", forLeft))) {
                // The left one starts without a network: that its peer is next door it learns from the session.
                left.start();
                inNewNamespace(() -> {
                    ip("link add cable type veth peer name cable netns " + leftId);
                    end("ip ", "2");
                    end("nsenter --net=/proc/" + leftId + "/ns/net ip ", "1");
                    try (BgpSpeaker right = new BgpSpeaker(config("192.0.2.2", "192.0.2.1", forRight))) {
                        right.start();
                        story.run(left, right);
                    }
                });
            }
        });
    }

    private static void end(String ip, String number) throws Exception {
        run(ip + "address add 192.0.2." + number + "/24 dev cable");
        run(ip + "link set cable up");
    }
}
