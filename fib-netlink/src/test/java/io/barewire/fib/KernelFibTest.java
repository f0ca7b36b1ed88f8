package io.barewire.fib;

import static io.barewire.netlink.Namespace.inNewNamespace;
import static io.barewire.netlink.Namespace.ip;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.netlink.NetlinkException;
import io.barewire.rib.RouteChange;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The whole way into a real kernel, in network namespaces of its own.
@Tag("root")
class KernelFibTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final FibConfig QUIET = FibConfig.DEFAULT.withIntervals(Duration.ofHours(1), Duration.ofHours(1));

    @Test
    void routesAreAddedReplacedAndDeleted() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib fib = open(QUIET)) {
                fib.apply(List.of(route("10.1.0.0/24", "192.0.2.1"), route("2001:db8:1::/64", "2001:db8:a::1")));
                settled(fib);
                assertEquals("10.1.0.0/24 via 192.0.2.1 dev left metric 20", routes("-4"));
                assertEquals("2001:db8:1::/64 via 2001:db8:a::1 dev left metric 20 pref medium", routes("-6"));

                fib.apply(List.of(route("10.1.0.0/24", "198.51.100.1"), route("2001:db8:1::/64", "2001:db8:b::1")));
                settled(fib);
                assertEquals("10.1.0.0/24 via 198.51.100.1 dev right metric 20", routes("-4"));
                assertEquals("2001:db8:1::/64 via 2001:db8:b::1 dev right metric 20 pref medium", routes("-6"));

                fib.apply(List.of(route("10.1.0.0/24"), route("2001:db8:1::/64")));
                settled(fib);
                assertEquals("", routes("-4") + routes("-6"));
                assertEquals(List.of(), fib.status().entries());
                FibTotals totals = fib.totals();
                assertEquals(
                        List.of(2L, 2L, 2L, 0L),
                        List.of(totals.added(), totals.replaced(), totals.deleted(), totals.errors()));
            }
        });
    }

    private static void twoLinks() throws Exception {
        ip("link add left type veth peer name left-far");
        ip("link add right type veth peer name right-far");
        for (String link : List.of("left", "left-far", "right", "right-far")) {
            ip("link set " + link + " up");
        }
        ip("address add 192.0.2.254/24 dev left");
        ip("address add 198.51.100.254/24 dev right");
        ip("address add 2001:db8:a::fe/64 dev left nodad");
        ip("address add 2001:db8:b::fe/64 dev right nodad");
    }

    private static KernelFib open(FibConfig config) throws NetlinkException {
        return KernelFib.open(config, InstantSource.system());
    }

    /// What was applied has arrived: nothing is pending.
    private static void settled(KernelFib fib) {
        fib.status();
        await().atMost(PATIENCE).until(() -> fib.status().totals().pending() == 0);
    }

    private static RouteChange route(String prefix, String... nextHops) {
        return new RouteChange(
                Prefix.parse(prefix),
                Stream.of(nextHops).map(hop -> NextHop.of(IpAddress.parse(hop))).toList());
    }

    /// What `ip route` prints of protocol bgp, one line per route.
    private static String routes(String family) throws Exception {
        return ip(family + " route show proto bgp")
                .replaceAll("\\s*\n\t\\s*", " ")
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .sorted()
                .reduce((left, right) -> left + "\n" + right)
                .orElse("");
    }
}
