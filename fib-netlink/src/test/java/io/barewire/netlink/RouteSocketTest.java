package io.barewire.netlink;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.libc.Errno;
import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.RouteBatch.Refusal;
import io.barewire.netlink.RouteBatch.Result;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
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
                RouteBatch batch = new RouteBatch(socket);
                for (int i = 0; i < 10; i++) {
                    batch.add(route(i, i == 3 ? "203.0.113.1" : "192.0.2.1"));
                }
                assertEquals(
                        new Result(10, List.of(new Refusal(3, Errno.ENETUNREACH, "Nexthop has invalid gateway"))),
                        batch.send());
                assertEquals(9, read(socket).size());

                batch.add(route(0, "192.0.2.2"));
                batch.replace(route(1, "192.0.2.2"));
                batch.delete(route(3, "192.0.2.1"));
                batch.delete(route(2, "192.0.2.9"));
                assertEquals(
                        new Result(4, List.of(new Refusal(0, Errno.EEXIST, ""), new Refusal(2, Errno.ESRCH, ""))),
                        batch.send());
                assertTrue(read(socket).contains("10.1.1.0/24 via 192.0.2.2"));
                assertEquals(8, read(socket).size());
            }
        });
    }

    /// The kernel stops at a length that makes no sense, and says nothing: the missing acknowledgement does.
    @Test
    void whatTheKernelDidNotLookAtIsNotTakenForDone() throws Exception {
        inNewNamespace(() -> {
            oneLink();
            try (RouteSocket socket = RouteSocket.open()) {
                NetlinkWriter out = new NetlinkWriter(socket.socket().arena().allocate(4096));
                RouteBatch batch = new RouteBatch(socket, out);
                batch.add(route(0, "192.0.2.1"));
                batch.add(route(1, "203.0.113.1"));
                batch.add(route(2, "192.0.2.1"));
                out.u32(5).u32(0).u32(0).u32(0);
                batch.add(route(3, "192.0.2.1"));
                assertEquals(
                        new Result(2, List.of(new Refusal(1, Errno.ENETUNREACH, "Nexthop has invalid gateway"))),
                        batch.send());
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
                    RouteMonitor monitor = RouteMonitor.ofRoutes(socket, RouteMonitor.DEFAULT_QUEUE)) {
                RouteBatch batch = new RouteBatch(socket);
                IntStream.range(0, RouteBatch.LIMIT).forEach(i -> batch.add(route(i, "192.0.2.1")));
                assertEquals(RouteBatch.LIMIT, batch.send().known());
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

    private static void oneLink() throws Exception {
        ip("link add left type veth peer name left-far");
        ip("address add 192.0.2.254/24 dev left");
        ip("link set left up");
        ip("link set left-far up");
    }

    private static Route route(int number, String gateway) {
        return Route.unicast(
                Prefix.of(IpAddress.ipv4(0x0A010000 + (number << 8)), 24),
                254,
                186,
                20,
                List.of(Hop.via(IpAddress.parse(gateway))));
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
