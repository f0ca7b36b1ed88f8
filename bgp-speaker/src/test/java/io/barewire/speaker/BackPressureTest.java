package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.KernelRoutes;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.PeerPolicy;
import io.barewire.speaker.routing.RoutingThread;
import io.barewire.speaker.session.Event.ManualStop;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.speaker.transport.SharedEncoder;
import io.barewire.speaker.transport.Transport;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Update;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A routing thread that stands still while a peer sends as fast as it can.
class BackPressureTest {
    private static final String A = "127.0.4.1";
    private static final String B = "127.0.4.2";
    private static final int UPDATES = 5_000;
    private static final MessageFormat FORMAT =
            new MessageFormat(false, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);

    /// Reading stops, so memory is bounded; and because we stopped listening, the peer's silence is not held
    /// against it, although it lasts longer than the hold time.
    @Test
    @Tag("slow")
    void aSessionOutlivesAPauseLongerThanItsHoldTime() throws Exception {
        Loopback net = Loopback.onFreePort();
        PeerConfig peer = PeerConfig.builder(IpAddress.parse(B), Loopback.AS)
                .port(net.port())
                .timers(new PeerConfig.Timers(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .tcp(tcp -> tcp.withPassive(true))
                .policy(PeerPolicy.EVERYTHING)
                .build();
        SpeakerConfig config = net.speaker(A, peer);
        SharedEncoder encoder = new SharedEncoder();
        AtomicInteger lost = new AtomicInteger();
        RoutingThread routing = new RoutingThread(
                config, NextHopResolver.EVERYTHING_CONNECTED, KernelRoutes.UNKNOWN, _ -> {}, encoder::endOfTurn);
        Transport transport = new Transport(
                1,
                routing,
                encoder,
                event -> {
                    if (event instanceof SpeakerEvent.SessionDown) {
                        lost.incrementAndGet();
                    }
                },
                new MessageTap());
        transport.listen(config);
        transport.add(peer, SessionConfig.of(config, peer));
        try (RawPeer raw = RawPeer.connect(B, A, net.port()).establish(B, Loopback.AS)) {
            await().until(() -> status(transport, peer).isEstablished());
            CountDownLatch goOn = new CountDownLatch(1);
            routing.execute(_ -> awaitQuietly(goOn));
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> flood(raw));

            long stillAt = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            await().atMost(Duration.ofSeconds(20)).until(() -> System.nanoTime() > stillAt);
            assertEquals(0, lost.get());
            long read = status(transport, peer).messagesIn().updates();
            assertTrue(read < UPDATES / 2, () -> read + " of " + UPDATES + " were read");

            goOn.countDown();
            sent.join();
            await().until(() -> status(transport, peer).messagesIn().updates() == UPDATES);
            assertEquals(0, lost.get());
        } finally {
            transport.close(_ -> new ManualStop(Optional.empty(), "end of test"));
            routing.end();
        }
    }

    private static void flood(RawPeer peer) {
        Nlri.Builder prefixes = new Nlri.Builder(AddressFamily.IPV4, false);
        for (int i = 0; i < 900; i++) {
            prefixes.add(0, (long) (10 << 24 | i << 8) << 32, 0, 24);
        }
        byte[] update = MessageEncoder.encode(
                Update.announce(
                        NextHop.of(Loopback.identifier("127.0.4.2")),
                        PathAttributes.of(
                                new PathAttribute.Origin(PathAttribute.Origin.Kind.IGP),
                                PathAttribute.AsPath.EMPTY,
                                new PathAttribute.LocalPref(100)),
                        prefixes.build()),
                FORMAT);
        try {
            for (int i = 0; i < UPDATES; i++) {
                peer.send(update);
            }
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static PeerStatus status(Transport transport, PeerConfig peer) {
        return transport.status(peer, Map.of()).orElseThrow();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
