package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.PathAttribute.Aggregator;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AtomicAggregate;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// RFC 4271 §9.2.2.2, one case at a time; their mixtures are in [RibPropertyTest].
class AggregateTest {
    private static final String FROM = "10.0.0.11";
    private static final String TO = "10.0.0.12";
    private static final Prefix NET = Prefix.parse("10.1.0.0/16");
    private static final PathAttributes OWN_PATH = ExportRules.OWN.with(
            new AsPath(List.of(new AsPath.Segment(AsPath.Segment.SegmentType.AS_SEQUENCE, List.of(TestRib.AS)))));
    /// As an external peer is told it.
    private static final PathAttributes WHOLE =
            OWN_PATH.without(LocalPref.class).with(new Aggregator(TestRib.AS, IpAddress.parse("10.0.0.1")));
    private static final PathAttributes ATOMIC = WHOLE.with(new AtomicAggregate());

    private final TestRib test = new TestRib();
    private final Rib rib = test.rib;

    @BeforeEach
    void sessions() {
        test.up(FROM, 65001);
        test.up(TO, 65002);
        test.told(TO);
    }

    private Map<String, Optional<PathAttributes>> told() {
        return test.told(TO);
    }

    private static Optional<PathAttributes> learned(long... path) {
        return Optional.of(TestRib.path(path));
    }

    @Test
    void itIsThereFromTheFirstOfItsRoutesToTheLast() {
        rib.setAggregates(Set.of(Aggregate.of(NET)));
        assertEquals(Map.of(), told());
        test.announce(FROM, TestRib.path(65001), "10.1.1.0/24", "10.2.0.0/24");
        assertEquals(
                Map.of(
                        "10.1.0.0/16", Optional.of(ATOMIC),
                        "10.1.1.0/24", learned(65000, 65001),
                        "10.2.0.0/24", learned(65000, 65001)),
                told());
        assertEquals(List.of("own"), test.used("10.1.0.0/16"));
        test.announce(FROM, TestRib.path(65001), "10.1.2.0/24");
        test.withdraw(FROM, "10.1.1.0/24");
        assertEquals(
                Map.of("10.1.2.0/24", learned(65000, 65001), "10.1.1.0/24", Optional.empty()),
                told(),
                "the aggregate is not told again");
        test.withdraw(FROM, "10.1.2.0/24");
        assertEquals(Map.of("10.1.0.0/16", Optional.empty(), "10.1.2.0/24", Optional.empty()), told());
    }

    /// A route for just its prefix is not behind it, and neither is one that no import rule lets in.
    @Test
    void whatIsNotBehindIt() {
        rib.setAggregates(Set.of(Aggregate.of(NET)));
        test.announce(FROM, TestRib.path(65001), "10.1.0.0/16", "10.0.0.0/8");
        assertEquals(List.of(FROM), test.used("10.1.0.0/16"));
        rib.setPolicy(new PeerId(FROM), PeerPolicy.NOTHING);
        test.announce(FROM, TestRib.path(65001), "10.1.1.0/24");
        assertEquals(0, rib.size(AddressFamily.IPV4));
    }

    /// §5.1.6: of a path without an AS nothing gets lost; §9.2.2.2: what lost something before goes on saying so.
    @Test
    void atomicAggregateMeansThatAPathGotLost() {
        rib.setAggregates(Set.of(Aggregate.of(NET)));
        rib.originate(Prefix.parse("10.1.1.0/24"));
        assertEquals(Optional.of(WHOLE), told().get("10.1.0.0/16"));
        test.announce(FROM, TestRib.path(65001), "10.1.2.0/24");
        assertEquals(Optional.of(ATOMIC), told().get("10.1.0.0/16"));
        test.withdraw(FROM, "10.1.2.0/24");
        assertEquals(Optional.of(WHOLE), told().get("10.1.0.0/16"));

        test.up("10.0.0.13", TestRib.AS);
        test.announce("10.0.0.13", TestRib.path().with(new AtomicAggregate()), "10.1.3.0/24");
        assertEquals(Optional.of(ATOMIC), told().get("10.1.0.0/16"));
    }

    @Test
    void itsOriginIsTheWorstOfAll() {
        rib.setAggregates(Set.of(Aggregate.of(NET)));
        test.announce(FROM, TestRib.path(65001), "10.1.1.0/24");
        test.announce(FROM, TestRib.path(65001).with(new Origin(Origin.Kind.INCOMPLETE)), "10.1.2.0/24");
        assertEquals(Optional.of(ATOMIC.with(new Origin(Origin.Kind.INCOMPLETE))), told().get("10.1.0.0/16"));
        test.announce(FROM, TestRib.path(65001).with(new Origin(Origin.Kind.EGP)), "10.1.2.0/24");
        assertEquals(Optional.of(ATOMIC.with(new Origin(Origin.Kind.EGP))), told().get("10.1.0.0/16"));
    }

