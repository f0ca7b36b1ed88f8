package io.barewire.fib;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.fib.FibEntry.State;
import io.barewire.fib.ModelKernel.Place;
import io.barewire.netlink.Interfaces;
import io.barewire.netlink.Link;
import io.barewire.netlink.LinkAddress;
import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.netlink.NetlinkReader;
import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.RouteBatch.Refusal;
import io.barewire.netlink.RouteBatch.Result;
import io.barewire.netlink.Rtnetlink;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteChanges;
import io.barewire.rib.ScopedNextHop;
import io.barewire.testkit.Rng;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The book against a model of the kernel. Every story ends with the same questions: is the kernel as wanted,
/// and is everything that is not ours as it was?
class FibBookTest {
    private static final FibConfig CONFIG = FibConfig.DEFAULT;
    private static final List<Prefix> PREFIXES = IntStream.range(0, 12)
            .mapToObj(i -> Prefix.parse(i < 8 ? "10.1." + i + ".0/24" : "2001:db8:" + i + "::/64"))
            .toList();
    private static final Prefix PROTECTED = Prefix.parse("10.1.2.0/23");

    private final ModelKernel kernel = new ModelKernel();
    private final Network network = network();
    private final FibBook book = book(network);

    private static FibBook book() {
        return book(network());
    }

    private static FibBook book(Network network) {
        return new FibBook(CONFIG, InstantSource.fixed(Instant.EPOCH), network);
    }

    /// Link `left` with 192.0.2.0/24 is up, `right` with 198.51.100.0/24 has no carrier.
    private static Network network() {
        Network network = new Network(CONFIG.protocol(), CONFIG.nextHopTable());
        network.interfaces(interfaces(0x1));
        for (LinkAddress local : interfaces(0x1).addresses()) {
            Hop direct = new Hop(Optional.empty(), local.linkIndex(), 1);
            network.apply(Route.unicast(local.onLink(), 254, 2, 0, List.of(direct)), false, false);
        }
        return network;
    }

    /// Peers come and go, links too, other people add, change and remove routes, and the kernel's words get
    /// lost: the table ends as wanted, foreign routes are untouched, and doing it again does nothing.
    @Test
    void whateverHappensTheKernelEndsAsWanted() {
        forSeeds(3_000, rng -> new Story(rng).run());
    }

    private static final class Story {
        private final Rng rng;
        private final ModelKernel kernel = new ModelKernel();
        private final FibBook book = book();
        private final Map<Prefix, RouteChange> wanted = new HashMap<>();
        private final Map<Place, Route> foreign = new HashMap<>();
        /// Done by the kernel, and not told to the book yet.
        private final Deque<Flight> underWay = new ArrayDeque<>();

        /// What others put in our place since the last reading.
        private final Set<Prefix> unread = new HashSet<>();

        private boolean isProtected;
        private boolean converged;

        private record Flight(FibBatch batch, List<Integer> answers, Set<Prefix> prefixes) {}

        Story(Rng rng) {
            this.rng = rng;
        }

        void run() {
            for (Prefix prefix : PREFIXES) {
                switch (rng.between(0, 4)) {
                    case 0 -> foreign(route(prefix, 4, 20, hops()));
                    case 1 -> kernel.table.put(new Place(prefix, 20), route(prefix, 186, 20, hops()));
                    case 2 -> foreign(route(prefix, 186, 50, hops()));
                    default -> {}
                }
            }
            drive(true);
            for (int i = rng.between(1, 40); i > 0; i--) {
                event();
                drive(rng.oneIn(2));
            }
            drive(true);
            if (!converged) {
                book.converged();
            }
            book.retryRefused();
            drive(true);
            check();
            int before = kernel.operations;
            book.needReading();
            drive(true);
            assertEquals(before, kernel.operations, "a second time does nothing");
        }

