package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.barewire.rib.AttributeChange.AddCommunities;
import io.barewire.rib.AttributeChange.Prepend;
import io.barewire.rib.AttributeChange.RemoveCommunities;
import io.barewire.rib.AttributeChange.RemoveMed;
import io.barewire.rib.AttributeChange.RemovePrivateAs;
import io.barewire.rib.AttributeChange.ReplaceCommunities;
import io.barewire.rib.AttributeChange.SetLocalPref;
import io.barewire.rib.AttributeChange.SetMed;
import io.barewire.rib.ImportPolicy.DefaultRoute;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.rib.RoutePolicy.Judgement;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.rib.RoutePolicy.Then;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.ExtendedCommunities;
import io.barewire.wire.PathAttribute.LargeCommunities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutePolicyTest {
    private static final Prefix NET = Prefix.parse("10.244.1.0/24");
    private static final Optional<NextHop> HOP = Optional.of(NextHop.of(IpAddress.parse("192.0.2.1")));
    private static final PathAttributes PLAIN = PathAttributes.of(new Origin(Origin.Kind.IGP), sequence(65001, 7));
    private static final Community TAG = Community.parse("65000:1");
    private static final Community LARGE = Community.parse("large:65000:1:2");
    private static final Community TARGET = Community.parse("rt:65000:1");

    private static AsPath sequence(long... numbers) {
        return new AsPath(List.of(new Segment(
                SegmentType.AS_SEQUENCE, Arrays.stream(numbers).boxed().toList())));
    }

    private static boolean holds(Condition condition, PathAttributes attributes) {
        assertEquals(!condition.holds(HOP, attributes), new Condition.Not(condition).holds(HOP, attributes));
        return condition.holds(HOP, attributes);
    }

    @Test
    void conditionsLookAtEveryKindOfCommunity() {
        PathAttributes tagged = PLAIN.with(new Communities(List.of(65000 << 16 | 1)));
        PathAttributes all = new AddCommunities(List.of(LARGE, TARGET)).apply(tagged);
        assertEquals(true, holds(new Condition.AnyCommunity(Set.of(TAG, LARGE)), tagged));
        assertEquals(false, holds(new Condition.AnyCommunity(Set.of(LARGE, TARGET)), tagged));
        assertEquals(false, holds(new Condition.AllCommunities(Set.of(TAG, LARGE)), tagged));
        assertEquals(true, holds(new Condition.AllCommunities(Set.of(TAG, LARGE, TARGET)), all));
        assertEquals(false, holds(new Condition.AnyCommunity(Set.of(TAG)), PLAIN));
    }

    @Test
    void conditionsLookAtThePath() {
        AsPath set = new AsPath(List.of(
                new Segment(SegmentType.AS_SEQUENCE, List.of(65001L)),
                new Segment(SegmentType.AS_SET, List.of(7L, 8L))));
        PathAttributes aggregated = PLAIN.with(set);
        assertEquals(true, holds(new Condition.OriginAs(Set.of(7L, 9L)), PLAIN));
        assertEquals(false, holds(new Condition.OriginAs(Set.of(65001L)), PLAIN));
        assertEquals(false, holds(new Condition.OriginAs(Set.of(7L, 8L)), aggregated), "a set is nobody's origin");
        assertEquals(false, holds(new Condition.OriginAs(Set.of(7L)), PLAIN.with(AsPath.EMPTY)));
        assertEquals(true, holds(new Condition.NeighborAs(Set.of(65001L, 9L)), aggregated));
        assertEquals(false, holds(new Condition.NeighborAs(Set.of(7L)), PLAIN));
        assertEquals(false, holds(new Condition.NeighborAs(Set.of(65001L)), PLAIN.with(AsPath.EMPTY)));
        assertEquals(true, holds(new Condition.AsPathContains(8), aggregated));
        assertEquals(false, holds(new Condition.AsPathContains(8), PLAIN));
        assertEquals(true, holds(new Condition.AsPathLength(2, 2), aggregated), "a set counts one");
        assertEquals(false, holds(new Condition.AsPathLength(3, 9), PLAIN));
        assertEquals(true, holds(new Condition.AsPathLength(0, 0), PLAIN.with(AsPath.EMPTY)));
    }

    @Test
    void conditionsLookAtTheRest() {
        assertEquals(true, holds(new Condition.Med(0, 0), PLAIN), "a missing MED is 0");
        assertEquals(true, holds(new Condition.Med(5, 6), PLAIN.with(new MultiExitDisc(5))));
        assertEquals(true, holds(new Condition.NextHopWithin(Set.of(Prefix.parse("192.0.2.0/24"))), PLAIN));
        assertEquals(false, holds(new Condition.NextHopWithin(Set.of(Prefix.parse("::/0"))), PLAIN));
        assertEquals(true, holds(new Condition.OriginIs(Origin.Kind.IGP), PLAIN));
        assertEquals(false, holds(new Condition.Originated(), PLAIN));
        assertEquals(true, new Condition.Originated().holds(Optional.empty(), PLAIN));
    }

    @Test
    void changesOfCommunities() {
        PathAttributes all = new AddCommunities(List.of(TAG, LARGE, TARGET, TAG)).apply(PLAIN);
        assertEquals(
                PLAIN.with(new Communities(List.of(65000 << 16 | 1)))
                        .with(new ExtendedCommunities(List.of(0x0002_FDE8_0000_0001L)))
                        .with(new LargeCommunities(List.of(new LargeCommunities.LargeCommunity(65000, 1, 2)))),
                all);
        assertEquals(PLAIN, new RemoveCommunities(Set.of(TAG, LARGE, TARGET)).apply(all), "no attribute is left empty");
        assertEquals(
                PLAIN.with(new Communities(List.of(Communities.NO_EXPORT))),
                new ReplaceCommunities(List.of(Community.parse("no-export"))).apply(all));
        assertEquals(PLAIN, new ReplaceCommunities(List.of()).apply(all));
    }

    @Test
    void changesOfTheRest() {
        assertEquals(PLAIN.with(new LocalPref(7)), new SetLocalPref(7).apply(PLAIN.with(new LocalPref(100))));
        assertEquals(PLAIN.with(new MultiExitDisc(7)), new SetMed(7).apply(PLAIN));
        assertEquals(PLAIN, new RemoveMed().apply(PLAIN.with(new MultiExitDisc(7))));
        assertEquals(PLAIN.with(sequence(8, 8, 65001, 7)), new Prepend(8, 2).apply(PLAIN));
        assertEquals(
                PLAIN.with(sequence(7)),
                new RemovePrivateAs().apply(PLAIN.with(sequence(64512, 65534, 4_200_000_000L, 7, 4_294_967_294L))),
                "RFC 6996 §5");
        assertEquals(PLAIN.with(AsPath.EMPTY), new RemovePrivateAs().apply(PLAIN.with(sequence(64512))));
    }

    @Test
    void whatIsLongerThanBgpCanSayIsNoResult() {
        PathAttributes nearlyFull = PLAIN.with(new Communities(Collections.nCopies(16_370, 1)));
        assertEquals(
                Optional.empty(), AttributeChange.applyAll(List.of(new SetMed(1), new Prepend(1, 64)), nearlyFull));
    }

    @Test
    void theFirstRuleThatDecidesDecidesAndChangesAddUp() {
        Rule tag = Rule.change("tag", PrefixFilter.ALL, new AddCommunities(List.of(TAG)));
        Rule prefer = Rule.change("prefer", PrefixFilter.ALL, new SetLocalPref(200))
                .when(new Condition.AnyCommunity(Set.of(TAG)));
        Rule permit = Rule.permit("permit", PrefixFilter.of(List.of(PrefixFilter.Rule.exactly(NET))));
        Rule refuse = Rule.refuse("refuse", PrefixFilter.ALL);
        RoutePolicy policy = RoutePolicy.of(tag, prefer, permit, refuse);
        assertEquals(
                new Judgement(true, Optional.of(permit), tag.changes()),
                policy.judge(NET, HOP, PLAIN),
                "rules see the route as it was before changes");
        assertEquals(
                List.of(new AddCommunities(List.of(TAG)), new SetLocalPref(200)),
                policy.judge(NET, HOP, tag.changes().getFirst().apply(PLAIN)).changes());
        assertEquals(
                new Judgement(false, Optional.of(refuse), List.of()),
                policy.judge(Prefix.parse("10.0.0.0/8"), HOP, PLAIN));
        assertEquals(Judgement.NO_RULE, RoutePolicy.of(tag).judge(NET, HOP, PLAIN), "what no rule permits is refused");
    }

    /// RFC 8212 §2.
    @Test
    void withoutAPolicyNothingPasses() {
        assertEquals(Judgement.NO_RULE, PeerPolicy.NOTHING.imports().allRules().judge(NET, HOP, PLAIN));
        assertEquals(Judgement.NO_RULE, PeerPolicy.NOTHING.exports().rules().judge(NET, HOP, PLAIN));
    }

    @Test
    void rulesThatMakeNoSenseAreRefused() {
        Rule permit = Rule.permit("one", PrefixFilter.ALL);
        assertThrows(IllegalArgumentException.class, () -> RoutePolicy.of(permit, permit));
        assertThrows(IllegalArgumentException.class, () -> Rule.permit(" ", PrefixFilter.ALL));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Rule("x", PrefixFilter.ALL, List.of(), List.of(new SetMed(1)), Then.REFUSE));
        assertThrows(IllegalArgumentException.class, () -> new Prepend(1, 65));
        assertThrows(IllegalArgumentException.class, () -> new SetMed(-1));
        assertThrows(IllegalArgumentException.class, () -> new Condition.AnyCommunity(Set.of()));
        assertThrows(IllegalArgumentException.class, () -> new OwnAs.AtMost(0));
    }

    @Test
    void aDefaultRouteNeedsARuleThatNamesIt() {
        Prefix v4 = Prefix.parse("0.0.0.0/0");
        Prefix v6 = Prefix.parse("::/0");
        PrefixFilter everything = PrefixFilter.of(List.of(new PrefixFilter.Rule(v4, 0, 32)));
        PrefixFilter onlyDefault = PrefixFilter.of(List.of(PrefixFilter.Rule.exactly(v4)));
        ImportPolicy open = ImportPolicy.NOTHING
                .withRules(RoutePolicy.of(PrefixFilter.ALL))
                .withDefaultRoute(DefaultRoute.ONLY_BY_NAME);
        assertEquals(
                "default-route",
                open.allRules().judge(v4, HOP, PLAIN).by().orElseThrow().name());
        assertEquals(false, open.allRules().judge(v6, HOP, PLAIN).permitted());
        assertEquals(true, open.allRules().judge(NET, HOP, PLAIN).permitted());
        assertEquals(
                false,
                open.withRules(RoutePolicy.of(everything))
                        .allRules()
                        .judge(v4, HOP, PLAIN)
                        .permitted());
        ImportPolicy named =
                open.withRules(RoutePolicy.of(Rule.permit("rest", everything), Rule.permit("default", onlyDefault)));
        assertEquals(true, named.allRules().judge(v4, HOP, PLAIN).permitted());
        assertEquals(false, named.allRules().judge(v6, HOP, PLAIN).permitted(), "the other family's is not named");
        assertEquals(
                true,
                open.withDefaultRoute(DefaultRoute.LIKE_ANY_OTHER)
                        .allRules()
                        .judge(v4, HOP, PLAIN)
                        .permitted());
    }

    /// A rule that names it only for some routes is no leave for others to come in by a rule for everything.
    @Test
    void aDefaultRouteComesInByARuleThatNamesItAloneWhateverElseIsPermitted() {
        Prefix v4 = Prefix.parse("0.0.0.0/0");
        PrefixFilter onlyDefault = PrefixFilter.of(List.of(PrefixFilter.Rule.exactly(v4)));
        Community marked = Community.parse("64512:1");
        ImportPolicy policy = ImportPolicy.NOTHING
                .withRules(RoutePolicy.of(
                        Rule.change("med", PrefixFilter.ALL, new SetMed(7)),
                        Rule.permit("rest", PrefixFilter.ALL),
                        Rule.permit("marked", onlyDefault).when(new Condition.AnyCommunity(Set.of(marked)))))
                .withDefaultRoute(DefaultRoute.ONLY_BY_NAME);
        PathAttributes with = AttributeChange.applyAll(List.of(new AddCommunities(List.of(marked))), PLAIN)
                .orElseThrow();
        assertEquals(false, policy.allRules().judge(v4, HOP, PLAIN).permitted());
        assertEquals(true, policy.allRules().judge(v4, HOP, with).permitted());
        assertEquals(
                List.of(new SetMed(7)), policy.allRules().judge(v4, HOP, with).changes());
        assertEquals(
                "rest",
                policy.allRules().judge(NET, HOP, PLAIN).by().orElseThrow().name());
    }

    @Test
    void ourOwnAsIsALoopUnlessThePolicySaysOtherwise() {
        AsPath twice = sequence(65001, 65000, 65000);
        AsPath between = sequence(65001, 65000, 7);
        assertEquals(true, ImportRules.isLoop(twice, OwnAs.REFUSED, 65000));
        assertEquals(true, ImportRules.isLoop(twice, new OwnAs.AtMost(1), 65000));
        assertEquals(false, ImportRules.isLoop(twice, new OwnAs.AtMost(2), 65000));
        assertEquals(false, ImportRules.isLoop(twice, new OwnAs.AsOrigin(), 65000));
        assertEquals(true, ImportRules.isLoop(between, new OwnAs.AsOrigin(), 65000));
    }

    @Test
    void blockedNetworksAreRefusedWithAllThatLiesWithinAndNothingElse() {
        ImportPolicy policy = ImportPolicy.NOTHING
                .withRules(RoutePolicy.EVERYTHING)
                .refusing("always-block", List.of(Prefix.parse("10.96.0.0/16")));
        for (String inside : List.of("10.96.0.0/16", "10.96.7.0/24", "10.96.0.1/32")) {
            assertEquals(
                    "always-block",
                    policy.allRules()
                            .judge(Prefix.parse(inside), HOP, PLAIN)
                            .by()
                            .orElseThrow()
                            .name());
        }
        for (String outside : List.of("0.0.0.0/0", "10.0.0.0/8", "10.97.0.0/16")) {
            assertEquals(
                    true,
                    policy.allRules().judge(Prefix.parse(outside), HOP, PLAIN).permitted());
        }
    }
}