    @Test
    void aSummaryIsToldInPlaceOfWhatLiesInIt() {
        test.announce(FROM, TestRib.path(65001), "10.1.1.0/24", "10.2.0.0/24");
        told();
        rib.setAggregates(Set.of(Aggregate.of(NET).withSummaryOnly(true)));
        assertEquals(Map.of("10.1.0.0/16", Optional.of(ATOMIC), "10.1.1.0/24", Optional.empty()), told());
        assertEquals(
                WithheldRoute.Why.AGGREGATED,
                rib.withheld(new PeerId(TO), RouteQuery.first(9)).getFirst().why());
        test.announce(FROM, TestRib.path(65001), "10.1.2.0/24");
        assertEquals(Map.of(), told());
        rib.setAggregates(Set.of(Aggregate.of(NET)));
        assertEquals(Set.of("10.1.1.0/24", "10.1.2.0/24"), told().keySet(), "and again when it no longer is one");
        rib.setAggregates(Set.of());
        assertEquals(Map.of("10.1.0.0/16", Optional.empty()), told());
    }

    /// An aggregate in another one is told, and does not count for it; what lies in both counts for both.
    @Test
    void aggregatesMayLieInEachOther() {
        Prefix inner = Prefix.parse("10.1.4.0/22");
        rib.setAggregates(Set.of(
                Aggregate.of(NET).withSummaryOnly(true), Aggregate.of(inner).withSummaryOnly(true)));
        test.announce(FROM, TestRib.path(65001), "10.1.5.0/24", "10.1.4.0/22");
        assertEquals(
                Map.of("10.1.0.0/16", Optional.of(ATOMIC), "10.1.4.0/22", Optional.of(ATOMIC)),
                told(),
                "its own route comes before the peer's");
        test.withdraw(FROM, "10.1.5.0/24");
        assertEquals(Map.of("10.1.4.0/22", Optional.empty()), told(), "the peer's route is behind the outer one now");
        assertEquals(List.of(FROM), test.used("10.1.4.0/22"));
        test.withdraw(FROM, "10.1.4.0/22");
        assertEquals(Map.of("10.1.0.0/16", Optional.empty()), told());
    }

    @Test
    void itsAttributesAreConfiguredAndPolicySeesThem() {
        Community marked = Community.parse("65000:7");
        rib.setAggregates(Set.of(Aggregate.of(NET).withChanges(new AttributeChange.AddCommunities(List.of(marked)))));
        test.announce(FROM, TestRib.path(65001), "10.1.1.0/24");
        assertEquals(Optional.of(ATOMIC.with(new Communities(List.of(65000 << 16 | 7)))), told().get("10.1.0.0/16"));
        RoutePolicy.Rule own = RoutePolicy.Rule.permit("own", PrefixFilter.ALL)
                .when(new Condition.Originated(), new Condition.AnyCommunity(Set.of(marked)))
                .changing(new AttributeChange.ReplaceCommunities(List.of()), new AttributeChange.SetMed(9));
        rib.setPolicy(new PeerId(TO), PeerPolicy.EVERYTHING.exports(exports -> exports.withRules(RoutePolicy.of(own))));
        assertEquals(Set.of("10.1.0.0/16", "10.1.1.0/24"), told().keySet(), "told otherwise, and withdrawn");
        assertEquals(
                Optional.of(9L),
                rib.advertised(new PeerId(TO), RouteQuery.first(9))
                        .getFirst()
                        .attributes()
                        .get(MultiExitDisc.class)
                        .map(MultiExitDisc::metric));
    }

    @Test
    void sinksDropPacketsForIt() {
        ChangeFeed<RouteChange> feed = rib.openFeed(() -> {});
        rib.setAggregates(Set.of(
                Aggregate.of(NET), Aggregate.of(Prefix.parse("10.2.0.0/16")).withDiscard(false)));
        rib.originate(Prefix.parse("10.1.1.0/24"));
        rib.originate(Prefix.parse("10.2.1.0/24"));
        assertEquals(
                Set.of(new RouteChange(NET, List.of(), true), new RouteChange(Prefix.parse("10.2.0.0/16"), List.of())),
                Set.copyOf(feed.drain(9)));
        assertEquals(
                List.of(new RouteChange(NET, List.of(), true)),
                rib.openFeed(() -> {}).drain(9),
                "whoever comes later hears of it, too");
        rib.originate(NET);
        assertEquals(List.of(new RouteChange(NET, List.of())), feed.drain(9), "as of any prefix of our own");
        rib.withdrawOriginated(NET);
        assertEquals(List.of(new RouteChange(NET, List.of(), true)), feed.drain(9));
        rib.withdrawOriginated(Prefix.parse("10.1.1.0/24"));
        assertEquals(List.of(new RouteChange(NET, List.of())), feed.drain(9));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Aggregate.of(Prefix.parse("10.0.0.1/32")));
    }

    /// With ATOMIC_AGGREGATE and AGGREGATOR beside them, which come later: 65534 octets without those.
    @Test
    void changesThatLeaveNoRoomForWhatAnAggregateSaysAreRefused() {
        List<Community> communities = IntStream.rangeClosed(1, 16_379)
                .<Community>mapToObj(Community.Standard::new)
                .toList();
        assertThrows(
                IllegalArgumentException.class,
                () -> Aggregate.of(Prefix.parse("10.0.0.0/8"))
                        .withChanges(new AttributeChange.AddCommunities(communities)));
    }
}
