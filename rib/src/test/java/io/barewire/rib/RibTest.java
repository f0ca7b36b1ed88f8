package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.BestRouteChange.BestRoute;
import io.barewire.rib.ReceivedRoute.Reason;
import io.barewire.rib.ReceivedRoute.Verdict;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.BgpMessage.RouteRefresh;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.OriginatorId;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RibTest {
    private static final IpAddress SELF = IpAddress.parse("10.0.0.1");
    private static final PeerId A = new PeerId("10.0.0.11");
    private static final PeerId B = new PeerId("10.0.0.12");
    private static final PeerId C = new PeerId("10.0.0.13");
    private static final Prefix NET = Prefix.parse("10.244.1.0/24");
    private static final Prefix OTHER_NET = Prefix.parse("10.244.2.0/24");
    private static final PeerPolicy OPEN = PeerPolicy.EVERYTHING;

    private static PeerPolicy policy(PrefixFilter imports, PrefixFilter exports, int maximumPrefixes) {
        return PeerPolicy.NOTHING
                .withImportFilter(imports)
                .withExportFilter(exports)
                .withMaximumPrefixes(maximumPrefixes);
    }

    private final Rib rib = new Rib(new RibSettings(65000, SELF, 4));

    private void up(PeerId id, boolean external) {
        up(id, external, OPEN, false);
    }

    private void up(PeerId id, boolean external, PeerPolicy policy, boolean enhancedRefresh) {
        rib.addPeer(id, policy);
        MessageFormat format =
                new MessageFormat(external, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);
        IpAddress address = IpAddress.parse(id.name());
        rib.peerUp(
                id,
                new SessionInfo(
                        external ? 65001 : 65000,
                        address,
                        address,
                        Map.of(AddressFamily.IPV4, NextHop.of(SELF)),
                        format,
                        enhancedRefresh,
                        0,
                        false));
    }

    private static PathAttributes path(long... asNumbers) {
        List<Long> numbers = new ArrayList<>();
        for (long as : asNumbers) {
            numbers.add(as);
        }
        return PathAttributes.of(
                new Origin(Origin.Kind.IGP),
                new AsPath(numbers.isEmpty() ? List.of() : List.of(new Segment(SegmentType.AS_SEQUENCE, numbers))));
    }

    private ReceiveOutcome announce(PeerId from, PathAttributes attributes, Prefix... prefixes) {
        return rib.receive(
                from,
                Update.announce(
                        NextHop.of(IpAddress.parse(from.name())),
                        attributes,
                        Nlri.of(AddressFamily.IPV4, List.of(prefixes))));
    }

    private List<BgpMessage> pollAll(PeerId id) {
        List<BgpMessage> all = new ArrayList<>();
        for (List<BgpMessage> some = rib.poll(id); !some.isEmpty(); some = rib.poll(id)) {
            all.addAll(some);
        }
        return all;
    }

    private static List<Prefix> manyPrefixes(int count) {
        List<Prefix> prefixes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            prefixes.add(Prefix.of(IpAddress.ipv4(0x0B00_0000 + (i << 8)), 24));
        }
        return prefixes;
    }

    @Test
    void ourOwnPrefixIsToldWithOurNextHopAndThenEndOfRib() {
        rib.originate(NET);
        up(A, false);
        PathAttributes attributes =
                PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY, new PathAttribute.LocalPref(100));
        assertEquals(List.of(Update.announce(NextHop.of(SELF), attributes, Nlri.of(NET))), rib.poll(A));
        assertEquals(List.of(Update.endOfRib(AddressFamily.IPV4)), rib.poll(A));
        assertFalse(rib.hasOutput(A));
        rib.originate(NET);
        rib.setOriginated(Set.of(NET));
        assertFalse(rib.hasOutput(A), "nothing changed");
    }

    @Test
    void whoIsToldNothingYetHasNoOutputUntilThen() {
        rib.originate(NET);
        up(A, false);
        rib.tellNothingYet(A);
        rib.refresh(A, AddressFamily.IPV4);
        assertFalse(rib.hasOutput(A));
        assertEquals(List.of(), rib.withOutput());
        rib.tellFromNowOn(A);
        assertEquals(List.of(A), rib.withOutput());
    }

    @Test
    void ourOwnPrefixBeatsAReceivedOneAndIsNotGivenToSinks() {
        ChangeFeed<RouteChange> feed = rib.openFeed(() -> {});
        up(A, false);
        announce(A, path(), NET);
        assertEquals(
                List.of(new RouteChange(NET, List.of(ScopedNextHop.of(NextHop.of(IpAddress.parse(A.name())))))),
                feed.drain(9));
        rib.originate(NET);
        assertEquals(List.of(new RouteChange(NET, List.of())), feed.drain(9));
        assertEquals(
                Optional.of(Step.LOCAL),
                rib.locRib(RouteQuery.first(1)).getFirst().decidedBy());
    }

    @Test
    void internalRoutesAreNotToldToInternalPeers() {
        up(A, false);
        up(B, false);
        pollAll(B);
        announce(A, path(), NET);
        assertFalse(rib.hasOutput(B));
        assertEquals(List.of(), rib.poll(B));
    }

    @Test
    void manyChangesOfOnePrefixAreOneChangeForSinks() {
        List<String> calls = new ArrayList<>();
        ChangeFeed<RouteChange> feed = rib.openFeed(() -> calls.add("not empty"));
        up(A, false);
        for (int i = 0; i < 100; i++) {
            announce(A, path(65001, i + 1), NET);
        }
        rib.receive(A, Update.withdraw(Nlri.of(NET)));
        assertEquals(List.of(new RouteChange(NET, List.of())), feed.drain(1000));
        assertEquals(List.of("not empty"), calls);
        assertTrue(feed.isEmpty());
        feed.close();
        announce(A, path(), NET);
        assertTrue(feed.isEmpty(), "a closed feed stays empty");
    }

    /// Forwarding follows while the table of a peer that is gone is still being emptied.
    @Test
    void feedsMayBeDrainedWhileAllThatAPeerHasToldGoes() {
        up(A, false);
        up(B, false);
        List<Prefix> prefixes = IntStream.range(0, 1_000)
                .mapToObj(i -> Prefix.of(IpAddress.ipv4((10 << 24) | (i << 8)), 24))
                .toList();
        ChangeFeed<RouteChange> feed = rib.openFeed(() -> {});
        announce(A, path(), prefixes.toArray(Prefix[]::new));
        announce(B, path(65001, 65002), prefixes.getFirst());
        feed.drain(1_000);
        List<List<RouteChange>> drained = new ArrayList<>();
        rib.setInterlude(() -> drained.add(List.copyOf(feed.drain(1_000))));
        rib.peerDown(A);
        assertFalse(drained.isEmpty());
        drained.add(feed.drain(1_000));
        List<RouteChange> all = drained.stream().flatMap(List::stream).toList();
        assertEquals(Set.copyOf(prefixes), all.stream().map(RouteChange::prefix).collect(Collectors.toSet()));
        assertEquals(1_000, all.size(), "each once");
        assertEquals(
                List.of(prefixes.getFirst()),
                all.stream()
                        .filter(change -> !change.isGone())
                        .map(RouteChange::prefix)
                        .toList());
    }

    @Test
    void aFeedOpenedLateBeginsWithWhatIsThere() {
        up(A, false);
        announce(A, path(), NET, OTHER_NET);
        ChangeFeed<RouteChange> feed = rib.openFeed(() -> {});
        assertEquals(1, feed.drain(1).size());
        assertEquals(1, feed.drain(1).size());
        assertTrue(feed.isEmpty());
    }

    /// Another path, other attributes of the same path, our own prefix, the end: each is a change of the best route,
    /// also where packets go the same way as before.
    @Test
    void theFeedOfBestRoutesFollowsAttributesAndOurOwnPrefixes() {
        rib.originate(OTHER_NET);
        ChangeFeed<BestRouteChange> feed = rib.openBestRouteFeed(() -> {});
        BestRoute own = new BestRoute(Optional.empty(), Optional.empty(), PathAttributes.NONE);
        assertEquals(List.of(new BestRouteChange(OTHER_NET, Optional.of(own))), feed.drain(9));
        up(A, true);
        announce(A, path(65001, 7), NET);
        announce(A, path(65001, 8), NET);
        NextHop nextHop = NextHop.of(IpAddress.parse(A.name()));
        BestRoute second = new BestRoute(Optional.of(A), Optional.of(nextHop), path(65001, 8));
        assertEquals(List.of(new BestRouteChange(NET, Optional.of(second))), feed.drain(9));
        rib.originate(NET);
        assertEquals(List.of(new BestRouteChange(NET, Optional.of(own))), feed.drain(9));
        rib.withdrawOriginated(NET);
        rib.peerDown(A);
        assertEquals(List.of(new BestRouteChange(NET, Optional.empty())), feed.drain(9));
        feed.close();
        rib.withdrawOriginated(OTHER_NET);
        assertTrue(feed.isEmpty());
        assertEquals(0, rib.heldPrefixes(AddressFamily.IPV4));
    }

    @Test
    void peersThatAreToldTheSameGetTheSameObjects() {
        up(A, true);
        up(B, true);
        up(C, true);
        pollAll(A);
        pollAll(B);
        pollAll(C);
        assertEquals(1, rib.updateGroups());
        announce(A, path(65001, 7), NET);
        List<BgpMessage> forB = rib.poll(B);
        List<BgpMessage> forC = rib.poll(C);
        assertEquals(1, forB.size());
        assertSame(forB.getFirst(), forC.getFirst());
        assertEquals(List.of(), rib.poll(A), "never back to where it came from");
    }

    @Test
    void whenTheBestPathMovesToAPeerThatPeerHearsAWithdrawal() {
        up(A, true);
        up(B, true);
        up(C, true);
        announce(A, path(65001, 7, 8), NET);
        pollAll(A);
        pollAll(B);
        pollAll(C);
        announce(B, path(65001, 7), NET);
        assertEquals(List.of(Update.withdraw(Nlri.of(NET))), pollAll(B));
        assertInstanceOf(Update.class, pollAll(A).getFirst());
        assertEquals(1, rib.updateGroups());
    }

    @Test
    void aSlowPeerIsSplitOffAndCatchesUpWithTheNewestState() {
        up(A, false);
        up(B, true);
        up(C, true);
        Heard quick = new Heard();
        Heard slow = new Heard();
        quick.hear(pollAll(B));
        slow.hear(pollAll(C));
        assertEquals(1, rib.updateGroups() - 1, "one group beside that of A");
        for (int round = 0; round < 3 * UpdateGroup.LONGEST_LOG; round++) {
            announce(A, path(round + 1), NET, OTHER_NET);
            if (round % 3 == 0) {
                rib.receive(A, Update.withdraw(Nlri.of(OTHER_NET)));
            }
            quick.hear(pollAll(B));
        }
        assertEquals(3, rib.updateGroups(), "the slow peer has a group of its own");
        slow.hear(pollAll(C));
        assertEquals(quick.routes, slow.routes);
        assertTrue(slow.announcements <= 2, "only the newest state of each prefix");
        assertEquals(2, rib.updateGroups(), "and joins the others again");
        assertEquals(2, rib.counters(C, AddressFamily.IPV4).advertised());
    }

    @Test
    void aPeerThatKeepsPaceWithinTheLogSharesEveryObject() {
        up(A, false);
        up(B, true);
        up(C, true);
        pollAll(B);
        pollAll(C);
        announce(A, path(1), NET);
        List<BgpMessage> first = rib.poll(B);
        announce(A, path(2), NET);
        List<BgpMessage> second = rib.poll(B);
        assertSame(first.getFirst(), rib.poll(C).getFirst());
        assertSame(second.getFirst(), rib.poll(C).getFirst());
        assertNotSame(first.getFirst(), second.getFirst());
    }

    @Test
    void anotherExportFilterTellsTheDifferenceAndNoMore() {
        up(A, false);
        up(B, true);
        up(C, true);
        announce(A, path(1), NET, OTHER_NET);
        Heard ear = new Heard();
        ear.hear(pollAll(B));
        pollAll(C);
        assertEquals(2, ear.announcements);
        PrefixFilter onlyNet = PrefixFilter.of(List.of(PrefixFilter.Rule.exactly(NET)));
        rib.setPolicy(B, policy(PrefixFilter.ALL, onlyNet, 10));
        ear.hear(pollAll(B));
        assertEquals(2, ear.announcements, "what stays is not told again");
        assertEquals(1, ear.withdrawals);
        rib.setPolicy(B, OPEN);
        ear.hear(pollAll(B));
        assertEquals(3, ear.announcements);
        assertEquals(Set.of(NET, OTHER_NET), ear.prefixes());
        assertFalse(rib.hasOutput(C), "other peers hear nothing of it");
    }

    @Test
    void aWiderImportFilterUsesWhatWasKept() {
        PrefixFilter hosts = PrefixFilter.of(List.of(new PrefixFilter.Rule(Prefix.parse("10.244.0.0/16"), 24, 24)));
        up(A, false, policy(hosts, PrefixFilter.NONE, 10), false);
        Prefix foreign = Prefix.parse("198.51.100.0/24");
        Prefix narrow = Prefix.parse("10.244.1.0/25");
        assertEquals(new ReceiveOutcome.Applied(3, 2, 0), announce(A, path(), NET, narrow, foreign));
        assertEquals(1, rib.size(AddressFamily.IPV4));
        assertEquals(new PeerCounters(3, 1, 2, 0, 0), rib.counters(A, AddressFamily.IPV4));
        assertEquals(
                List.of(
                        new Verdict.Accepted(
                                RoutePolicy.of(hosts).rules().getFirst(),
                                Optional.of(hosts.rules().getFirst()),
                                path()),
                        new Verdict.Denied(Reason.NO_RULE, Optional.empty()),
                        new Verdict.Denied(Reason.NO_RULE, Optional.empty())),
                rib.received(A, RouteQuery.first(10)).stream()
                        .map(ReceivedRoute::verdict)
                        .toList());
        rib.setPolicy(A, policy(PrefixFilter.ALL, PrefixFilter.NONE, 10));
        assertEquals(3, rib.size(AddressFamily.IPV4));
        rib.setPolicy(A, policy(PrefixFilter.NONE, PrefixFilter.NONE, 10));
        assertEquals(0, rib.size(AddressFamily.IPV4));
    }

    @Test
    void loopsAndBadNextHopsAreKeptOutWithTheReason() {
        up(A, true);
        announce(A, path(65001, 65000), Prefix.parse("10.1.0.0/16"));
        announce(A, path(65001).with(new OriginatorId(SELF.ipv4Bits())), Prefix.parse("10.2.0.0/16"));
        for (String hop : List.of("10.0.0.1", "224.0.0.1", "0.0.0.0")) {
            rib.receive(
                    A,
                    Update.announce(
                            NextHop.of(IpAddress.parse(hop)),
                            path(65001),
                            Nlri.of(Prefix.of(IpAddress.parse(hop), 32))));
        }
        assertEquals(0, rib.size(AddressFamily.IPV4));
        assertEquals(
                List.of(
                        Reason.UNUSABLE_NEXT_HOP,
                        Reason.OWN_NEXT_HOP,
                        Reason.AS_LOOP,
                        Reason.ORIGINATOR_LOOP,
                        Reason.UNUSABLE_NEXT_HOP),
                rib.received(A, RouteQuery.first(10)).stream()
                        .map(route -> ((Verdict.Denied) route.verdict()).reason())
                        .toList());
    }

    @Test
    void refreshTellsEverythingAgainBetweenItsMarkers() {
        rib.originate(NET);
        up(A, false, OPEN, true);
        up(B, false, OPEN, true);
        pollAll(A);
        pollAll(B);
        rib.refresh(A, AddressFamily.IPV4);
        rib.refresh(A, AddressFamily.IPV4);
        rib.refresh(A, AddressFamily.IPV6);
        List<BgpMessage> again = pollAll(A);
        assertEquals(3, again.size(), again::toString);
        assertEquals(marker(RouteRefresh.Subtype.BEGIN), again.getFirst());
        assertInstanceOf(Update.class, again.get(1));
        assertEquals(marker(RouteRefresh.Subtype.END), again.get(2));
        assertFalse(rib.hasOutput(A));
        assertFalse(rib.hasOutput(B));
        assertEquals(1, rib.updateGroups());
    }

    /// RFC 7313 §4.
    @Test
    void whatThePeerDoesNotTellAgainIsGoneAtTheEndOfItsRefresh() {
        Prefix third = Prefix.parse("10.244.3.0/24");
        up(A, false);
        announce(A, path(65001), NET, OTHER_NET);
        assertEquals(0, rib.refreshEnds(A, AddressFamily.IPV4), "an end without a beginning");
        rib.refreshBegins(A, AddressFamily.IPV4);
        announce(A, path(65001), NET);
        announce(A, path(65001), third);
        assertEquals(3, rib.size(AddressFamily.IPV4), "stale routes are used meanwhile");
        assertEquals(1, rib.refreshEnds(A, AddressFamily.IPV4));
        assertEquals(
                List.of(NET, third),
                rib.received(A, RouteQuery.first(9)).stream()
                        .map(ReceivedRoute::prefix)
                        .toList());
    }

    @Test
    void aRefreshThatBeginsAgainCountsAnew() {
        up(A, false);
        announce(A, path(65001), NET, OTHER_NET);
        rib.refreshBegins(A, AddressFamily.IPV4);
        announce(A, path(65001), NET);
        rib.refreshBegins(A, AddressFamily.IPV4);
        announce(A, path(65001), OTHER_NET);
        rib.receive(A, Update.withdraw(Nlri.of(NET)));
        announce(A, path(65001), NET);
        assertEquals(0, rib.refreshEnds(A, AddressFamily.IPV4));
        assertEquals(2, rib.size(AddressFamily.IPV4));
    }

    @Test
    void ofSeveralPathsOnlyThoseNotToldAgainAreSwept() {
        up(A, false);
        for (int pathId : new int[] {1, 2}) {
            rib.receive(A, Update.announce(NextHop.of(IpAddress.parse(A.name())), path(pathId), withPathId(pathId)));
        }
        rib.refreshBegins(A, AddressFamily.IPV4);
        rib.receive(A, Update.announce(NextHop.of(IpAddress.parse(A.name())), path(2), withPathId(2)));
        assertEquals(1, rib.refreshEnds(A, AddressFamily.IPV4));
        assertEquals(2, rib.received(A, RouteQuery.first(1)).getFirst().pathId());
    }

    private static RouteRefresh marker(RouteRefresh.Subtype subtype) {
        return new RouteRefresh(1, AddressFamily.UNICAST, subtype);
    }

    @Test
    void refreshWithoutTheCapabilityHasNoMarkers() {
        rib.originate(NET);
        up(A, false);
        List<BgpMessage> first = pollAll(A);
        rib.refresh(A, AddressFamily.IPV4);
        assertEquals(first.subList(0, 1), pollAll(A));
        assertFalse(rib.hasOutput(A));
    }

    @Test
    void morePrefixesThanAllowedAreNotStored() {
        up(A, false, policy(PrefixFilter.NONE, PrefixFilter.ALL, 2), false);
        assertInstanceOf(ReceiveOutcome.Applied.class, announce(A, path(), NET, OTHER_NET));
        assertInstanceOf(ReceiveOutcome.Applied.class, announce(A, path(65001), NET, OTHER_NET));
        assertEquals(
                new ReceiveOutcome.PrefixLimitExceeded(Optional.empty(), 2, PrefixLimits.DEFAULT.onExcess()),
                announce(A, path(), manyPrefixes(500).toArray(Prefix[]::new)));
        assertEquals(2, rib.counters(A, AddressFamily.IPV4).received());
        rib.peerDown(A);
        assertEquals(0, rib.heldPrefixes(AddressFamily.IPV4));
        assertEquals(0, rib.attributeSets());
    }

    @Test
    void endOfRibIsSeen() {
        up(A, false);
        assertEquals(
                new ReceiveOutcome.EndOfRib(AddressFamily.IPV4), rib.receive(A, Update.endOfRib(AddressFamily.IPV4)));
    }

    @Test
    void familiesOfNoSessionAreIgnored() {
        up(A, false);
        Nlri nlri = Nlri.of(Prefix.parse("fd00::/64"));
        rib.receive(A, Update.announce(NextHop.of(IpAddress.parse("fd00::1")), path(), nlri));
        rib.receive(A, Update.withdraw(nlri));
        assertEquals(0, rib.heldPrefixes(AddressFamily.IPV6));
    }

    @Test
    void everyPathOfAPrefixIsKeptUnderItsIdentifier() {
        up(A, false);
        for (int pathId : new int[] {1, 2, 1}) {
            rib.receive(A, Update.announce(NextHop.of(IpAddress.parse(A.name())), path(pathId), withPathId(pathId)));
        }
        assertEquals(
                List.of(1, 2),
                rib.received(A, RouteQuery.first(1)).stream()
                        .map(ReceivedRoute::pathId)
                        .toList());
        rib.receive(A, Update.withdraw(withPathId(3)));
        rib.receive(A, Update.withdraw(withPathId(1)));
        assertEquals(path(2), rib.received(A, RouteQuery.first(1)).getFirst().attributes());
        rib.receive(A, Update.withdraw(withPathId(2)));
        assertEquals(0, rib.heldPrefixes(AddressFamily.IPV4));
    }

    @Test
    void moreThanSixtyFourPathsOfAPrefixAreRefusedAndCountedAndTheSessionStays() {
        up(A, false);
        ReceiveOutcome last = rib.receive(A, Update.endOfRib(AddressFamily.IPV4));
        for (int pathId = 1; pathId <= Rib.MOST_PATHS_PER_PREFIX + 2; pathId++) {
            last = rib.receive(A, Update.announce(NextHop.of(IpAddress.parse(A.name())), path(), withPathId(pathId)));
        }
        assertEquals(new ReceiveOutcome.Applied(1, 1, 0), last);
        assertEquals(64, rib.counters(A, AddressFamily.IPV4).received());
        assertEquals(2, rib.counters(A, AddressFamily.IPV4).refusedPaths());
        rib.receive(A, Update.withdraw(withPathId(5)));
        assertEquals(new ReceiveOutcome.Applied(1, 0, 0), announce(A, path(), OTHER_NET));
        rib.receive(A, Update.announce(NextHop.of(IpAddress.parse(A.name())), path(), withPathId(1000)));
        assertEquals(65, rib.counters(A, AddressFamily.IPV4).received(), "room is there again");
        rib.peerDown(A);
        assertEquals(0, rib.heldPrefixes(AddressFamily.IPV4));
    }

    @Test
    void pathsCountTowardsThePrefixLimit() {
        up(A, false, policy(PrefixFilter.ALL, PrefixFilter.ALL, 2), false);
        for (int pathId : new int[] {1, 2}) {
            assertInstanceOf(
                    ReceiveOutcome.Applied.class,
                    rib.receive(A, Update.announce(NextHop.of(IpAddress.parse(A.name())), path(), withPathId(pathId))));
        }
        assertEquals(
                new ReceiveOutcome.PrefixLimitExceeded(Optional.empty(), 2, PrefixLimits.DEFAULT.onExcess()),
                rib.receive(A, Update.announce(NextHop.of(IpAddress.parse(A.name())), path(), withPathId(3))));
    }

    private static Nlri withPathId(int pathId) {
        return new Nlri.Builder(AddressFamily.IPV4, true)
                .add(pathId, NET.high(), NET.low(), NET.length())
                .build();
    }

    @Test
    void manyPrefixesAreToldInBoundedBatchesAndShownInPages() {
        List<Prefix> prefixes = manyPrefixes(10_000);
        up(A, false);
        up(B, true);
        announce(A, path(1), prefixes.toArray(Prefix[]::new));
        List<BgpMessage> first = rib.poll(B);
        Heard ear = new Heard();
        ear.hear(first);
        assertEquals(UpdateGroup.BATCH, ear.announcements);
        assertEquals(1, first.size(), "one attribute set is one UPDATE");
        ear.hear(pollAll(B));
        assertEquals(Set.copyOf(prefixes), ear.prefixes());

        RouteQuery query = RouteQuery.first(777);
        List<Prefix> shown = new ArrayList<>();
        for (List<LocRibEntry> page = rib.locRib(query); !page.isEmpty(); page = rib.locRib(query)) {
            assertTrue(page.size() <= 777);
            page.forEach(entry -> shown.add(entry.prefix()));
            query = query.behind(shown.getLast());
        }
        assertEquals(prefixes, shown);

        rib.peerDown(A);
        ear.hear(pollAll(B));
        assertEquals(Map.of(), ear.routes);
        assertEquals(0, rib.heldPrefixes(AddressFamily.IPV4));
        rib.peerDown(B);
        assertEquals(new Rib(rib.settings()).estimatedOctets(), rib.estimatedOctets());
    }

    private static final PeerPolicy CLIENT = OPEN.withRouteReflectorClient(true);

    private static Update only(List<BgpMessage> messages) {
        assertEquals(1, messages.size(), messages::toString);
        return (Update) messages.getFirst();
    }

    /// RFC 4456 §6 to §8: from a client to everybody else, from others to clients, and each copy says whose it is.
    @Test
    void aReflectorPassesOnWhatClientsToldAndTellsClientsWhatOthersTold() {
        up(A, false, CLIENT, false);
        up(B, false, CLIENT, false);
        up(C, false);
        List.of(A, B, C).forEach(this::pollAll);
        PathAttributes told = path(65001).with(new PathAttribute.LocalPref(200));
        announce(A, told, NET);
        PathAttributes reflected =
                told.with(new OriginatorId(address(A))).with(new PathAttribute.ClusterList(List.of(SELF.ipv4Bits())));
        Update expected = Update.announce(NextHop.of(IpAddress.parse(A.name())), reflected, Nlri.of(NET));
        assertEquals(expected, only(pollAll(B)));
        assertEquals(expected, only(pollAll(C)));
        assertEquals(List.of(), pollAll(A));
        announce(C, told, OTHER_NET);
        assertEquals(
                List.of(OTHER_NET),
                only(pollAll(A)).announced().getFirst().nlri().toList());
        assertEquals(
                List.of(OTHER_NET),
                only(pollAll(B)).announced().getFirst().nlri().toList());
        assertEquals(List.of(), pollAll(C));
    }

    private static int address(PeerId id) {
        return IpAddress.parse(id.name()).ipv4Bits();
    }

    /// RFC 4456 §8: ORIGINATOR_ID and CLUSTER_LIST of an earlier reflector are kept, ours goes in front.
    @Test
    void aRouteReflectedAgainKeepsItsOriginatorWhichDoesNotHearItBack() {
        up(A, false, CLIENT, false);
        up(B, false, CLIENT, false);
        up(C, false);
        List.of(A, B, C).forEach(this::pollAll);
        PathAttributes once = path().with(new PathAttribute.LocalPref(100))
                .with(new OriginatorId(address(A)))
                .with(new PathAttribute.ClusterList(List.of(7)));
        announce(C, once, NET);
        assertEquals(List.of(), pollAll(A), "the originator");
        assertEquals(
                once.with(new PathAttribute.ClusterList(List.of(SELF.ipv4Bits(), 7))),
                only(pollAll(B)).attributes());
    }

    @Test
    void clientsThatAreFullyMeshedHearNothingOfEachOther() {
        rib.setSettings(new RibSettings(65000, SELF, SELF, false, 4, false));
        up(A, false, CLIENT, false);
        up(B, false, CLIENT, false);
        up(C, false);
        List.of(A, B, C).forEach(this::pollAll);
        announce(A, path(), NET);
        assertEquals(List.of(), pollAll(B));
        assertEquals(1, pollAll(C).size());
        rib.setSettings(rib.settings().withClientToClientReflection(true));
        assertEquals(1, pollAll(B).size());
        assertEquals(List.of(), pollAll(A));
    }

    @Test
    void aPeerBecomesAClientWhileItsSessionLives() {
        up(A, false);
        up(B, false);
        announce(A, path(), NET);
        List.of(A, B).forEach(this::pollAll);
        rib.setPolicy(A, CLIENT);
        assertEquals(
                List.of(NET), only(pollAll(B)).announced().getFirst().nlri().toList());
        rib.setPolicy(A, OPEN);
        assertEquals(Update.withdraw(Nlri.of(NET)), only(pollAll(B)));
    }

    @Test
    void aRouteThatCameThroughOurClusterIsRefused() {
        up(A, false, CLIENT, false);
        announce(A, path().with(new PathAttribute.ClusterList(List.of(7, SELF.ipv4Bits()))), NET);
        assertEquals(
                new Verdict.Denied(Reason.CLUSTER_LOOP, Optional.empty()),
                rib.received(A, RouteQuery.first(1)).getFirst().verdict());
        assertEquals(0, rib.size(AddressFamily.IPV4));
        rib.setSettings(rib.settings().withClusterId(IpAddress.parse("10.0.0.99")));
        assertEquals(1, rib.size(AddressFamily.IPV4), "another cluster id, another verdict");
    }

    private void upWithAddPath(PeerId id, boolean external, PeerPolicy policy) {
        rib.addPeer(id, policy);
        Set<AddressFamily> ipv4 = Set.of(AddressFamily.IPV4);
        IpAddress address = IpAddress.parse(id.name());
        rib.peerUp(
                id,
                new SessionInfo(
                        external ? 65001 : 65000,
                        address,
                        address,
                        Map.of(AddressFamily.IPV4, NextHop.of(SELF)),
                        new MessageFormat(external, true, false, ipv4, ipv4, ipv4, false),
                        false,
                        0,
                        false));
    }

    /// RFC 7911 §3: each path has its identifier as long as it exists, whatever becomes of others.
    @Test
    void everyPathIsToldUnderAnIdentifierThatStays() {
        up(A, true);
        up(B, true);
        upWithAddPath(C, false, OPEN);
        Heard ear = new Heard();
        announce(A, path(65001, 7), NET);
        ear.hear(pollAll(C));
        RibModel.Named first = ear.routes.keySet().iterator().next();
        announce(B, path(65001), NET); // better
        rib.originate(NET);
        ear.hear(pollAll(C));
        assertEquals(3, ear.routes.size());
        assertEquals(2, pathLength(ear, first));
        assertEquals(3, rib.counters(C, AddressFamily.IPV4).advertised());
        announce(B, path(65001, 9, 9), NET);
        rib.withdrawOriginated(NET);
        ear.hear(pollAll(C));
        assertEquals(2, ear.routes.size());
        assertEquals(2, pathLength(ear, first), "still the path of A");
        rib.receive(A, Update.withdraw(Nlri.of(NET)));
        ear.hear(pollAll(C));
        assertEquals(1, ear.routes.size());
        assertFalse(ear.routes.containsKey(first));
        rib.peerDown(B);
        ear.hear(pollAll(C));
        assertEquals(Map.of(), ear.routes);
    }

    private static int pathLength(Heard ear, RibModel.Named name) {
        return AsPaths.length(AsPaths.of(
                Optional.ofNullable(ear.routes.get(name)).orElseThrow().attributes()));
    }

    @Test
    void thePathsOfAPeerAreNotToldBackToIt() {
        upWithAddPath(A, true, OPEN);
        upWithAddPath(B, true, OPEN);
        pollAll(A);
        pollAll(B);
        announce(A, path(65001, 7), NET);
        announce(B, path(65001, 8), NET);
        assertEquals(1, rib.updateGroups());
        Heard a = new Heard();
        a.hear(pollAll(A));
        Heard b = new Heard();
        b.hear(pollAll(B));
        assertEquals(1, a.routes.size());
        assertEquals(1, b.routes.size());
        assertNotEquals(a.routes.keySet(), b.routes.keySet());
    }

    @Test
    void onlyTheBestPathsAreToldWhereThatIsAskedFor() {
        up(A, true);
        up(B, true);
        upWithAddPath(C, false, OPEN.withMostPathsTold(1));
        announce(A, path(65001, 7), NET);
        announce(B, path(65001), NET);
        Heard ear = new Heard();
        ear.hear(pollAll(C));
        assertEquals(1, ear.routes.size());
        rib.setPolicy(C, OPEN.withMostPathsTold(2));
        ear.hear(pollAll(C));
        assertEquals(2, ear.routes.size());
        rib.setPolicy(C, OPEN.withMostPathsTold(1));
        ear.hear(pollAll(C));
        assertEquals(Set.of(NET), ear.prefixes());
        assertEquals(1, ear.routes.size());
    }

    @Test
    void moreEqualPathsThanBeforeAreNotToldAgain() {
        up(A, true);
        up(B, true);
        upWithAddPath(C, false, OPEN);
        announce(A, path(65001, 7), NET);
        announce(B, path(65001, 7), NET);
        pollAll(C);
        rib.setSettings(rib.settings().withMaximumPaths(2));
        assertFalse(rib.hasOutput(C));
    }

    @Test
    void mistakesOfTheCallerAreExceptions() {
        assertThrows(IllegalStateException.class, () -> rib.poll(A));
        rib.addPeer(A, OPEN);
        assertThrows(IllegalStateException.class, () -> rib.addPeer(A, OPEN));
        assertThrows(IllegalStateException.class, () -> rib.peerDown(A));
        assertThrows(IllegalStateException.class, () -> rib.receive(A, Update.endOfRib(AddressFamily.IPV4)));
        assertEquals(PeerCounters.NONE, rib.counters(A, AddressFamily.IPV4));
        assertEquals(List.of(), rib.received(A, RouteQuery.first(1)));
    }
}
