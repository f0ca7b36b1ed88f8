package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.KernelRoutes;
import io.barewire.rib.NextHopResolver;
import io.barewire.speaker.routing.RoutingThread;
import io.barewire.speaker.session.Event.ManualStop;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.speaker.transport.SharedEncoder;
import io.barewire.speaker.transport.Transport;
import io.barewire.wire.Notification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a peer hears last when its event loop has other things to do for a moment, and then comes the end of all.
class LastWordsTest {
    private static final String OWN = "127.0.11.1";
    private static final String PEER = "127.0.11.2";
    private static final ManualStop DE_CONFIGURED =
            new ManualStop(Optional.of(Notification.cease(Notification.PEER_DE_CONFIGURED)), "it is gone");

    private final CountDownLatch up = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Loopback net = Loopback.onFreePort();
    private final PeerConfig peer = net.peer(OWN, PEER);
    private final SpeakerConfig config = net.speaker(OWN, peer);
    private RoutingThread routing;
    private Transport transport;

    LastWordsTest() throws IOException {}

    @BeforeEach
    void begin() {
        routing = new RoutingThread(
                config, NextHopResolver.EVERYTHING_CONNECTED, KernelRoutes.UNKNOWN, _ -> {}, () -> {});
        transport = new Transport(1, routing, new SharedEncoder(), this::hold, MessageTap.closed());
    }

    @AfterEach
    void end() throws InterruptedException {
        routing.end();
    }

    /// On the event loop.
    private void hold(SpeakerEvent event) {
        if (event instanceof SpeakerEvent.SessionUp) {
            up.countDown();
            assertDoesNotThrow(() -> assertTrue(goOn.await(20, TimeUnit.SECONDS)));
        }
    }

    @Test
    void whoIsRemovedRightBeforeTheEndIsToldWhy() throws Exception {
        try (ServerSocket listener = new ServerSocket(net.port(), 1, InetAddress.getByName(PEER))) {
            transport.add(peer, SessionConfig.of(config, peer));
            Thread closing = Thread.ofPlatform().unstarted(() -> transport.close(_ -> DE_CONFIGURED));
            try (RawPeer there = RawPeer.accept(listener).establish("192.0.2.2", Loopback.AS)) {
                assertTrue(up.await(20, TimeUnit.SECONDS));
                transport.remove(peer, DE_CONFIGURED);
                closing.start();
                await().until(() -> closing.getState() == Thread.State.WAITING);
                goOn.countDown();
                assertEquals(Notification.cease(Notification.PEER_DE_CONFIGURED), there.expect(Notification.class));
            }
            closing.join();
        }
    }
}