        private void event() {
            Prefix prefix = rng.oneOf(PREFIXES);
            Place key = new Place(prefix, 20);
            Route present = kernel.table.get(key);
            boolean heard = !rng.oneIn(4);
            switch (rng.between(0, 9)) {
                case 0, 1, 2 -> {
                    boolean discard = rng.oneIn(5);
                    List<ScopedNextHop> hops = discard ? List.of() : hops();
                    wanted.put(prefix, new RouteChange(prefix, hops, discard));
                    if (foreign.getOrDefault(key, route(prefix, 4, 20, hops)).protocol() == 186) {
                        foreign.remove(key);
                        unread.add(prefix);
                    }
                    want(book, new RouteChange(prefix, hops, discard));
                }
                case 3 -> {
                    if (unread.contains(prefix)) {
                        return; // out of the book before it is read, what is there is foreign
                    }
                    wanted.remove(prefix);
                    want(book, new RouteChange(prefix, List.of()));
                }
                case 4 -> {
                    if (present != null) {
                        kernel.table.remove(key);
                        foreign.remove(key);
                        tell(heard, present, true, false);
                    }
                }
                case 5 -> {
                    // Someone of another protocol takes the place, or changes what it has there.
                    Route taking = route(prefix, rng.oneOf(2, 4, 16), 20, hops());
                    foreign(taking);
                    tell(heard, taking, false, present != null);
                }
                case 6 -> {
                    if (isUnderWay(prefix) && !wanted.containsKey(prefix)) {
                        return; // whose it is depends on who was first
                    }
                    Route other = ModelKernel.asRead(route(prefix, 186, 20, hops()));
                    kernel.table.put(key, other);
                    if (isInBook(prefix)) {
                        foreign.remove(key);
                    } else {
                        foreign.put(key, other);
                    }
                    tell(heard, other, false, present != null);
                    unread.add(prefix);
                }
                case 7 -> {
                    IpAddress gateway = IpAddress.parse("192.0.2." + rng.between(1, 4));
                    if (!kernel.unreachable.remove(gateway)) {
                        kernel.unreachable.add(gateway);
                    }
                    book.retryRefused();
                }
                case 8 -> {
                    isProtected = !isProtected;
                    book.protect(isProtected ? Set.of(PROTECTED) : Set.of());
                }
                default -> {
                    converged = true;
                    book.converged();
                }
            }
        }

        /// Lets the book do what it wants, in batches of any size; now and then an answer is lost. Not to the end,
        /// some batches stay under way while the next thing happens.
        private void drive(boolean toTheEnd) {
            for (int round = 0; round < 1_000; round++) {
                if (underWay.isEmpty() && book.readingNeeded()) {
                    kernel.read(book);
                    unread.clear();
                }
                boolean more = underWay.size() < 3 && rng.oneIn(2) && send();
                if (!more && !underWay.isEmpty()) {
                    land();
                } else if (!more && !book.hasOperations() && !book.readingNeeded()) {
                    return;
                }
                if (!toTheEnd && rng.oneIn(4)) {
                    return;
                }
            }
            throw new AssertionError("the book does not come to rest");
        }

        private boolean send() {
            FibBatch batch = new FibBatch();
            for (int left = rng.between(1, 5); left > 0 && book.next(batch); left--) {}
            if (batch.size() == 0) {
                return false;
            }
            Set<Prefix> prefixes = new HashSet<>();
            NetlinkReader.read(
                    batch.messages().octets(),
                    message -> prefixes.add(assertInstanceOf(RouteChanged.class, message)
                            .route()
                            .destination()));
            List<Integer> answers = rng.oneIn(60) ? List.of() : kernel.apply(batch);
            int known = rng.oneIn(60) ? rng.between(0, answers.size()) : answers.size();
            underWay.add(new Flight(batch, answers.subList(0, known), prefixes));
            return true;
        }

        private void land() {
            Flight flight = underWay.removeFirst();
            FibBookTest.tell(book, flight.batch, flight.answers);
        }

        private boolean isUnderWay(Prefix prefix) {
            return underWay.stream().anyMatch(flight -> flight.prefixes.contains(prefix));
        }

        private boolean isInBook(Prefix prefix) {
            return book.status(book.totals(0, 0, 0)).entries().stream()
                    .anyMatch(entry -> entry.prefix().equals(prefix));
        }

        /// What is not heard was lost in an overrun, which the kernel does tell.
        private void tell(boolean heard, Route route, boolean removed, boolean replacing) {
            if (heard) {
                book.observe(route, removed, replacing);
            } else {
                book.needReading();
            }
        }

        private void foreign(Route route) {
            Place key = new Place(route.destination(), route.metric());
            kernel.table.put(key, route);
            foreign.put(key, route);
        }

        private List<ScopedNextHop> hops() {
            return new HashSet<>(rng.listOf(1, 3, r -> r.between(1, 4)))
                    .stream().map(i -> hop("192.0.2." + i)).toList();
        }

