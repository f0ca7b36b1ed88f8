package io.barewire.fib;

import static io.barewire.testkit.Namespace.awaitRunning;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.netlink.NetlinkException;
import io.barewire.rib.RouteChange;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /// An aggregate of ours: a packet that nothing longer takes is dropped here.
    @Test
    void packetsForAnAggregateAreDropped() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            ip("route add default via 192.0.2.1");
            ip("-6 route add default via 2001:db8:a::1");
            try (KernelFib fib = open(QUIET)) {
                fib.apply(List.of(
                        route("10.1.0.0/16", "192.0.2.1", "198.51.100.1"),
                        route("2001:db8:1::/48", "2001:db8:a::1", "2001:db8:b::1"),
                        route("10.1.7.0/24", "198.51.100.1")));
                settled(fib);
                fib.apply(List.of(discard("10.1.0.0/16"), discard("2001:db8:1::/48"), discard("fd00::/48")));
                settled(fib);
                assertEquals(
                        "10.1.7.0/24 via 198.51.100.1 dev right metric 20\nblackhole 10.1.0.0/16 metric 20",
                        routes("-4"));
                assertEquals(
                        "blackhole 2001:db8:1::/48 dev lo metric 20 pref medium\n"
                                + "blackhole fd00::/48 dev lo metric 20 pref medium",
                        routes("-6"));
                assertEquals(List.of(4, 0), List.of(fib.totals().installed(), (int)
                        fib.totals().errors()));
                assertTrue(ip("route get 10.1.7.9").contains("via 198.51.100.1"));
                assertThrows(
                        AssertionError.class, () -> ip("route get 10.1.8.9"), "the default route does not take it");

                ip("route del blackhole 10.1.0.0/16 proto bgp metric 20");
                ip("-6 route del blackhole fd00::/48 proto bgp metric 20");
                await().atMost(PATIENCE).until(() -> fib.totals().repaired() == 2);
                fib.apply(List.of(route("10.1.0.0/16", "192.0.2.1"), route("2001:db8:1::/48"), route("fd00::/48")));
                settled(fib);
                assertEquals(
                        "10.1.0.0/16 via 192.0.2.1 dev left metric 20\n10.1.7.0/24 via 198.51.100.1 dev right metric 20",
                        routes("-4"));
                assertEquals("", routes("-6"));
            }
        });
    }

    private static RouteChange discard(String prefix) {
        return new RouteChange(Prefix.parse(prefix), List.of(), true);
    }

    /// Of a run before this one, a blackhole is taken over without touching it.
    @Test
    void aDiscardRouteSurvivesARestart() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            for (int run = 0; run < 2; run++) {
                try (KernelFib fib = open(QUIET)) {
                    fib.apply(List.of(discard("10.1.0.0/16"), discard("fd00::/48")));
                    fib.converged();
                    settled(fib);
                    assertEquals(2, fib.totals().installed());
                    assertEquals(run == 0 ? 2L : 0L, fib.totals().added());
                    assertEquals(
                            0L,
                            fib.totals().replaced()
                                    + fib.totals().repaired()
                                    + fib.totals().errors());
                }
            }
        });
    }

    @Test
    void severalNextHopsShareOneRoute() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib fib = open(QUIET)) {
                fib.apply(List.of(
                        route("10.1.0.0/24", "192.0.2.1", "198.51.100.1"),
                        route("2001:db8:1::/64", "2001:db8:a::1", "2001:db8:b::1")));
                settled(fib);
                assertEquals(
                        "10.1.0.0/24 metric 20 nexthop via 192.0.2.1 dev left weight 1"
                                + " nexthop via 198.51.100.1 dev right weight 1",
                        routes("-4"));
                assertEquals(
                        "2001:db8:1::/64 metric 20 pref medium nexthop via 2001:db8:a::1 dev left weight 1"
                                + " nexthop via 2001:db8:b::1 dev right weight 1",
                        routes("-6"));
                fib.apply(List.of(
                        route("10.1.0.0/24", "192.0.2.2", "198.51.100.1"),
                        route("2001:db8:1::/64", "2001:db8:a::1", "2001:db8:b::2")));
                settled(fib);
                assertEquals(
                        "2001:db8:1::/64 metric 20 pref medium nexthop via 2001:db8:a::1 dev left weight 1"
                                + " nexthop via 2001:db8:b::2 dev right weight 1",
                        routes("-6"));
                fib.apply(List.of(route("10.1.0.0/24", "192.0.2.2"), route("2001:db8:1::/64")));
                settled(fib);
                assertEquals("10.1.0.0/24 via 192.0.2.2 dev left metric 20", routes("-4"));
                assertEquals("", routes("-6"));
                assertEquals(0, fib.totals().errors());
            }
        });
    }

    /// RFC 8950: an IPv4 route whose next hop is an IPv6 node.
    @Test
    void anIpv4RouteGoesViaAnIpv6NextHop() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib fib = open(QUIET)) {
                fib.apply(List.of(new RouteChange(
                        Prefix.parse("10.1.0.0/24"),
                        List.of(ScopedNextHop.of(new NextHop(
                                IpAddress.parse("2001:db8:a::1"), Optional.of(IpAddress.parse("fe80::1"))))))));
                settled(fib);
                assertEquals("10.1.0.0/24 via inet6 fe80::1 dev left metric 20", routes("-4"));
            }
        });
    }

    @Test
    void aRouteWhoseGatewayIsOutOfReachComesWhenTheLinkDoes() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            ip("link set right down");
            try (KernelFib fib = open(QUIET)) {
                fib.apply(List.of(route("10.1.0.0/24", "198.51.100.1"), route("2001:db8:1::/64", "2001:db8:b::1")));
                settled(fib);
                FibEntry entry = fib.status().entries().getFirst();
                assertEquals(FibEntry.State.REFUSED, entry.state());
                assertEquals("next hop 198.51.100.1: interface right is down", entry.error());
                ip("link set right up");
                ip("address replace 2001:db8:b::fe/64 dev right nodad");
                await().atMost(PATIENCE).until(() -> fib.totals().installed() == 2);
                assertEquals("10.1.0.0/24 via 198.51.100.1 dev right metric 20", routes("-4"));

                // IPv4 routes leave with the link, without a word from the kernel.
                ip("link set right down");
                await().atMost(PATIENCE).until(() -> fib.totals().refused() == 2);
                ip("link set right up");
                ip("address replace 2001:db8:b::fe/64 dev right nodad");
                await().atMost(PATIENCE).until(() -> fib.totals().installed() == 2);
                assertEquals("10.1.0.0/24 via 198.51.100.1 dev right metric 20", routes("-4"));
            }
        });
    }

    @Test
    void aRefusedRouteIsOfferedAgainFromTimeToTime() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            FibConfig config = FibConfig.DEFAULT.withIntervals(Duration.ofHours(1), Duration.ofMillis(50));
            try (KernelFib fib = open(config)) {
                fib.apply(List.of(route("10.1.0.0/24", "192.0.2.255"))); // a broadcast address
                await().atMost(PATIENCE).until(() -> fib.totals().errors() > 3);
                // While it is offered it is not refused.
                await().atMost(PATIENCE).until(() -> fib.totals().refused() == 1);
            }
        });
    }

    @Test
    void whatOthersAddedIsNeverTouched() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            ip("route add 10.1.0.0/24 via 192.0.2.9 proto static metric 20");
            ip("route add 10.2.0.0/24 via 192.0.2.9 proto dhcp metric 100");
            ip("route add 10.3.0.0/24 via 192.0.2.9 proto bgp metric 50");
            ip("route add 10.4.0.0/24 via 192.0.2.9 proto bgp metric 20 table 1000");
            ip("-6 route add 2001:db8:1::/64 via 2001:db8:a::9 proto static metric 20");
            String before = others();
            try (KernelFib fib = open(FibConfig.DEFAULT.withFlushOnClose())) {
                fib.apply(List.of(
                        route("10.1.0.0/24", "192.0.2.1"),
                        route("10.2.0.0/24", "192.0.2.1"),
                        route("2001:db8:1::/64", "2001:db8:a::1")));
                fib.converged();
                settled(fib);
                await().atMost(PATIENCE)
                        .until(
                                () -> fib.status().entries().getFirst().error(),
                                error -> error.equals("held by a route of protocol static with the same metric"));
                assertEquals(2, fib.totals().refused());
                assertEquals(1, fib.totals().foreign());
                fib.apply(List.of(route("10.1.0.0/24", "192.0.2.2"), route("2001:db8:1::/64", "2001:db8:a::2")));
                settled(fib);
                fib.apply(List.of(route("10.1.0.0/24")));
                settled(fib);
                // The holder goes, and its place is ours.
                ip("-6 route del 2001:db8:1::/64 proto static metric 20");
                await().atMost(PATIENCE).until(() -> fib.totals().refused() == 0);
                assertTrue(routes("-6").contains("via 2001:db8:a::2 dev left"));
                ip("-6 route replace 2001:db8:1::/64 via 2001:db8:a::9 proto static metric 20");
                await().atMost(PATIENCE).until(() -> fib.totals().refused() == 1);
            }
            assertEquals(before, others());
        });
    }

    @Test
    void driftIsRepairedAtOnce() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib fib = open(QUIET)) {
                fib.apply(List.of(
                        route("10.1.0.0/24", "192.0.2.1"),
                        route("10.2.0.0/24", "192.0.2.1"),
                        route("2001:db8:1::/64", "2001:db8:a::1", "2001:db8:b::1")));
                settled(fib);
                String wanted = routes("-4") + routes("-6");
                ip("route del 10.1.0.0/24 proto bgp");
                ip("route replace 10.2.0.0/24 via 198.51.100.1 proto bgp metric 20");
                ip("-6 route del 2001:db8:1::/64 via 2001:db8:b::1 proto bgp metric 20");
                await().atMost(PATIENCE).until(() -> fib.totals().repaired() == 3);
                assertEquals(wanted, routes("-4") + routes("-6"));
            }
        });
    }

    @Test
    void theSweepFindsWhatNobodyTold() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            FibConfig config = FibConfig.DEFAULT.withIntervals(Duration.ofMillis(100), Duration.ofHours(1));
            try (KernelFib fib = open(config)) {
                fib.apply(List.of(route("10.1.0.0/24", "192.0.2.1")));
                settled(fib);
                await().atMost(PATIENCE).until(() -> fib.totals().resyncs() > 2);
                assertEquals(1, fib.totals().installed());
                assertEquals(1, fib.totals().added());
            }
        });
    }

    @Test
    void anEarlierRunsRoutesAreAdoptedAndTheStaleOnesSwept() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib first = open(QUIET)) {
                first.apply(List.of(
                        route("10.1.0.0/24", "192.0.2.1"),
                        route("10.2.0.0/24", "192.0.2.1", "198.51.100.1"),
                        route("2001:db8:1::/64", "2001:db8:a::1", "2001:db8:b::1")));
                settled(first);
            }
            String left = routes("-4") + routes("-6");
            assertTrue(left.contains("10.1.0.0/24") && left.contains("2001:db8:1::/64"), "routes stay on close");

            try (KernelFib second = open(QUIET)) {
                assertEquals(3, second.totals().stale());
                second.apply(List.of(
                        route("10.2.0.0/24", "198.51.100.1", "192.0.2.1"),
                        route("2001:db8:1::/64", "2001:db8:b::1", "2001:db8:a::1")));
                settled(second);
                assertEquals(0, second.totals().batches(), "identical routes are left as they are");
                second.converged();
                await().atMost(PATIENCE).until(() -> second.totals().stale() == 0);
                settled(second);
                assertEquals(1, second.totals().batches());
                assertEquals(1, second.totals().deleted());
            }
            assertFalse(routes("-4").contains("10.1.0.0/24"));
            assertTrue(routes("-4").contains("10.2.0.0/24") && routes("-6").contains("2001:db8:1::/64"));
        });
    }

    /// Convergence that is told with the table waits for all of it, and the kernel for neither.
    @Test
    void theKernelIsAtWorkWhileALargeTableIsTakenIn() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            List<RouteChange> none = table();
            List<RouteChange> all = table("192.0.2.1");
            try (KernelFib fib = open(QUIET)) {
                await().until(() -> {
                    handOver(fib, none);
                    settled(fib);
                    assertEquals(0, fib.totals().installed());
                    return isWrittenWhileTakenIn(fib, all);
                });
            }
        });
    }

    private static boolean isWrittenWhileTakenIn(KernelFib fib, List<RouteChange> all) {
        long before = fib.totals().batches();
        handOver(fib, all);
        boolean seen = false;
        FibTotals now;
        do {
            now = fib.totals();
            seen |= now.batches() > before && now.installed() + now.pending() < all.size();
        } while (now.installed() < all.size());
        return seen;
    }

    @Test
    void whatALargeTableKeepsOfAnEarlierRunIsNotSweptBeforeItIsTakenIn() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            List<RouteChange> all = table("192.0.2.1");
            try (KernelFib first = open(QUIET)) {
                first.apply(all);
                settled(first);
            }
            try (KernelFib second = open(QUIET)) {
                assertEquals(all.size(), second.totals().stale());
                handOver(second, all);
                await().until(() -> second.totals().converged());
                settled(second);
                assertEquals(all.size(), second.totals().installed());
                assertEquals(0, second.totals().batches());
            }
        });
    }

    /// `netlink-fib` finds the routes and their convergence together.
    private static void handOver(KernelFib fib, List<RouteChange> routes) {
        synchronized (fib) {
            fib.apply(routes);
            fib.converged();
        }
    }

    private static List<RouteChange> table(String... nextHops) {
        return IntStream.range(0, 50_000)
                .mapToObj(i -> route("10.%d.%d.%d/28".formatted(i >> 12, i >> 4 & 255, (i & 15) << 4), nextHops))
                .toList();
    }

    @Test
    void theNodesOwnSubnetIsNeverRoutedAway() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib fib = open(QUIET)) {
                fib.setProtectedPrefixes(Set.of(Prefix.parse("10.244.1.0/24")));
                fib.apply(List.of(
                        route("10.244.1.0/24", "192.0.2.1"),
                        route("10.244.1.128/25", "192.0.2.1"),
                        route("10.244.2.0/24", "192.0.2.1")));
                settled(fib);
                assertEquals("10.244.2.0/24 via 192.0.2.1 dev left metric 20", routes("-4"));
                fib.setProtectedPrefixes(Set.of(Prefix.parse("10.244.2.0/24")));
                settled(fib);
                assertEquals(
                        "10.244.1.0/24 via 192.0.2.1 dev left metric 20\n"
                                + "10.244.1.128/25 via 192.0.2.1 dev left metric 20",
                        routes("-4"));
            }
        });
    }

    @Test
    void anotherTableGetsTheRoutes() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib fib =
                    open(QUIET.withTable(1000).withNextHopTable(254).withFlushOnClose())) {
                fib.apply(List.of(route("10.1.0.0/24", "192.0.2.1"), route("2001:db8:1::/64", "2001:db8:a::1")));
                settled(fib);
                assertEquals("", routes("-4"));
                assertTrue(ip("-4 route show table 1000").startsWith("10.1.0.0/24 via 192.0.2.1"));
                assertTrue(ip("-6 route show table 1000").startsWith("2001:db8:1::/64 via 2001:db8:a::1"));
            }
            assertEquals("", ip("-6 route show table 1000").strip());
        });
    }

    @Test
    void aTableThatIsGivenUpIsEmptied() throws Exception {
        inNewNamespace(() -> {
            twoLinks();
            KernelFib fib = open(QUIET);
            fib.apply(List.of(route("10.1.0.0/24", "192.0.2.1"), route("2001:db8:1::/64", "2001:db8:a::1")));
            settled(fib);
            assertTrue(routes("-4").startsWith("10.1.0.0/24 via 192.0.2.1"));
            fib.flushAndClose();
            assertEquals("", routes("-4"));
            assertEquals("", routes("-6"));
        });
    }

    /// 20,000 routes in batches; then a flood of other people's changes overflows the smallest of queues, and
    /// the table is read and repaired.
    @Test
    void lostNotificationsEndInAReadingThatRepairsEverything() throws Exception {
        int count = 20_000;
        inNewNamespace(() -> {
            twoLinks();
            try (KernelFib fib = KernelFib.open(QUIET, InstantSource.system(), 4096)) {
                List<RouteChange> changes = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    changes.add(new RouteChange(
                            Prefix.of(IpAddress.ipv4(0x0A000000 | i << 4), 28),
                            List.of(ScopedNextHop.of(NextHop.of(IpAddress.parse("192.0.2.1"))))));
                }
                fib.apply(changes);
                await().atMost(PATIENCE).until(() -> fib.totals().installed() == count);
                assertTrue(
                        fib.totals().batches() <= count / 200 + 50,
                        () -> fib.totals().toString());
                assertEquals(0, fib.totals().errors());
                assertEquals(count, routes("-4").lines().count());

                // It flushes in rounds, and takes again what was repaired meanwhile: only the kernel can tell the end.
                ip("route flush proto bgp");
                await().atMost(PATIENCE.multipliedBy(9)).untilAsserted(() -> {
                    long there = routes("-4").lines().count();
                    assertEquals(count, there, () -> fib.totals().toString());
                });
                assertTrue(fib.totals().repaired() > 0, () -> fib.totals().toString());
                assertTrue(fib.totals().overruns() > 0, () -> fib.totals().toString());
                settled(fib);

                fib.apply(changes.stream()
                        .map(change -> new RouteChange(change.prefix(), List.of()))
                        .toList());
                settled(fib);
                assertEquals("", routes("-4"));
            }
        });
    }

    /// The fault ends the turn that has taken the question up.
    @Test
    void aQuestionIsAnsweredAlthoughAFaultComesBetween() throws Exception {
        inNewNamespace(() -> {
            try (KernelFib fib = open(QUIET)) {
                CountDownLatch atWork = new CountDownLatch(1);
                CountDownLatch asked = new CountDownLatch(1);
                AtomicInteger calls = new AtomicInteger();
                fib.onNetworkChange(() -> {
                    switch (calls.incrementAndGet()) { // the second is about the reading of the same turn
                        case 1 -> {
                            atWork.countDown();
                            awaitUninterruptibly(asked);
                        }
                        case 3 -> throw new IllegalStateException("a fault");
                        default -> {}
                    }
                });
                fib.setInstances(Map.of("red", 1000));
                atWork.await();
                CompletableFuture<FibStatus> answer = new CompletableFuture<>();
                Thread asks = Thread.ofPlatform().daemon().start(() -> answer.complete(fib.status()));
                await().until(() -> asks.getState() == Thread.State.WAITING);
                fib.setInstances(Map.of());
                asked.countDown();
                assertEquals(
                        List.of(),
                        answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).entries());
            }
        });
    }

    /// Each attempt opens sockets and starts a thread before it reads the table.
    @Test
    void aFaultWhileTheTableIsReadLeavesNothingBehind() throws Exception {
        inNewNamespace(() -> {
            AtomicInteger left = new AtomicInteger(3);
            try (KernelFib fib = open(QUIET)) {
                fib.onNetworkChange(() -> {
                    if (left.getAndDecrement() > 0) {
                        throw new IllegalStateException("a fault");
                    }
                });
                fib.setInstances(Map.of("red", 1000));
                await().atMost(PATIENCE).until(() -> left.get() < 0);
                fib.status();
                assertEquals(1, writers());
            }
            assertEquals(0, writers());
        });
    }

    /// The routing thread must not wait for a thread that is gone.
    @Test
    void nobodyWaitsForAThreadThatEndedByADefect() throws Exception {
        inNewNamespace(() -> {
            try (KernelFib fib = open(QUIET)) {
                fib.onNetworkChange(() -> {
                    throw new AssertionError("a defect");
                });
                fib.setInstances(Map.of("red", 1000));
                CompletableFuture<Void> given = CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 10; i++) {
                        fib.apply(List.of(route("10.1.0.0/24", "192.0.2." + i)));
                    }
                    fib.status();
                });
                given.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        });
    }

    private static long writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("netlink-write"))
                .count();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @Test
    void withoutThePrivilegeOpeningSaysWhatIsMissing() throws Exception {
        inNewNamespace(() -> {
            Process java = new ProcessBuilder(
                            "setpriv",
                            "--bounding-set=-net_admin",
                            "--inh-caps=-net_admin",
                            ProcessHandle.current().info().command().orElseThrow(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Unprivileged.class.getName())
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(java.getInputStream().readAllBytes(), UTF_8);
            assertTrue(printed.contains("CAP_NET_ADMIN is missing"), printed);
        });
    }

    /// Runs in a process of its own.
    static final class Unprivileged {
        private Unprivileged() {}

        static void main() throws Exception {
            try {
                open(FibConfig.DEFAULT).close();
            } catch (NetlinkException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    /// Every route that no FIB of ours may change.
    /// Without the link-local addresses, which come when duplicate address detection is done.
    private static String others() throws Exception {
        String all = ip("-4 route show table all") + ip("-6 route show table all");
        return all.lines().filter(line -> !line.startsWith("local fe80::")).collect(Collectors.joining("\n"));
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

    private static KernelFib open(FibConfig config) throws NetlinkException {
        return KernelFib.open(config, InstantSource.system());
    }

    /// What was applied has arrived: nothing is pending.
    static void settled(KernelFib fib) {
        fib.status();
        await().atMost(PATIENCE).until(() -> fib.status().totals().pending() == 0);
    }

    static RouteChange route(String prefix, String... nextHops) {
        return new RouteChange(
                Prefix.parse(prefix),
                Stream.of(nextHops)
                        .map(hop -> ScopedNextHop.of(NextHop.of(IpAddress.parse(hop))))
                        .toList());
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
