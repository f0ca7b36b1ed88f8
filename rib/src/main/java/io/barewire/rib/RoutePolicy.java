package io.barewire.rib;

import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Rules for routes, asked in their order. The first one that matches and does not say [Then#NEXT] decides; changes of
/// the rules on the way there are made one after the other. What no rule permits is refused.
///
/// Every rule sees the route as it was before any change, so the order of rules decides who wins, not what matches.
public record RoutePolicy(List<Rule> rules) {
    /// Refuses everything: what an external peer without a policy gets (RFC 8212).
    public static final RoutePolicy NOTHING = new RoutePolicy(List.of());

    /// Permits everything, unchanged.
    public static final RoutePolicy EVERYTHING = of(PrefixFilter.ALL);

    /// What a rule does with a route that it matches.
    public enum Then {
        PERMIT,
        REFUSE,
        /// Makes its changes and leaves the rest to the rules behind it.
        NEXT
    }

    /// A route matches when its prefix passes the filter and all conditions hold.
    ///
    /// @param name how views and messages call it, unlike any other in its policy
    public record Rule(
            String name, PrefixFilter prefixes, List<Condition> conditions, List<AttributeChange> changes, Then then) {
        public Rule {
            conditions = List.copyOf(conditions);
            changes = List.copyOf(changes);
            if (name.isBlank()) {
                throw new IllegalArgumentException("a rule without a name");
            }
            if (then == Then.REFUSE && !changes.isEmpty()) {
                throw new IllegalArgumentException("rule " + name + " changes what it refuses");
            }
        }

        public static Rule permit(String name, PrefixFilter prefixes) {
            return new Rule(name, prefixes, List.of(), List.of(), Then.PERMIT);
        }

        public static Rule refuse(String name, PrefixFilter prefixes) {
            return new Rule(name, prefixes, List.of(), List.of(), Then.REFUSE);
        }

        /// Changes what passes the filter, and lets later rules decide.
        public static Rule change(String name, PrefixFilter prefixes, AttributeChange... changes) {
            return new Rule(name, prefixes, List.of(), List.of(changes), Then.NEXT);
        }

        public Rule when(Condition... all) {
            return new Rule(name, prefixes, List.of(all), changes, then);
        }

        public Rule changing(AttributeChange... all) {
            return new Rule(name, prefixes, conditions, List.of(all), then);
        }

        boolean matches(Prefix prefix, Optional<NextHop> nextHop, PathAttributes attributes) {
            return prefixes.permits(prefix)
                    && conditions.stream().allMatch(condition -> condition.holds(nextHop, attributes));
        }
    }

    /// What the rules said of a route.
    ///
    /// @param permitted what became of it
    /// @param by the rule that decided; empty when none permits it
    /// @param changes what permitted routes are changed by, in order
    public record Judgement(boolean permitted, Optional<Rule> by, List<AttributeChange> changes) {
        static final Judgement NO_RULE = new Judgement(false, Optional.empty(), List.of());

        public Judgement {
            changes = List.copyOf(changes);
        }

        /// Whether packed tables may keep the route as it is.
        boolean changesNothing() {
            return changes.isEmpty();
        }
    }

    public RoutePolicy {
        rules = List.copyOf(rules);
        Set<String> names = new HashSet<>();
        for (Rule rule : rules) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException("two rules are called " + rule.name());
            }
        }
    }

    /// Permits what passes a filter.
    public static RoutePolicy of(PrefixFilter filter) {
        return filter.equals(PrefixFilter.NONE)
                ? new RoutePolicy(List.of())
                : new RoutePolicy(List.of(Rule.permit("prefixes", filter)));
    }

    public static RoutePolicy of(Rule... rules) {
        return new RoutePolicy(List.of(rules));
    }

    /// This policy with a rule that is asked before all others.
    public RoutePolicy after(Rule first) {
        return new RoutePolicy(Stream.concat(Stream.of(first), rules.stream()).toList());
    }

    /// The prefixes that some rule permits, if nothing else speaks against a route.
    public PrefixFilter permitted() {
        return rules.stream()
                .filter(rule -> rule.then() == Then.PERMIT)
                .map(Rule::prefixes)
                .reduce(PrefixFilter.NONE, PrefixFilter::or);
    }

    /// Whether it does no more than a filter of prefixes does.
    public boolean isFilter() {
        return equals(of(permitted()));
    }

    /// @param nextHop empty for our own prefixes
    public Judgement judge(Prefix prefix, Optional<NextHop> nextHop, PathAttributes attributes) {
        List<AttributeChange> changes = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.matches(prefix, nextHop, attributes)) {
                changes.addAll(rule.changes());
                switch (rule.then()) {
                    case PERMIT -> {
                        return new Judgement(true, Optional.of(rule), changes);
                    }
                    case REFUSE -> {
                        return new Judgement(false, Optional.of(rule), List.of());
                    }
                    case NEXT -> {}
                }
            }
        }
        return Judgement.NO_RULE;
    }
}