        private void check() {
            foreign.forEach((key, route) -> assertEquals(route, kernel.table.get(key), "foreign route"));
            for (Prefix prefix : PREFIXES) {
                Place key = new Place(prefix, 20);
                Route present = kernel.table.get(key);
                if (foreign.containsKey(key)) {
                    continue;
                }
                RouteChange change = wanted.getOrDefault(prefix, new RouteChange(prefix, List.of()));
                if (change.discard()) {
                    assertEquals(
                            isProtected && PROTECTED.contains(prefix)
                                    ? Optional.empty()
                                    : Optional.of(Rtnetlink.RTN_BLACKHOLE),
                            Optional.ofNullable(present).map(Route::type));
                    continue;
                }
                List<ScopedNextHop> hops = change.nextHops();
                boolean possible = !hops.isEmpty()
                        && hops.stream().noneMatch(hop -> kernel.unreachable.contains(hop.address()))
                        && !(isProtected && PROTECTED.contains(prefix));
                if (possible) {
                    assertEquals(
                            ModelKernel.asRead(route(prefix, 186, 20, hops)),
                            sorted(Objects.requireNonNull(present, "missing")));
                } else {
                    // A route that was fine when it was added stays when its gateway goes later.
                    boolean stays = present != null
                            && sorted(present).equals(ModelKernel.asRead(route(prefix, 186, 20, hops)))
                            && !(isProtected && PROTECTED.contains(prefix));
                    assertTrue(present == null || stays, () -> "unwanted " + present);
                }
            }
            for (FibEntry entry : book.status(book.totals(0, 0, 0)).entries()) {
                assertFalse(entry.state() == State.PENDING || entry.state() == State.STALE, entry.toString());
                assertEquals(entry.state() == State.REFUSED, !entry.error().isEmpty(), entry.toString());
            }
        }

        private static Route sorted(Route route) {
            return route(
                    route.destination(),
                    route.protocol(),
                    route.metric(),
                    Forwarding.of(route).hops().stream()
                            .map(hop ->
                                    ScopedNextHop.of(NextHop.of(hop.gateway().orElseThrow())))
                            .toList(),
                    3);
        }
    }

    /// Lets the book do what it wants.
    private static void drive(ModelKernel kernel, FibBook book) {
        FibBatch batch = new FibBatch();
        for (int round = 0; round < 1_000; round++) {
            if (book.readingNeeded()) {
                kernel.read(book);
            }
            if (book.next(batch)) {
                tell(book, batch, kernel.apply(batch));
            } else if (!book.readingNeeded()) {
                return;
            }
        }
        throw new AssertionError("the book does not come to rest");
    }

