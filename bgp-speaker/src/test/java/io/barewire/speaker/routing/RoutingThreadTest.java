package io.barewire.speaker.routing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.KernelRoutes;
import io.barewire.rib.NextHopResolver;
import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.GracefulRestart.Mode;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RoutingThreadTest {
    private static SpeakerConfig config(String identifier) {
        return SpeakerConfig.builder(65000, IpAddress.parse(identifier)).build();
    }

    /// What the tables take after they were built anew under another identifier.
    private static long octets(boolean withSink) throws InterruptedException {
        RoutingThread routing = new RoutingThread(
                config("192.0.2.9"), NextHopResolver.EVERYTHING_CONNECTED, KernelRoutes.UNKNOWN, _ -> {}, () -> {});
        if (withSink) {
            routing.addListener("gone", _ -> {});
            routing.removeSink("gone");
        }
        AtomicLong octets = new AtomicLong();
        routing.await(core -> {
            core.configure(config("192.0.2.10"));
            core.announce(Prefix.parse("198.51.100.0/24"));
            octets.set(core.rib().estimatedOctets());
        });
        routing.end();
        return octets.get();
    }

    @Test
    void nothingIsKeptForASinkThatLeft() throws InterruptedException {
        assertEquals(octets(false), octets(true));
    }

    @Test
    void aSinkIsGivenManyChangesBeforeTheTurnIsOver() throws InterruptedException {
        RoutingThread routing = new RoutingThread(
                config("192.0.2.9"), NextHopResolver.EVERYTHING_CONNECTED, KernelRoutes.UNKNOWN, _ -> {}, () -> {});
        CountDownLatch given = new CountDownLatch(1);
        AtomicBoolean inTime = new AtomicBoolean();
        routing.addListener("follows", _ -> given.countDown());
        routing.await(_ -> {}); // the listener is there
        // The thread is busy until both are queued, so that they come in one turn; the second waits for what only the
        // first can have caused.
        CountDownLatch queued = new CountDownLatch(1);
        routing.execute(_ -> awaitUninterruptibly(queued));
        routing.execute(core -> {
            for (int i = 0; i < 1_000; i++) {
                core.announce(Prefix.of(IpAddress.ipv4((10 << 24) | (i << 8)), 24));
            }
        });
        routing.execute(_ -> inTime.set(awaitUninterruptibly(given)));
        queued.countDown();
        routing.end();
        assertTrue(inTime.get());
    }

    /// The convergence limit is over before those have come who hold our routes.
    @Test
    void whileSelectionIsDeferredTheThreadRests() throws InterruptedException {
        SpeakerConfig restarting = config("192.0.2.9").toBuilder()
                .peers(PeerConfig.builder(IpAddress.parse("192.0.2.2"), 65000)
                        .session(options ->
                                options.withGracefulRestart(GracefulRestart.DEFAULT.withMode(Mode.RESTARTER)))
                        .build())
                .build();
        RoutingThread routing = new RoutingThread(
                restarting, NextHopResolver.EVERYTHING_CONNECTED, KernelRoutes.UNKNOWN, _ -> {}, () -> {});
        AtomicReference<Thread> thread = new AtomicReference<>();
        routing.await(_ -> thread.set(Thread.currentThread()));
        routing.begin(Duration.ZERO);
        await().until(() -> thread.get().getState() == Thread.State.TIMED_WAITING);
        assertFalse(routing.isConverged());
        routing.end();
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anErrorIsToldToWhoeverAskedAndEndsNothing() throws InterruptedException {
        RoutingThread routing = new RoutingThread(
                config("192.0.2.9"), NextHopResolver.EVERYTHING_CONNECTED, KernelRoutes.UNKNOWN, _ -> {}, () -> {});
        Error error = new NoClassDefFoundError("io/barewire/Gone");
        RoutingThread.Work broken = _ -> {
            throw error;
        };
        routing.execute(broken);
        assertSame(
                error,
                assertThrows(CompletionException.class, () -> routing.await(broken))
                        .getCause());
        CompletableFuture<Integer> answer = routing.query(_ -> {
            throw error;
        });
        assertSame(error, assertThrows(CompletionException.class, answer::join).getCause());
        assertEquals(7, routing.query(_ -> 7).join());
        routing.end();
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
