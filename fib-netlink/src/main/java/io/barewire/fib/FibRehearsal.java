package io.barewire.fib;

import io.barewire.netlink.InterfaceMonitor;
import io.barewire.netlink.Link;
import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.RouteMonitor;
import io.barewire.netlink.RouteSocket;
import io.barewire.netlink.Wakeup;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteChanges;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Routes that come, change and go on the way to the kernel, by the code that takes a peer's: when that one's come, or
/// it dies, nothing is run for the first time. Book, threads and sockets are the rehearsal's own, and the kernel passes
/// over its messages ([RouteSocket#openMuted]).
public final class FibRehearsal {
    /// Enough for the compiler to have seen what is done for each route and for each batch.
    private static final int ROUTES = 1_000;

    private static final int ROUNDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /// In which nobody has routes; what is read there is nothing.
    private static final FibConfig CONFIG = FibConfig.DEFAULT.withTable(Integer.MAX_VALUE);

    private FibRehearsal() {}

    /// Plays it once, on this thread and one more. An interrupt ends it early, as does a kernel that is busy with other
    /// routes for so long that this takes half a minute.
    ///
    /// @return how many routes the kernel was believed to have taken in, replaced or let go; none where no
    ///     interface is running, for then there is no way for any
    /// @throws NetlinkException when a socket cannot be opened, for want of a privilege or of descriptors
    public static long play() throws NetlinkException {
        return play(LIMIT);
    }

    static long play(Duration limit) throws NetlinkException {
        Optional<Link> link =
                InterfaceMonitor.read().links().stream().filter(Link::isRunning).findFirst();
        if (link.isEmpty()) {
            return 0;
        }
        RouteChanges come = routes(List.of(neighbor(1, link.get())));
        RouteChanges change = routes(List.of(neighbor(2, link.get())));
        RouteChanges go = routes(List.of());
        Network network = new Network(CONFIG.protocol(), CONFIG.nextHopTable());
        FibBook book = new FibBook(CONFIG, InstantSource.system(), network);
        FollowedRoutes routes = new FollowedRoutes(network, _ -> {});
        long end = System.nanoTime() + limit.toNanos();
        try (Wakeup wakeup = new Wakeup();
                KernelSession session = new KernelSession(
                        CONFIG,
                        book,
                        network,
                        List.of(),
                        routes,
                        wakeup,
                        new KernelSession.Counters(),
                        RouteSocket::openMuted,
                        RouteMonitor.DEFAULT_QUEUE)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (RouteChanges changes : List.of(come, change, go)) {
                    book.want(changes);
                    carryOut(book, session, end);
                }
            }
            FibTotals totals = session.totals();
            return totals.added() + totals.replaced() + totals.deleted();
        }
    }

    private static void carryOut(FibBook book, KernelSession session, long end) throws NetlinkException {
        while (session.isWriting()
                || (book.hasOperations() && !Thread.currentThread().isInterrupted() && System.nanoTime() - end < 0)) {
            session.listen();
            session.readIfDue();
            session.write();
            session.await();
            session.takeAnswers();
        }
    }

    /// In 198.18.0.0/15, which is for measurements (RFC 2544); no packet ever meets them.
    private static RouteChanges routes(List<ScopedNextHop> nextHops) {
        long first = IpAddress.parse("198.18.0.0").high();
        return RouteChanges.of(IntStream.range(0, ROUTES)
                .mapToObj(i -> new Prefix(AddressFamily.IPV4, first + ((long) i << 36), 0, 28))
                .map(prefix -> new RouteChange(prefix, nextHops))
                .toList());
    }

    /// Reached over this link without a look at any table.
    private static ScopedNextHop neighbor(int number, Link link) {
        return new ScopedNextHop(NextHop.of(IpAddress.parse("fe80::" + number)), link.index(), "");
    }
}
