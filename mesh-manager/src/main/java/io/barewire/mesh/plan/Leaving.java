package io.barewire.mesh.plan;

import io.barewire.rib.AttributeChange;
import io.barewire.rib.AttributeChange.SetLocalPref;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.rib.RoutePolicy.Then;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What comes over a session that is to go ([Handover]) is the last resort, whatever anybody's rules make of it.
final class Leaving {
    private static final AttributeChange LAST_RESORT = new SetLocalPref(Handover.LAST_RESORT.preference());

    private Leaving() {}

    /// The same rules, of which each that permits says so after its own changes: a rule in front would not be heard
    /// where one behind it sets another LOCAL_PREF, and one behind not where one before it permits.
    ///
    /// @param staying prefixes, each named by a rule, that are as they were
    static RoutePolicy onto(RoutePolicy rules, PrefixFilter staying) {
        return new RoutePolicy(rules.rules().stream()
                .flatMap(rule -> rule.then() == Then.PERMIT
                        ? Stream.concat(staying(rule, staying), Stream.of(lastResort(rule)))
                        : Stream.of(rule))
                .toList());
    }

    private static Rule lastResort(Rule rule) {
        List<AttributeChange> changes = new ArrayList<>(rule.changes());
        changes.add(LAST_RESORT);
        return new Rule(rule.name(), rule.prefixes(), rule.conditions(), changes, rule.then());
    }

    private static Stream<Rule> staying(Rule rule, PrefixFilter staying) {
        List<PrefixFilter.Rule> both = staying.rules().stream()
                .filter(each -> rule.prefixes().permits(each.prefix()))
                .toList();
        return both.isEmpty()
                ? Stream.empty()
                : Stream.of(new Rule(
                        rule.name() + " (staying)",
                        PrefixFilter.of(both),
                        rule.conditions(),
                        rule.changes(),
                        rule.then()));
    }
}
