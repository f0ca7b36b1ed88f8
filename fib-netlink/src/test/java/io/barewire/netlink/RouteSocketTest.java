package io.barewire.netlink;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.libc.Errno;
import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.RouteBatch.Refusal;
import io.barewire.netlink.RouteBatch.Result;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The routing socket against a real kernel.
@Tag("root")
class RouteSocketTest {
    @Test
    void anErrorNamesItsRouteAndTheRestOfTheBatchGoesOn() throws Exception {
        inNewNamespace(() -> {
            oneLink();
            try (RouteSocket socket = RouteSocket.open()) {
                RouteBatch batch = new RouteBatch();
                for (int i = 0; i < 10; i++) {
                    add(batch, i, i == 3 ? "203.0.113.1" : "192.0.2.1");
                }
                assertEquals(
                        new Result(10, List.of(new Refusal(3, Errno.ENETUNREACH, "Nexthop has invalid gateway"))),
                        socket.send(batch));
                assertEquals(9, read(socket).size());

                add(batch, 0, "192.0.2.2");
                batch.put(RouteTemplate.replacing(like("192.0.2.2")), prefix(1));
                batch.put(RouteTemplate.deleting(like("192.0.2.1")), prefix(3));
                batch.put(RouteTemplate.deleting(like("192.0.2.9")), prefix(2));
                assertEquals(
                        new Result(4, List.of(new Refusal(0, Errno.EEXIST, ""), new Refusal(2, Errno.ESRCH, ""))),
                        socket.send(batch));
                assertTrue(read(socket).contains("10.1.1.0/24 via 192.0.2.2"));
                assertEquals(8, read(socket).size());
            }
        });
    }

    @Test
    void neighboursAreReadAndLinksSayWhatTheyAre() throws Exception {
        inNewNamespace(() -> {
            oneLink();
            ip("link set left mtu 1400");
            ip("neigh add 192.0.2.7 lladdr 02:00:00:00:00:07 nud permanent dev left");
            ip("neigh add fe80::7 lladdr 02:00:00:00:00:07 nud stale dev left");
            try (RouteSocket socket = RouteSocket.open()) {
                Link left = socket.links().stream()
                        .filter(one -> one.name().equals("left"))
                        .findFirst()
                        .orElseThrow();
                assertEquals("veth", left.kind());
                assertEquals(1400, left.mtu());
                List<LinkNeighbour> neighbours = socket.neighbours();
                assertTrue(neighbours.contains(new LinkNeighbour(left.index(), IpAddress.parse("192.0.2.7"), 0x80)));
                assertTrue(neighbours.contains(
                        new LinkNeighbour(left.index(), IpAddress.parse("fe80::7"), Rtnetlink.NUD_STALE)));
            }
        });
    }

    /// The kernel stops at a length that makes no sense, and says nothing: the missing acknowledgement does.
    @Test
    void whatTheKernelDidNotLookAtIsNotTakenForDone() throws Exception {
        inNewNamespace(() -> {
            oneLink();
            try (RouteSocket socket = RouteSocket.open()) {
                RouteBatch batch = new RouteBatch();
                add(batch, 0, "192.0.2.1");
                add(batch, 1, "203.0.113.1");
                add(batch, 2, "192.0.2.1");
                byte[] ofLengthFive = new byte[64];
                ofLengthFive[ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 3] = 5;
                batch.put(new RouteTemplate(ofLengthFive), prefix(9));
                add(batch, 3, "192.0.2.1");
                assertEquals(
                        new Result(2, List.of(new Refusal(1, Errno.ENETUNREACH, "Nexthop has invalid gateway"))),
                        socket.send(batch));
                assertEquals(2, read(socket).size());
            }
        });
    }

    @Test
    void aTableThatDoesNotExistIsEmpty() throws Exception {
        inNewNamespace(() -> {
            try (RouteSocket socket = RouteSocket.open()) {
                for (AddressFamily family : AddressFamily.values()) {
                    assertTrue(socket.routes(family, 4711, route -> {
                        throw new AssertionError(route);
                    }));
                }
            }
        });
    }

    @Test
    void theMonitorHearsOthersAndNotOurselves() throws Exception {
        inNewNamespace(() -> {
            oneLink();
            try (RouteSocket socket = RouteSocket.open();
                    RouteMonitor monitor = RouteMonitor.ofRoutes(socket.portId(), RouteMonitor.DEFAULT_QUEUE)) {
                RouteBatch batch = new RouteBatch();
                IntStream.range(0, RouteBatch.LIMIT).forEach(i -> add(batch, i, "192.0.2.1"));
                assertEquals(RouteBatch.LIMIT, socket.send(batch).known());
                ip("route add 10.9.0.0/24 via 192.0.2.1 proto static");
                List<Route> heard = new ArrayList<>();
                await().atMost(Duration.ofSeconds(20)).pollInSameThread().until(() -> {
                    assertTrue(monitor.receive(message -> {
                        if (message instanceof RouteChanged change
                                && change.route().destination().family() == AddressFamily.IPV4) {
                            heard.add(change.route());
                        }
                    }));
                    return heard.size() == 1;
                });
                assertEquals(Prefix.parse("10.9.0.0/24"), heard.getFirst().destination());
            }
        });
    }

    /// From when the kernel has said so until the queue is empty it drops whatever comes.
    @Test
    void whatHappensAfterAnOverrunWasToldIsHeard() throws Exception {
        inNewNamespace(() -> {
            oneLink();
            try (RouteSocket other = RouteSocket.open();
                    RouteMonitor monitor = RouteMonitor.ofRoutes(0, 1 << 20)) {
                RouteBatch batch = new RouteBatch();
                for (int number = 0; number < 20 * RouteBatch.LIMIT; number++) {
                    add(batch, number, "192.0.2.1");
                    if (!batch.hasRoom()) {
                        other.send(batch);
                    }
                }
                assertFalse(monitor.receive(_ -> {}));
                ip("route add 10.0.9.0/24 via 192.0.2.1 proto static");
                List<Prefix> heard = new ArrayList<>();
                await().atMost(Duration.ofSeconds(20)).pollInSameThread().until(() -> {
                    assertTrue(monitor.receive(message -> {
                        if (message instanceof RouteChanged change) {
                            heard.add(change.route().destination());
                        }
                    }));
                    return heard.contains(Prefix.parse("10.0.9.0/24"));
                });
            }
        });
    }

    private static void oneLink() throws Exception {
        ip("link add left type veth peer name left-far");
        ip("address add 192.0.2.254/24 dev left");
        ip("link set left up");
        ip("link set left-far up");
    }

    private static void add(RouteBatch batch, int number, String gateway) {
        batch.put(RouteTemplate.adding(like(gateway)), prefix(number));
    }

    private static Prefix prefix(int number) {
        return Prefix.of(IpAddress.ipv4(0x0A010000 + (number << 8)), 24);
    }

    private static Route like(String gateway) {
        return Route.unicast(prefix(0), 254, 186, 20, List.of(Hop.via(IpAddress.parse(gateway))));
    }

    private static List<String> read(RouteSocket socket) throws NetlinkException {
        List<String> routes = new ArrayList<>();
        assertTrue(socket.routes(AddressFamily.IPV4, 254, route -> {
            if (route.protocol() == 186) {
                routes.add(route.destination() + " via "
                        + route.hops().getFirst().gateway().orElseThrow());
            }
        }));
        return routes;
    }
}
