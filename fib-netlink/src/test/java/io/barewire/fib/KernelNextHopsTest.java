package io.barewire.fib;

import static io.barewire.testkit.Namespace.awaitRunning;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.acceptance.Criterion.OVN_I6;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.netlink.RouteMonitor;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.Reachability;
import io.barewire.rib.Reachability.Reachable;
import io.barewire.rib.Reachability.Unreachable;
import io.barewire.rib.RouteChange;
import io.barewire.rib.ScopedNextHop;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How next hops are followed through a real kernel's routes, and what becomes of the routes over them.
@Tag("root")
class KernelNextHopsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final FibConfig QUIET = FibConfig.DEFAULT.withIntervals(Duration.ofHours(1), Duration.ofHours(1));
    private static final String BEHIND = "10.9.9.9";

    /// What a RIB would know.
    private static final class Follower {
        private final NextHopResolver resolver;
        private final Map<ScopedNextHop, Reachability> known = new HashMap<>();

        Follower(KernelFib fib, String... addresses) {
            resolver = fib.nextHops();
            for (String address : addresses) {
                known.put(hop(address), resolver.follow(hop(address)));
            }
        }

        Reachability of(String address) {
            known.putAll(resolver.changes());
            return Objects.requireNonNull(known.get(hop(address)));
        }

        void becomes(Reachability expected, String address) {
            await().atMost(PATIENCE).until(() -> of(address), expected::equals);
        }
    }

    @Test
    void connectedStaticAndDefaultRoutesLeadToNextHops() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            ip("route add 10.9.0.0/16 via 192.0.2.1 proto static metric 7");
            ip("-6 route add 2001:db8:9::/48 via 2001:db8:a::1 proto static");
            ip("route add blackhole 10.8.0.0/16");
            try (KernelFib fib = open()) {
                Follower follower = new Follower(
                        fib, "192.0.2.7", BEHIND, "2001:db8:9::9", "203.0.113.1", "192.0.2.254", "10.8.0.1");
                assertEquals(new Reachable(0, true, "connected dev left"), follower.of("192.0.2.7"));
                assertEquals(
                        new Reachable(7, false, "static route 10.9.0.0/16 via 192.0.2.1 dev left"),
                        follower.of(BEHIND));
                assertEquals(
                        new Reachable(1024, false, "static route 2001:db8:9::/48 via 2001:db8:a::1 dev left"),
                        follower.of("2001:db8:9::9"));
                assertEquals(new Unreachable("no route"), follower.of("203.0.113.1"));
                assertEquals(new Unreachable("it is our own address"), follower.of("192.0.2.254"));
                assertEquals(new Unreachable("the route 10.8.0.0/16 does not forward"), follower.of("10.8.0.1"));

                ip("route add default via 198.51.100.1");
                follower.becomes(
                        new Reachable(0, false, "boot route default via 198.51.100.1 dev right"), "203.0.113.1");
                ip("route replace default via 198.51.100.2");
                follower.becomes(
                        new Reachable(0, false, "boot route default via 198.51.100.2 dev right"), "203.0.113.1");
                ip("route del default");
                follower.becomes(new Unreachable("no route"), "203.0.113.1");
            }
        });
    }

    /// Also when the kernel has a BGP route, of ours or of somebody else, that contains the next hop.
    @Test
    void noBgpRouteLeadsToANextHop() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            ip("route add 10.9.9.0/24 via 192.0.2.1 proto bgp metric 20");
            try (KernelFib fib = open()) {
                Follower follower = new Follower(fib, BEHIND);
                assertEquals(new Unreachable("no route"), follower.of(BEHIND));
                fib.apply(List.of(route("10.9.0.0/16", "192.0.2.1"), route("10.1.0.0/24", BEHIND)));
                await().atMost(PATIENCE).until(() -> fib.totals().installed() == 1);
                assertEquals(new Unreachable("no route"), follower.of(BEHIND));
                assertEquals(
                        "next hop 10.9.9.9: no route",
                        fib.status().entries().getFirst().error());
            }
        });
    }

    @Test
    void aRouteOverANextHopBehindARouterGoesThroughThatRouterAndFollowsIt() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            ip("route add 10.9.0.0/16 via 192.0.2.1 proto static");
            try (KernelFib fib = open()) {
                fib.apply(List.of(route("10.1.0.0/24", BEHIND)));
                becomes("10.1.0.0/24 via 192.0.2.1 dev left metric 20");
                // A longer match, then several ways, then none but the first.
                ip("route add 10.9.9.0/24 via 198.51.100.1 proto static");
                becomes("10.1.0.0/24 via 198.51.100.1 dev right metric 20");
                ip("route replace 10.9.9.0/24 proto static nexthop via 198.51.100.2 nexthop via 192.0.2.2");
                becomes("10.1.0.0/24 metric 20 nexthop via 192.0.2.2 dev left weight 1"
                        + " nexthop via 198.51.100.2 dev right weight 1");
                ip("route del 10.9.9.0/24");
                becomes("10.1.0.0/24 via 192.0.2.1 dev left metric 20");
                ip("route del 10.9.0.0/16");
                becomes("");
                ip("route add 10.9.0.0/16 via 192.0.2.3 proto static");
                becomes("10.1.0.0/24 via 192.0.2.3 dev left metric 20");
                assertEquals(0, fib.totals().errors());
            }
        });
    }

    /// Whatever else would lead there: the default route is not the way to a network that we should be on.
    @Test
    void anInterfaceThatGoesDownTakesItsNextHopsAlongAndBringsThemBack() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            ip("route add default via 192.0.2.1");
            try (KernelFib fib = open()) {
                Follower follower = new Follower(fib, "198.51.100.7", "2001:db8:b::7");
                fib.apply(List.of(
                        route("10.1.0.0/24", "198.51.100.7"), route("10.2.0.0/24", "192.0.2.7", "198.51.100.7")));
                String both = "10.1.0.0/24 via 198.51.100.7 dev right metric 20\n"
                        + "10.2.0.0/24 metric 20 nexthop via 192.0.2.7 dev left weight 1"
                        + " nexthop via 198.51.100.7 dev right weight 1";
                becomes(both);
                for (String change : List.of("link set right", "link set right-far")) {
                    ip(change + " down");
                    follower.becomes(new Unreachable("interface right is down"), "198.51.100.7");
                    becomes("10.2.0.0/24 via 192.0.2.7 dev left metric 20");
                    ip(change + " up");
                    follower.becomes(new Reachable(0, true, "connected dev right"), "198.51.100.7");
                    becomes(both);
                }
                // Many times in a row: what counts is how it ends.
                for (int i = 0; i < 20; i++) {
                    ip("link set right down");
                    ip("link set right up");
                }
                becomes(both);
                follower.becomes(new Reachable(0, true, "connected dev right"), "198.51.100.7");
            }
        });
    }

    @Test
    void anAddressThatIsRemovedTakesItsNetworkAlong() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib fib = open()) {
                Follower follower = new Follower(fib, "198.51.100.7", "2001:db8:b::7");
                fib.apply(List.of(route("10.1.0.0/24", "198.51.100.7"), route("2001:db8:1::/64", "2001:db8:b::7")));
                await().atMost(PATIENCE).until(() -> fib.totals().installed() == 2);
                ip("address del 198.51.100.254/24 dev right");
                ip("address del 2001:db8:b::fe/64 dev right");
                follower.becomes(new Unreachable("no route"), "198.51.100.7");
                follower.becomes(new Unreachable("no route"), "2001:db8:b::7");
                becomes("");
                ip("address add 198.51.100.254/24 dev right");
                ip("address add 2001:db8:b::fe/64 dev right nodad");
                follower.becomes(new Reachable(0, true, "connected dev right"), "198.51.100.7");
                follower.becomes(new Reachable(0, true, "connected dev right"), "2001:db8:b::7");
                await().atMost(PATIENCE).until(() -> fib.totals().installed() == 2);
            }
        });
    }

    /// A queue for a handful of notifications, and thousands of them.
    @Test
    void lostNotificationsEndInAReadingThatKnowsEveryNextHop() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib fib = KernelFib.open(QUIET, InstantSource.system(), 4096)) {
                Follower follower = new Follower(fib, BEHIND);
                List<String> lines = new ArrayList<>();
                for (int i = 0; i < 5_000; i++) {
                    lines.add("route add 172.16." + i / 250 + "." + i % 250 + "/32 via 192.0.2.1 proto static");
                }
                lines.add("route add 10.9.9.0/24 via 192.0.2.1 proto static");
                int rounds = 0;
                do { // a reader that has a processor to itself may keep up
                    batch(lines);
                    follower.becomes(
                            new Reachable(0, false, "static route 10.9.9.0/24 via 192.0.2.1 dev left"), BEHIND);
                    ip("route flush proto static"); // hundreds with one send
                    follower.becomes(new Unreachable("no route"), BEHIND);
                } while (fib.totals().overruns() == 0 && ++rounds < 20);
                assertTrue(fib.totals().overruns() > 0, () -> fib.totals().toString());
            }
        });
    }

    /// An unnumbered neighbor: nothing but link-local addresses, for both families.
    @Test
    @Acceptance(OVN_I6)
    void aLinkLocalNextHopIsReachedOverTheInterfaceOfItsSession() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            String shown = ip("-o link show right").strip();
            int right = Integer.parseInt(shown.substring(0, shown.indexOf(':')));
            ScopedNextHop there = new ScopedNextHop(NextHop.of(IpAddress.parse("fe80::7")), right, "");
            try (KernelFib fib = open()) {
                assertEquals(
                        new Reachable(0, true, "link-local on right"),
                        fib.nextHops().follow(there));
                fib.apply(List.of(
                        new RouteChange(Prefix.parse("10.1.0.0/24"), List.of(there)),
                        new RouteChange(Prefix.parse("2001:db8:1::/64"), List.of(there))));
                becomes("10.1.0.0/24 via inet6 fe80::7 dev right metric 20");
                await().atMost(PATIENCE)
                        .until(
                                () -> routes("-6"),
                                "2001:db8:1::/64 via fe80::7 dev right metric 20 pref medium"::equals);
                ip("link set right down");
                await().atMost(PATIENCE)
                        .until(
                                fib.nextHops()::changes,
                                Map.of(there, new Unreachable("interface right is down"))::equals);
                becomes("");
            }
        });
    }

    /// Plain tables stand for those of VRFs, an interface of its name for a VRF's device.
    @Test
    void aLeakedRouteGoesWhereItsInstanceWouldSendIt() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            ip("link add red type bridge");
            ip("link set red up");
            ip("route add 203.0.113.0/24 via 198.51.100.1 table 1000 proto static");
            ip("route add 203.0.113.0/24 via 192.0.2.1 proto static");
            ScopedNextHop learned = new ScopedNextHop(NextHop.of(IpAddress.parse("203.0.113.9")), 0, "red");
            ScopedNextHop itself = new ScopedNextHop(NextHop.of(IpAddress.parse("0.0.0.0")), 0, "red");
            try (KernelFib fib = open()) {
                assertEquals(new Unreachable("no VRF red"), fib.nextHops().follow(learned));
                assertEquals(new Reachable(0, true, "VRF red"), fib.nextHops().follow(itself));
                fib.apply(List.of(
                        new RouteChange(Prefix.parse("10.1.0.0/24"), List.of(learned)),
                        new RouteChange(Prefix.parse("10.2.0.0/24"), List.of(itself)),
                        route("10.3.0.0/24", "203.0.113.9")));
                becomes("10.2.0.0/24 dev red metric 20\n10.3.0.0/24 via 192.0.2.1 dev left metric 20");

                fib.setInstances(Map.of("red", 1000));
                becomes("10.1.0.0/24 via 198.51.100.1 dev right metric 20\n"
                        + "10.2.0.0/24 dev red metric 20\n10.3.0.0/24 via 192.0.2.1 dev left metric 20");
                assertEquals(
                        new Reachable(0, false, "static route 203.0.113.0/24 via 198.51.100.1 dev right"),
                        fib.nextHops().changes().get(learned));

                // Deleted, and made anew with another table.
                ip("link del red");
                ip("route flush table 1000");
                becomes("10.3.0.0/24 via 192.0.2.1 dev left metric 20");
                ip("link add red type bridge");
                ip("link set red up");
                ip("route add 203.0.113.0/24 via 198.51.100.2 table 1001 proto static");
                fib.setInstances(Map.of("red", 1001));
                becomes("10.1.0.0/24 via 198.51.100.2 dev right metric 20\n"
                        + "10.2.0.0/24 dev red metric 20\n10.3.0.0/24 via 192.0.2.1 dev left metric 20");
            }
        });
    }

    @Test
    void anInstanceWithoutATableHasTheNextHopsThatOthersLendIt() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            ip("route add 203.0.113.0/24 via 192.0.2.1 proto static");
            NextHop address = NextHop.of(IpAddress.parse("203.0.113.9"));
            ScopedNextHop learned = new ScopedNextHop(address, 0, ScopedNextHop.DEFAULT_INSTANCE);
            try (KernelFib fib = open()) {
                FollowedNextHops red = fib.nextHopsWithoutTable("there is no VRF device red");
                assertEquals(new Unreachable("no VRF default"), red.follow(learned));
                assertEquals(new Unreachable("there is no VRF device red"), red.follow(ScopedNextHop.of(address)));

                fib.setInstances(Map.of(ScopedNextHop.DEFAULT_INSTANCE, 254));
                await().atMost(PATIENCE).until(red::changes, Map.of(learned, (Reachability)
                        new Reachable(0, false, "static route 203.0.113.0/24 via 192.0.2.1 dev left"))::equals);
                assertEquals(List.of(IpAddress.parse("192.0.2.1")), red.gateways(learned));
                assertEquals(List.of(), red.gateways(ScopedNextHop.of(address)));

                fib.forget(red);
                ip("route del 203.0.113.0/24");
                await().atMost(PATIENCE).until(() -> fib.gateways(learned).isEmpty());
                assertEquals(Map.of(), red.changes());
            }
        });
    }

    private static void batch(List<String> lines) throws Exception {
        Process ip = new ProcessBuilder("ip", "-batch", "-")
                .redirectErrorStream(true)
                .start();
        try (var to = ip.outputWriter()) {
            for (String line : lines) {
                to.write(line + "\n");
            }
        }
        String printed = new String(ip.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, ip.waitFor(), printed);
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
        awaitRunning("left", "left-far", "right", "right-far");
    }

    private static KernelFib open() throws Exception {
        return KernelFib.open(QUIET, InstantSource.system(), RouteMonitor.DEFAULT_QUEUE);
    }

    private static ScopedNextHop hop(String address) {
        return ScopedNextHop.of(NextHop.of(IpAddress.parse(address)));
    }

    private static RouteChange route(String prefix, String... nextHops) {
        return new RouteChange(
                Prefix.parse(prefix),
                Stream.of(nextHops).map(KernelNextHopsTest::hop).toList());
    }

    private static void becomes(String ipv4Routes) {
        await().atMost(PATIENCE).until(() -> routes("-4"), ipv4Routes::equals);
    }

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
