package io.barewire.mesh.plan;

import io.barewire.mesh.objects.ToAdvertise;
import io.barewire.rib.AttributeChange.AddCommunities;
import io.barewire.rib.AttributeChange.SetLocalPref;
import io.barewire.rib.Community;
import io.barewire.rib.ExportPolicy;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a neighbor is told, as a policy: a rule for each LOCAL_PREF and each community, then the one that permits.
final class Exports {
    /// Of neighbors of which an object says nothing in this respect, often most of them.
    private static final ExportPolicy NOTHING = policyOf(ToAdvertise.NOTHING);

    private Exports() {}

    static ExportPolicy policy(ToAdvertise toAdvertise) {
        return toAdvertise.equals(ToAdvertise.NOTHING) ? NOTHING : policyOf(toAdvertise);
    }

    private static ExportPolicy policyOf(ToAdvertise toAdvertise) {
        Map<Long, Set<Prefix>> byPreference = new TreeMap<>();
        toAdvertise
                .localPrefs()
                .forEach((prefix, preference) -> byPreference
                        .computeIfAbsent(preference, _ -> new HashSet<>())
                        .add(prefix));
        Map<String, Set<Prefix>> byCommunity = new TreeMap<>();
        toAdvertise
                .communities()
                .forEach((prefix, communities) -> communities.forEach(community -> byCommunity
                        .computeIfAbsent(community.toString(), _ -> new HashSet<>())
                        .add(prefix)));
        List<Rule> rules = new ArrayList<>();
        byPreference.forEach((preference, prefixes) -> rules.add(
                Rule.change("local preference " + preference, exactly(prefixes), new SetLocalPref(preference))));
        byCommunity.forEach((community, prefixes) -> rules.add(Rule.change(
                "community " + community, exactly(prefixes), new AddCommunities(List.of(Community.parse(community))))));
        rules.addAll(RoutePolicy.of(exactly(toAdvertise.allowed())).rules());
        ExportPolicy policy = ExportPolicy.NOTHING.withRules(new RoutePolicy(rules));
        for (var nextHop : toAdvertise.nextHops().entrySet()) {
            policy = policy.withNextHop(nextHop.getKey(), new ExportedNextHop.Address(nextHop.getValue()));
        }
        return policy;
    }

    private static PrefixFilter exactly(Collection<Prefix> prefixes) {
        return PrefixFilter.of(prefixes.stream().map(PrefixFilter.Rule::exactly).toList());
    }
}
