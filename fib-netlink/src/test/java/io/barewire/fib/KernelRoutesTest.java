package io.barewire.fib;

import static io.barewire.testkit.Namespace.awaitRunning;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.KernelRoutes;
import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.rib.KernelRoutes.Presence;
import io.barewire.rib.RouteChange;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Which routes others have put into tables of a real kernel.
@Tag("root")
class KernelRoutesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Presence PRESENT = new Presence.Present();
    private static final Presence ABSENT = new Presence.Absent();
    /// Nothing is read again but for a reason.
    private static final FibConfig QUIET = FibConfig.DEFAULT.withIntervals(Duration.ofHours(1), Duration.ofHours(1));

    private static final KernelRoute EXACT = new KernelRoute(100, Prefix.parse("10.1.0.0/16"), false);
    private static final KernelRoute WITHIN = new KernelRoute(100, Prefix.parse("10.1.0.0/16"), true);
    private static final KernelRoute V6 = new KernelRoute(101, Prefix.parse("fd00::/48"), true);
    private static final KernelRoute LOCAL = new KernelRoute(255, Prefix.parse("203.0.113.7/32"), false);

    private static void inNetwork(ThrowingConsumer test) throws Exception {
        inNetwork(test, 4 << 20);
    }

    private static void inNetwork(ThrowingConsumer test, int queueOctets) throws Exception {
        inNewNamespace(() -> {
            ip("link set lo up");
            ip("link add left type veth peer name far");
            ip("link set left up");
            ip("link set far up");
            ip("address add 192.0.2.254/24 dev left");
            awaitRunning("left");
            try (KernelFib fib = KernelFib.open(QUIET, InstantSource.system(), queueOctets)) {
                test.accept(fib);
            }
        });
    }

    private interface ThrowingConsumer {
        void accept(KernelFib fib) throws Exception;
    }

    private static void awaitPresence(KernelFib fib, KernelRoute route, Presence wanted) {
        await().atMost(PATIENCE).until(() -> fib.routes().presence(route).equals(wanted));
    }

    @Test
    void routesOfAnyTableAreSeenComingAndGoing() throws Exception {
        inNetwork(fib -> {
            ip("route add 10.1.7.0/24 via 192.0.2.1 table 100");
            KernelRoutes routes = fib.routes();
            AtomicInteger told = new AtomicInteger();
            routes.onChange(told::incrementAndGet);
            routes.follow(Set.of(EXACT, WITHIN, V6, LOCAL));
            awaitPresence(fib, WITHIN, PRESENT);
            assertEquals(ABSENT, routes.presence(EXACT));
            assertEquals(ABSENT, routes.presence(V6), "a table that does not exist has no routes");
            assertEquals(ABSENT, routes.presence(LOCAL));
            assertTrue(told.get() > 0);

            ip("route add blackhole 10.1.0.0/16 table 100");
            ip("-6 route add fd00:0:0:7::/64 dev left table 101");
            ip("address add 203.0.113.7/32 dev lo");
            awaitPresence(fib, EXACT, PRESENT);
            awaitPresence(fib, V6, PRESENT);
            awaitPresence(fib, LOCAL, PRESENT);

            ip("route del 10.1.7.0/24 table 100");
            ip("route del 10.1.0.0/16 table 100");
            ip("-6 route flush table 101");
            ip("address del 203.0.113.7/32 dev lo");
            awaitPresence(fib, WITHIN, ABSENT);
            awaitPresence(fib, EXACT, ABSENT);
            awaitPresence(fib, V6, ABSENT);
            awaitPresence(fib, LOCAL, ABSENT);

            routes.follow(Set.of(EXACT));
            ip("route add 10.1.0.0/16 via 192.0.2.1 table 100");
            awaitPresence(fib, EXACT, PRESENT);
            assertTrue(routes.presence(WITHIN) instanceof Presence.Unknown, "nobody asks for it any more");
        });
    }

    /// What BGP put there itself would keep a condition that caused it.
    @Test
    void ourOwnRoutesDoNotCount() throws Exception {
        inNetwork(fib -> {
            KernelRoute main = new KernelRoute(FibConfig.MAIN_TABLE, Prefix.parse("10.1.0.0/16"), true);
            fib.routes().follow(Set.of(main));
            awaitPresence(fib, main, ABSENT);
            fib.apply(List.of(new RouteChange(
                    Prefix.parse("10.1.1.0/24"), List.of(ScopedNextHop.of(NextHop.of(IpAddress.parse("192.0.2.1")))))));
            await().atMost(PATIENCE).until(() -> fib.totals().installed() == 1);
            fib.apply(List.of(new RouteChange(Prefix.parse("10.1.0.0/16"), List.of(), true)));
            await().atMost(PATIENCE).until(() -> fib.totals().installed() == 2);
            assertEquals(ABSENT, fib.routes().presence(main));
            ip("route add 10.1.2.0/24 via 192.0.2.1");
            awaitPresence(fib, main, PRESENT);
        });
    }

    /// A link that goes takes its routes along; IPv4 says nothing of that.
    @Test
    void routesOfALinkThatIsDownAreGone() throws Exception {
        inNetwork(fib -> {
            ip("route add 10.1.0.0/16 via 192.0.2.1 table 100");
            fib.routes().follow(Set.of(EXACT));
            awaitPresence(fib, EXACT, PRESENT);
            ip("link set left down");
            awaitPresence(fib, EXACT, ABSENT);
        });
    }

    /// More notifications than the queue holds: what they said is read.
    @Test
    void lostNotificationsAreReadAfter() throws Exception {
        inNetwork(
                fib -> {
                    fib.routes().follow(Set.of(EXACT));
                    awaitPresence(fib, EXACT, ABSENT);
                    Path batch = Files.createTempFile("routes", ".batch");
                    boolean added = false;
                    try {
                        for (int i = 0; fib.totals().overruns() == 0; i++) {
                            assertTrue(i < 100, "nothing was lost");
                            added = !added;
                            String verb = added ? "add " : "del ";
                            Files.writeString(
                                    batch,
                                    IntStream.range(0, 5_000)
                                                    .mapToObj(n -> "route " + verb + "10.2." + n / 250 + "." + n % 250
                                                            + "/32 via 192.0.2.1 table 100")
                                                    .collect(Collectors.joining("\n"))
                                            + "\nroute " + verb + "10.1.0.0/16 via 192.0.2.1 table 100\n",
                                    UTF_8);
                            ip("-batch " + batch);
                        }
                    } finally {
                        Files.delete(batch);
                    }
                    awaitPresence(fib, EXACT, added ? PRESENT : ABSENT);
                },
                4096);
    }
}
