package io.barewire.fib;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.libc.Errno;
import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.RouteBatch;
import io.barewire.netlink.RouteBatch.Refusal;
import io.barewire.netlink.RouteBatch.Result;
import io.barewire.netlink.RouteMonitor;
import io.barewire.netlink.RouteSocket;
import io.barewire.netlink.RouteTemplate;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("root")
class FibRehearsalTest {
    @Test
    void theKernelTakesPartAndChangesNothing() throws Exception {
        inNewNamespace(() -> {
            List<Route> changed = new ArrayList<>();
            try (RouteMonitor monitor = RouteMonitor.ofRoutes(0, RouteMonitor.DEFAULT_QUEUE)) {
                assertEquals(9_000, FibRehearsal.play());
                assertTrue(monitor.receive(message -> {
                    if (message instanceof RouteChanged change) {
                        changed.add(change.route());
                    }
                }));
            }
            assertEquals(List.of(), changed);
        });
    }

    @Test
    void nothingIsLeftOpenOrRunning() throws Exception {
        inNewNamespace(() -> {
            FibRehearsal.play();
            long descriptors = descriptors();
            FibRehearsal.play();
            assertEquals(descriptors, descriptors());
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("netlink-write")));
        });
    }

    @Test
    void whereNoInterfaceRunsThereIsNoPlay() throws Exception {
        inNewNamespace(() -> {
            ip("link set lo down");
            assertEquals(0, FibRehearsal.play());
        });
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        inNewNamespace(() -> {
            Thread.currentThread().interrupt();
            assertEquals(0, FibRehearsal.play());
            assertTrue(Thread.interrupted());
        });
    }

    @Test
    void itsTimeEndsIt() throws Exception {
        inNewNamespace(() -> assertEquals(0, FibRehearsal.play(Duration.ZERO)));
    }

    /// What would be refused is acknowledged.
    @Test
    void aMutedSocketIsNotListenedTo() throws Exception {
        inNewNamespace(() -> {
            RouteTemplate unreachable = RouteTemplate.adding(Route.unicast(
                    Prefix.parse("10.0.0.0/8"), 254, 186, 20, List.of(Hop.via(IpAddress.parse("192.0.2.1")))));
            RouteBatch batch = new RouteBatch();
            batch.put(unreachable, Prefix.parse("10.0.0.0/8"));
            try (RouteSocket socket = RouteSocket.openMuted()) {
                assertEquals(new Result(1, List.of()), socket.send(batch));
            }
            batch.put(unreachable, Prefix.parse("10.0.0.0/8"));
            try (RouteSocket socket = RouteSocket.open()) {
                List<Refusal> refusals = socket.send(batch).refusals();
                assertEquals(
                        List.of(Errno.ENETUNREACH),
                        refusals.stream().map(Refusal::errno).toList());
            }
        });
    }

    private static long descriptors() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
