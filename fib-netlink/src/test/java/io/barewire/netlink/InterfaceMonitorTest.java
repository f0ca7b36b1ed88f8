package io.barewire.netlink;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterfaceMonitorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void readingNeedsNoPrivilegeAndFindsTheLoopback() throws Exception {
        assertTrue(InterfaceMonitor.read().links().stream().anyMatch(Link::isLoopback));
    }

    @Test
    @Tag("root")
    void linksAndAddressesAreFollowedAsTheyComeAndGo() throws Exception {
        inNewNamespace(() -> {
            AtomicReference<Interfaces> told = new AtomicReference<>(Interfaces.NONE);
            try (InterfaceMonitor monitor = InterfaceMonitor.open(told::set)) {
                assertEquals(1, monitor.current().links().size());
                ip("link add here type veth peer name there");
                ip("address add 192.0.2.5/24 dev here");
                ip("address add 2001:db8::5/64 dev here nodad");
                ip("link set here up");
                ip("link set there up");
                IpAddress own = IpAddress.parse("192.0.2.5");
                await().atMost(PATIENCE)
                        .until(() -> told.get().isLocal(own)
                                && told.get().isLocal(IpAddress.parse("2001:db8::5"))
                                && told.get()
                                        .onLink(own)
                                        .filter(Link::isRunning)
                                        .isPresent());
                assertEquals(Optional.of(own), monitor.current().bgpIdentifier());

                // A bridge reports its ports in words that look like links that go.
                ip("link add name bridge type bridge");
                ip("link set there master bridge");
                ip("link set there nomaster");
                await().atMost(PATIENCE)
                        .until(() -> told.get().links().stream()
                                .anyMatch(link -> link.name().equals("bridge")));
                assertTrue(
                        told.get().links().stream().anyMatch(link -> link.name().equals("there")));

                ip("link del here");
                await().atMost(PATIENCE)
                        .until(() -> told.get().links().stream()
                                .noneMatch(link -> link.name().equals("here")));
                assertFalse(told.get().isLocal(own));
            }
        });
    }

    /// Its queue overflows while its listener is at work, and what it would read everything anew with is gone.
    @Test
    @Tag("root")
    void afterAFaultItWatchesOn() throws Exception {
        inNewNamespace(() -> {
            Deque<RouteSocket> opened = new ConcurrentLinkedDeque<>();
            CountDownLatch atWork = new CountDownLatch(1);
            CountDownLatch flooded = new CountDownLatch(1);
            AtomicReference<Interfaces> told = new AtomicReference<>(Interfaces.NONE);
            try (InterfaceMonitor _ = InterfaceMonitor.open(
                    now -> {
                        told.set(now);
                        atWork.countDown();
                        awaitUninterruptibly(flooded);
                    },
                    () -> {
                        opened.add(RouteSocket.open());
                        return opened.getLast();
                    })) {
                ip("link add here type veth peer name there");
                atWork.await();
                opened.getFirst().close();
                Path flood = Files.writeString(
                        folder.resolve("flood"),
                        IntStream.range(0, 10_000)
                                .mapToObj(i -> "link set here mtu " + (1_400 + i % 2))
                                .collect(Collectors.joining("\n")));
                ip("-batch " + flood);
                ip("address add 192.0.2.5/24 dev here");
                flooded.countDown();
                await().atMost(PATIENCE).until(() -> told.get().isLocal(IpAddress.parse("192.0.2.5")));
                assertEquals(2, opened.size());
            }
        });
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