    private static void tell(FibBook book, FibBatch batch, List<Integer> answers) {
        batch.answered(new Result(
                answers.size(),
                IntStream.range(0, answers.size())
                        .filter(i -> answers.get(i) != 0)
                        .mapToObj(i -> new Refusal(i, answers.get(i), ""))
                        .toList()));
        try {
            batch.tell(book);
        } catch (NetlinkException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void whatAnEarlierRunLeftIsKeptWithoutBeingTouched() {
        Prefix kept = Prefix.parse("10.1.0.0/24");
        Prefix stale = Prefix.parse("10.1.1.0/24");
        present(route(kept, 186, 20, via("192.0.2.1")));
        present(route(stale, 186, 20, via("192.0.2.1")));
        present(route(stale, 186, 50, via("192.0.2.1")));
        drive();
        assertEquals(2, totals().stale());
        assertEquals(1, totals().foreign());
        want(book, new RouteChange(kept, via("192.0.2.1")));
        drive();
        assertEquals(0, kernel.operations);
        book.converged();
        drive();
        assertEquals(Set.of(new Place(kept, 20), new Place(stale, 50)), kernel.table.keySet());
        assertEquals(1, kernel.operations);
    }

    @Test
    void aRouteOfOurProtocolThatComesLaterIsReportedAndLeftAlone() {
        drive();
        Route later = route(Prefix.parse("10.1.0.0/24"), 186, 20, via("192.0.2.1"));
        present(later);
        book.observe(later, false, false);
        drive();
        book.converged();
        drive();
        assertEquals(1, totals().foreign());
        assertEquals(1, kernel.table.size());
        assertEquals(
                List.of("10.1.0.0/24 via 192.0.2.1 dev 3 proto 186 metric 20 table 254"),
                book.status(totals()).foreign());
    }

    @Test
    void anotherProtocolsRouteHoldsItsPlaceUntilItGoes() {
        Prefix prefix = Prefix.parse("10.1.0.0/24");
        Route held = route(prefix, 4, 20, via("192.0.2.9"));
        present(held);
        drive();
        want(book, new RouteChange(prefix, via("192.0.2.1")));
        drive();
        FibEntry entry = book.status(totals()).entries().getFirst();
        assertEquals(State.REFUSED, entry.state());
        assertEquals("held by a route of protocol static with the same metric", entry.error());
        book.retryRefused();
        drive();
        assertEquals(held, kernel.table.get(new Place(prefix, 20)));

        kernel.table.remove(new Place(prefix, 20));
        book.observe(held, true, false);
        drive();
        assertEquals(State.INSTALLED, book.status(totals()).entries().getFirst().state());
    }

    @Test
    void aRouteInsideAProtectedPrefixIsNotInstalledAndLeavesWhenItWas() {
        Prefix own = Prefix.parse("10.244.1.0/24");
        Prefix inside = Prefix.parse("10.244.1.128/25");
        Prefix around = Prefix.parse("10.244.0.0/16");
        drive();
        List.of(own, inside, around).forEach(prefix -> want(book, new RouteChange(prefix, via("192.0.2.1"))));
        drive();
        assertEquals(3, kernel.table.size());
        book.protect(Set.of(own));
        drive();
        assertEquals(Set.of(new Place(around, 20)), kernel.table.keySet());
        assertEquals(2, totals().protectedPrefixes());
        book.protect(Set.of());
        drive();
        assertEquals(3, kernel.table.size());
    }

    @Test
    void oneUnreachableNextHopDoesNotTakeTheOthersAlong() {
        Prefix prefix = Prefix.parse("10.1.0.0/24");
        drive();
        want(book, new RouteChange(prefix, via("192.0.2.1", "198.51.100.1")));
        drive();
        FibEntry entry = book.status(totals()).entries().getFirst();
        assertEquals(State.INSTALLED, entry.state());
        assertEquals(List.of(new FibEntry.Hop(Optional.of(IpAddress.parse("192.0.2.1")), "left")), entry.nextHops());
        assertEquals(via("192.0.2.1", "198.51.100.1"), entry.learned());

        network.interfaces(interfaces(0x41));
        book.networkChanged();
        drive();
        entry = book.status(totals()).entries().getFirst();
        assertEquals(State.INSTALLED, entry.state());
        assertEquals(2, entry.nextHops().size());
    }

    @Test
    void aRouteLeavesWithItsLastNextHopAndComesBackWithTheFirst() {
        Prefix prefix = Prefix.parse("10.1.0.0/24");
        drive();
        want(book, new RouteChange(prefix, via("198.51.100.1")));
        drive();
        FibEntry entry = book.status(totals()).entries().getFirst();
        assertEquals(State.REFUSED, entry.state());
        assertEquals("next hop 198.51.100.1: interface right is down", entry.error());
        assertEquals(List.of(), entry.nextHops());

        network.interfaces(interfaces(0x41));
        book.networkChanged();
        drive();
        assertEquals(State.INSTALLED, book.status(totals()).entries().getFirst().state());
        assertEquals(1, kernel.table.size());

        network.interfaces(interfaces(0x1));
        book.networkChanged();
        drive();
        assertEquals(Map.of(), kernel.table);
        assertEquals(0, totals().errors());
    }

    @Test
    void aRouteWhoseNewNextHopIsRefusedDoesNotKeepTheOldOne() {
        Prefix prefix = Prefix.parse("10.1.0.0/24");
        drive();
        want(book, new RouteChange(prefix, via("192.0.2.1")));
        drive();
        kernel.unreachable.add(IpAddress.parse("192.0.2.2"));
        want(book, new RouteChange(prefix, via("192.0.2.2")));
        drive();
        assertEquals(Map.of(), kernel.table);
        assertEquals(1, totals().refused());
    }

    @Test
    void aLinkLocalNextHopTakesTheInterfaceOfTheGlobalOneBesideItOrOfItsSession() {
        Prefix prefix = Prefix.parse("2001:db8:1::/64");
        ScopedNextHop both = ScopedNextHop.of(
                new NextHop(IpAddress.parse("2001:db8:a::1"), Optional.of(IpAddress.parse("fe80::1"))));
        drive();
        want(book, new RouteChange(prefix, List.of(both)));
        assertEquals(
                List.of(Hop.via(IpAddress.parse("fe80::1"), 3)), nextRoute().hops());

        want(book, new RouteChange(prefix, via("fe80::1")));
        drive();
        FibEntry entry = book.status(totals()).entries().getFirst();
        assertEquals("next hop fe80::1: link-local, and its interface is not known", entry.error());

        want(book, new RouteChange(prefix, List.of(new ScopedNextHop(NextHop.of(IpAddress.parse("fe80::1")), 3, ""))));
        assertEquals(
                List.of(Hop.via(IpAddress.parse("fe80::1"), 3)), nextRoute().hops());
    }

    /// The hops of a next-hop object go when its owner removes it, so they are taken over into the route.
    @Test
    void aRouteThatHangsOnANextHopObjectIsReplaced() {
        Prefix prefix = Prefix.parse("10.1.0.0/24");
        present(new Route(prefix, 254, 186, 1, 0, 20, List.of(Hop.via(IpAddress.parse("192.0.2.1"), 3)), 7));
        drive();
        want(book, new RouteChange(prefix, via("192.0.2.1")));
        drive();
        assertEquals(1, totals().replaced());
        assertEquals(
                0,
                Objects.requireNonNull(kernel.table.get(new Place(prefix, 20))).nextHopId());
    }

    @Test
    void aBlackholeOfOursIsDeletedAsABlackhole() {
        Prefix prefix = Prefix.parse("10.1.0.0/24");
        present(new Route(prefix, 254, 186, 6, 0, 20, List.of(), 0));
        drive();
        book.converged();
        drive();
        assertEquals(Map.of(), kernel.table);
    }

    @Test
    void driftIsCountedOnceWhenItIsRepaired() {
        Prefix prefix = Prefix.parse("10.1.0.0/24");
        drive();
        want(book, new RouteChange(prefix, via("192.0.2.1")));
        drive();
        Route gone = Objects.requireNonNull(kernel.table.remove(new Place(prefix, 20)));
        book.observe(gone, true, false);
        drive();
        assertEquals(1, kernel.table.size());
        assertEquals(1, totals().repaired());
        want(book, new RouteChange(prefix, via("192.0.2.2")));
        drive();
        assertEquals(1, totals().repaired());
    }

    private void present(Route route) {
        kernel.table.put(new Place(route.destination(), route.metric()), route);
    }

    private static void want(FibBook book, RouteChange change) {
        book.want(RouteChanges.of(List.of(change)));
    }

    /// The route of the next operation, which the kernel then does.
    private Route nextRoute() {
        FibBatch batch = new FibBatch();
        assertTrue(book.next(batch));
        List<Route> routes = new ArrayList<>();
        NetlinkReader.read(
                batch.messages().octets(),
                message ->
                        routes.add(assertInstanceOf(RouteChanged.class, message).route()));
        tell(book, batch, kernel.apply(batch));
        return routes.getFirst();
    }

    private void drive() {
        drive(kernel, book);
    }

    private FibTotals totals() {
        return book.totals(0, 0, 0);
    }

    private static Interfaces interfaces(int flagsOfRight) {
        return new Interfaces(
                List.of(new Link(3, "left", 0x41, 0), new Link(5, "right", flagsOfRight, 0)),
                List.of(
                        new LinkAddress(3, IpAddress.parse("192.0.2.254"), Prefix.parse("192.0.2.0/24")),
                        new LinkAddress(3, IpAddress.parse("2001:db8:a::fe"), Prefix.parse("2001:db8:a::/64")),
                        new LinkAddress(5, IpAddress.parse("198.51.100.254"), Prefix.parse("198.51.100.0/24"))));
    }

    private static ScopedNextHop hop(String address) {
        return ScopedNextHop.of(NextHop.of(IpAddress.parse(address)));
    }

    private static List<ScopedNextHop> via(String... addresses) {
        return Stream.of(addresses).map(FibBookTest::hop).toList();
    }

    private static Route route(Prefix prefix, int protocol, long metric, List<ScopedNextHop> hops) {
        return route(prefix, protocol, metric, hops, 3);
    }

    private static Route route(Prefix prefix, int protocol, long metric, List<ScopedNextHop> hops, int interfaceIndex) {
        return Route.unicast(
                prefix,
                254,
                protocol,
                metric,
                Forwarding.unicast(hops.stream()
                                .map(hop -> Hop.via(hop.address(), interfaceIndex))
                                .toList())
                        .hops());
    }
}
