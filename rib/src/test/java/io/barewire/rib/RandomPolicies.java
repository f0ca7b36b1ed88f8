package io.barewire.rib;

import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.rib.RoutePolicy.Then;
import io.barewire.testkit.Rng;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.LargeCommunities.LargeCommunity;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Policies of every kind, about routes like those of [RibPropertyTest].
final class RandomPolicies {
    private static final List<Community> COMMUNITIES = List.of(
            new Community.Standard(65000 << 16 | 1),
            new Community.Standard(Communities.NO_EXPORT),
            new Community.Standard(Communities.NO_ADVERTISE),
            new Community.Large(new LargeCommunity(65000, 1, 2)),
            new Community.Extended(0x0002_FDE8_0000_0001L));

    private RandomPolicies() {}

    static RoutePolicy policy(Rng rng, List<Prefix> pool) {
        List<Rule> rules = new ArrayList<>();
        int count = rng.between(0, 5);
        for (int i = 0; i < count; i++) {
            rules.add(rule(rng, "rule " + i, pool));
        }
        if (rng.oneIn(2)) {
            rules.add(Rule.permit("rest", PrefixFilter.ALL));
        }
        return new RoutePolicy(rules);
    }

    private static Rule rule(Rng rng, String name, List<Prefix> pool) {
        PrefixFilter prefixes = rng.oneIn(2)
                ? PrefixFilter.ALL
                : PrefixFilter.of(rng.listOf(1, 6, r -> PrefixFilter.Rule.exactly(r.oneOf(pool))));
        List<Condition> conditions = rng.listOf(0, 2, RandomPolicies::condition);
        Then then = rng.oneOf(Then.values());
        List<AttributeChange> changes = then == Then.REFUSE ? List.of() : rng.listOf(0, 3, RandomPolicies::change);
        return new Rule(name, prefixes, conditions, changes, then);
    }

    private static Condition condition(Rng rng) {
        return switch (rng.between(0, 10)) {
            case 0 -> new Condition.AnyCommunity(communities(rng));
            case 1 -> new Condition.AllCommunities(communities(rng));
            case 2 -> new Condition.AsPathLength(rng.between(0, 1), rng.between(1, 2));
            case 3 -> new Condition.OriginAs(Set.of((long) rng.between(65000, 65003)));
            case 4 -> new Condition.AsPathContains(rng.between(65000, 65003));
            case 5 -> new Condition.Med(0, rng.between(0, 1));
            case 6 -> new Condition.NextHopWithin(Set.of(Prefix.parse(rng.oneOf("10.0.0.8/29", "2001:db8::/32"))));
            case 7 -> new Condition.OriginIs(rng.oneOf(Origin.Kind.values()));
            case 8 -> new Condition.Originated();
            case 9 -> new Condition.NeighborAs(Set.of((long) rng.between(65000, 65003)));
            default -> new Condition.Not(condition(rng));
        };
    }

    private static AttributeChange change(Rng rng) {
        return switch (rng.between(0, 7)) {
            case 0 -> new AttributeChange.SetLocalPref(rng.oneOf(100L, 50L, 200L));
            case 1 -> new AttributeChange.SetMed(rng.between(0, 2));
            case 2 -> new AttributeChange.RemoveMed();
            case 3 -> new AttributeChange.AddCommunities(List.copyOf(communities(rng)));
            case 4 -> new AttributeChange.RemoveCommunities(communities(rng));
            case 5 -> new AttributeChange.ReplaceCommunities(rng.listOf(0, 2, r -> r.oneOf(COMMUNITIES)));
            case 6 -> new AttributeChange.Prepend(rng.between(65000, 65003), rng.between(1, 3));
            default -> new AttributeChange.RemovePrivateAs();
        };
    }

    private static Set<Community> communities(Rng rng) {
        return Set.copyOf(new LinkedHashSet<>(rng.listOf(1, 2, r -> r.oneOf(COMMUNITIES))));
    }
}
