package io.barewire.ovn;

import static io.barewire.testkit.acceptance.Criterion.OVN_I3;
import static io.barewire.testkit.acceptance.Criterion.OVN_I4;
import static io.barewire.testkit.acceptance.Criterion.OVN_I6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.ovn.RouteEntry.State;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteChanges;
import io.barewire.rib.ScopedNextHop;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RouterBookTest {
    private static final GatewayRouter ROUTER = GatewayRouter.ofDefaultNetwork("n1");
    private static final String OWNER = "RouteImport";

    private long names;
    private final FakeRouter database = new FakeRouter(ROUTER, OWNER);
    private final RouterBook book = new RouterBook(ROUTER, OWNER, Gateways.NEIGHBORS, () -> new UUID(2, ++names));

    // ---- stories

    @Test
    void aRouteBecomesOneRowForEachNextHop() {
        database.put(foreign("0.0.0.0/0", "172.18.0.1"));
        connected();
        want("10.244.1.0/24", "172.18.0.3", "172.18.0.4");
        assertEquals(2, round().size());
        assertEquals(List.of("172.18.0.3", "172.18.0.4"), entry("10.244.1.0/24").rows());
        assertEquals(State.AGREES, entry("10.244.1.0/24").state());
        assertFalse(book.hasChanges());
    }

    @Test
    void aChangedNextHopIsAnUpdateOfTheRow() {
        connected();
        want("10.244.1.0/24", "172.18.0.3");
        round();
        UUID row = database.rows.keySet().iterator().next();
        want("10.244.1.0/24", "172.18.0.9");
        RowEdit.Update update = assertInstanceOf(RowEdit.Update.class, round().getFirst());
        assertEquals(row, update.row().uuid());
        assertEquals(1, database.rows.size());
    }

    @Test
    void rowsOfAnEarlierRunStayUntilConvergenceAndThenGo() {
        database.put(ours("10.244.1.0/24", "172.18.0.3"));
        database.put(ours("10.244.2.0/24", "172.18.0.4"));
        connected();
        want("10.244.1.0/24", "172.18.0.3");
        want("10.244.2.0/24"); // gone, and never wanted: a peer may still tell of it
        assertFalse(book.hasChanges());
        assertEquals(State.STALE, entry("10.244.2.0/24").state());
        book.converged();
        assertEquals(1, round().size());
        assertEquals(1, database.rows.size());
    }

    @Test
    void aRouteThatAPeerTakesBackGoesBeforeConvergenceToo() {
        connected();
        want("10.244.1.0/24", "172.18.0.3");
        round();
        want("10.244.1.0/24");
        round();
        assertTrue(database.rows.isEmpty());
    }

    @Test
    void whatSomeoneDeletesOrAltersComesBackAndIsCounted() {
        connected();
        want("10.244.1.0/24", "172.18.0.3");
        want("10.244.2.0/24", "172.18.0.4");
        round();
        List<StaticRoute> before = List.copyOf(database.rows.values());
        database.remove(before.get(0).uuid());
        StaticRoute other = before.get(1);
        database.put(StaticRoute.of(
                other.uuid(), other.ipPrefix(), "172.18.0.77", other.outputPort(), OWNER, "", "", Optional.empty()));
        database.tell(book);
        assertEquals(2, round().size());
        assertEquals(2, book.totals().repaired());
        assertEquals(2, book.totals().agrees());
    }

    @Test
    void rowsOfOthersAreShownAndNeverChanged() {
        StaticRoute equal = foreign("10.244.1.0/24", "172.18.0.3");
        StaticRoute conflicting = foreign("10.244.1.0/24", "172.18.0.66");
        database.put(equal);
        database.put(conflicting);
        connected();
        want("10.244.1.0/24", "172.18.0.3");
        round();
        assertEquals(3, database.rows.size());
        assertEquals(
                List.of("172.18.0.3 true", "172.18.0.66 false"),
                entry("10.244.1.0/24").others().stream()
                        .map(one -> one.nextHop() + " " + one.isDouble())
                        .sorted()
                        .toList());
        want("10.244.1.0/24");
        round();
        assertEquals(Set.of(equal, conflicting), Set.copyOf(database.rows.values()));
    }

    @Test
    @Acceptance(OVN_I3)
    void ownHostSubnetsAreNeverRoutedAway() {
        book.exclude(Set.of(Prefix.parse("10.244.0.0/24")));
        connected();
        want("10.244.0.0/24", "172.18.0.3");
        want("10.244.0.128/25", "172.18.0.3");
        want("10.244.1.0/24", "172.18.0.3");
        round();
        assertEquals(1, database.rows.size());
        assertEquals(State.EXCLUDED, entry("10.244.0.0/24").state());
        book.exclude(Set.of(Prefix.parse("10.244.0.0/16")));
        round();
        assertTrue(database.rows.isEmpty());
    }

    @Test
    void withoutTheRouterNothingIsDoneAndAllOfItWhenItAppears() {
        book.replace(Optional.empty(), List.of());
        want("10.244.1.0/24", "172.18.0.3");
        assertFalse(book.hasChanges());
        assertTrue(book.take(1_000).isEmpty());
        connected();
        assertEquals(1, round().size());
    }

    @Test
    void aBatchThatWasNotTakenIsAskedForAgain() {
        connected();
        want("10.244.1.0/24", "172.18.0.3");
        assertEquals(1, book.take(1_000).size());
        assertFalse(book.hasChanges());
        book.settled();
        assertTrue(book.hasChanges());
        assertEquals(1, round().size());
    }

    @Test
    @Acceptance(OVN_I4)
    void routesWithoutAGatewayHaveNoRow() {
        connected();
        book.want(RouteChanges.of(List.of(
                new RouteChange(Prefix.parse("10.0.0.0/8"), List.of(), true),
                new RouteChange(
                        Prefix.parse("10.1.0.0/16"),
                        List.of(new ScopedNextHop(NextHop.of(IpAddress.parse("0.0.0.0")), 0, "blue"))))));
        assertFalse(book.hasChanges());
        assertEquals(2, book.totals().noGateway());
    }

    @Test
    @Acceptance(OVN_I6)
    void aLinkLocalNextHopIsPreferredToTheGlobalOneBesideIt() {
        connected();
        book.want(RouteChanges.of(List.of(new RouteChange(
                Prefix.parse("fd00:1::/64"),
                List.of(new ScopedNextHop(
                        new NextHop(IpAddress.parse("fd00::3"), Optional.of(IpAddress.parse("fe80::3"))), 2, ""))))));
        round();
        assertEquals(List.of("fe80::3"), entry("fd00:1::/64").rows());
    }

    @Test
    void rowsNameTheWatcherOfTheirNextHop() {
        UUID watcher = new UUID(9, 9);
        connected();
        want("10.244.1.0/24", "172.18.0.3");
        round();
        book.watchers(Optional.of(Map.of(IpAddress.parse("172.18.0.3"), watcher)));
        round();
        assertEquals(
                Optional.of(watcher), database.rows.values().iterator().next().bfd());
        assertFalse(book.hasChanges());
    }

    @Test
    void anotherWayToTheNextHopIsAnotherGateway() {
        Map<String, String> ways = new HashMap<>(Map.of("192.0.2.9", "172.18.0.1"));
        RouterBook behind = new RouterBook(
                ROUTER,
                OWNER,
                hop -> Optional.ofNullable(ways.get(hop.address().toString())).map(IpAddress::parse).stream()
                        .toList(),
                () -> new UUID(2, ++names));
        behind.replace(Optional.of(database.uuid), List.of());
        behind.want(changes("10.0.0.0/8", "192.0.2.9"));
        database.apply(behind.take(10));
        database.tell(behind);
        behind.settled();
        ways.put("192.0.2.9", "172.18.0.2");
        behind.networkChanged();
        database.apply(behind.take(10));
        assertEquals("172.18.0.2", database.rows.values().iterator().next().nextHop());
    }

    // ---- property

    /// Whatever peers and other programs do, and whatever becomes of batches: at the end ours is what is wanted,
    /// nothing of others was touched, and another look sends nothing.
    @Test
    void whateverHappensItEndsWithWhatIsWanted() {
        Seeds.forSeeds(3_000, rng -> new Walk(rng).run());
    }

    private static final class Walk {
        private final Rng rng;
        private final FakeRouter database = new FakeRouter(ROUTER, OWNER);
        private final RouterBook book;
        private final List<Prefix> prefixes;
        private final Map<Prefix, Set<IpAddress>> wanted = new HashMap<>();
        private final Map<UUID, StaticRoute> foreign = new HashMap<>();
        private boolean inFlight;

        Walk(Rng rng) {
            this.rng = rng;
            this.book = new RouterBook(ROUTER, OWNER, Gateways.NEIGHBORS, () -> new UUID(rng.bits(), rng.bits()));
            this.prefixes = rng.listOf(
                    1,
                    8,
                    one -> one.oneIn(3)
                            ? Prefix.parse("fd00:" + one.between(1, 4) + "::/64")
                            : Prefix.parse("10.244." + one.between(0, 4) + ".0/24"));
        }

        void run() {
            for (int i = rng.between(0, 6); i > 0; i--) {
                someoneWrites();
            }
            book.exclude(Set.of(Prefix.parse("10.244.0.0/24")));
            book.replace(Optional.of(database.uuid), database.rows.values());
            for (int i = rng.between(0, 40); i > 0; i--) {
                step();
            }
            book.converged();
            for (int i = 0; i < 20; i++) {
                database.tell(book);
                finish(true);
                batch();
            }
            database.tell(book);
            finish(true);
            assertFalse(book.hasChanges());
            assertEquals(List.of(), book.take(1_000));
            assertEquals(0, book.totals().differs());
            Map<UUID, StaticRoute> others = new HashMap<>(database.rows);
            others.values().removeIf(row -> row.owner().equals(OWNER));
            assertEquals(foreign, others);
            Set<String> rows = new HashSet<>();
            database.rows.values().stream()
                    .filter(row -> row.owner().equals(OWNER))
                    .forEach(row -> assertTrue(
                            rows.add(row.ipPrefix() + " via " + row.nextHop() + " "
                                    + row.outputPort().orElse("nowhere")),
                            () -> "twice: " + row));
            assertEquals(
                    wanted.entrySet().stream()
                            .filter(each -> !each.getKey().equals(Prefix.parse("10.244.0.0/24")))
                            .flatMap(each -> each.getValue().stream()
                                    .map(hop -> each.getKey() + " via " + hop + " " + ROUTER.outputPort()))
                            .collect(Collectors.toSet()),
                    rows);
        }

        private void step() {
            switch (rng.between(0, 6)) {
                case 0, 1, 2 -> {
                    Prefix prefix = rng.oneOf(prefixes);
                    List<IpAddress> hops = rng.listOf(0, 3, one -> hop(one, prefix));
                    wanted.put(prefix, Set.copyOf(hops));
                    book.want(RouteChanges.of(List.of(new RouteChange(
                            prefix,
                            hops.stream()
                                    .map(hop -> ScopedNextHop.of(NextHop.of(hop)))
                                    .toList()))));
                }
                case 3 -> someoneWrites();
                case 4 -> {
                    if (!database.rows.isEmpty()) {
                        UUID row = rng.oneOf(List.copyOf(database.rows.keySet()));
                        database.remove(row);
                        foreign.remove(row);
                    }
                }
                case 5 -> {
                    // The connection is lost, with or without what was under way, and the mirror is read again.
                    inFlight = false;
                    book.replace(Optional.empty(), List.of());
                    book.replace(Optional.of(database.uuid), database.rows.values());
                    database.tell(book);
                }
                default -> batch();
            }
            if (rng.oneIn(2)) {
                database.tell(book);
                finish(true);
            }
        }

        private void batch() {
            if (!inFlight && book.hasChanges()) {
                List<RowEdit> changes = book.take(rng.between(1, 4));
                inFlight = true;
                if (!rng.oneIn(8)) {
                    changes.forEach(change -> {
                        if (change instanceof RowEdit.Delete(UUID row) && database.rows.containsKey(row)) {
                            assertEquals(OWNER, database.rows.get(row).owner());
                        }
                    });
                    database.apply(changes);
                }
            }
        }

        private void finish(boolean mirrorIsTold) {
            if (inFlight && mirrorIsTold) {
                inFlight = false;
                book.settled();
            }
        }

        private void someoneWrites() {
            Prefix prefix = rng.oneOf(prefixes);
            String owner = rng.oneOf(OWNER, "", "Somebody");
            StaticRoute row = FakeRouter.any(rng, prefix, hop(rng, prefix), owner, ROUTER.outputPort());
            if (rng.oneIn(3) && !database.rows.isEmpty()) {
                StaticRoute old = rng.oneOf(List.copyOf(database.rows.values()));
                row = StaticRoute.of(
                        old.uuid(),
                        row.ipPrefix(),
                        row.nextHop(),
                        row.outputPort(),
                        old.owner(),
                        row.policy(),
                        row.routeTable(),
                        row.bfd());
            }
            database.put(row);
            if (!row.owner().equals(OWNER)) {
                foreign.put(row.uuid(), row);
            }
        }

        private static IpAddress hop(Rng rng, Prefix prefix) {
            return prefix.toString().contains(":")
                    ? IpAddress.parse("fd00::" + rng.between(2, 5))
                    : IpAddress.parse("172.18.0." + rng.between(2, 5));
        }
    }

    // ---- words

    private void connected() {
        book.replace(Optional.of(database.uuid), database.rows.values());
        database.tell(book);
    }

    /// One batch that the database takes.
    private List<RowEdit> round() {
        List<RowEdit> changes = book.take(1_000);
        database.apply(changes);
        database.tell(book);
        book.settled();
        return changes;
    }

    private void want(String prefix, String... hops) {
        book.want(changes(prefix, hops));
    }

    private static RouteChanges changes(String prefix, String... hops) {
        return RouteChanges.of(List.of(new RouteChange(
                Prefix.parse(prefix),
                Stream.of(hops)
                        .map(hop -> ScopedNextHop.of(NextHop.of(IpAddress.parse(hop))))
                        .toList())));
    }

    private RouteEntry entry(String prefix) {
        List<RouteEntry> found = new ArrayList<>(book.entries());
        found.removeIf(one -> !one.prefix().equals(Prefix.parse(prefix)));
        assertEquals(1, found.size());
        return found.getFirst();
    }

    private StaticRoute ours(String prefix, String hop) {
        return row(prefix, hop, OWNER);
    }

    private StaticRoute foreign(String prefix, String hop) {
        return row(prefix, hop, "");
    }

    private StaticRoute row(String prefix, String hop, String owner) {
        return StaticRoute.of(
                new UUID(3, ++names), prefix, hop, Optional.of(ROUTER.outputPort()), owner, "", "", Optional.empty());
    }
}
