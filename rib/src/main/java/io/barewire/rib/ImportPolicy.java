package io.barewire.rib;

import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;

/// What may come from a peer, and how it is changed on the way in. Adj-RIB-In keeps everything as it came, used or not,
/// so all of this can change in place.
///
/// @param rules which routes are used, and with what attributes
/// @param ownAs routes with our own AS in their path
/// @param defaultRoute whether a default route needs a rule that names it
/// @param limits how many prefixes it may announce
public record ImportPolicy(RoutePolicy rules, OwnAs ownAs, DefaultRoute defaultRoute, PrefixLimits limits) {
    public static final ImportPolicy NOTHING =
            new ImportPolicy(RoutePolicy.NOTHING, OwnAs.REFUSED, DefaultRoute.LIKE_ANY_OTHER, PrefixLimits.DEFAULT);

    /// Whether `0.0.0.0/0` and `::/0` are routes like any other.
    public enum DefaultRoute {
        LIKE_ANY_OTHER,
        /// Refused unless a rule permits just this prefix: a rule for everything does not do.
        ONLY_BY_NAME
    }

    private static final List<Prefix> DEFAULTS = List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0"));

    public ImportPolicy withRules(RoutePolicy rules) {
        return new ImportPolicy(rules, ownAs, defaultRoute, limits);
    }

    public ImportPolicy withOwnAs(OwnAs ownAs) {
        return new ImportPolicy(rules, ownAs, defaultRoute, limits);
    }

    public ImportPolicy withDefaultRoute(DefaultRoute defaultRoute) {
        return new ImportPolicy(rules, ownAs, defaultRoute, limits);
    }

    public ImportPolicy withLimits(PrefixLimits limits) {
        return new ImportPolicy(rules, ownAs, defaultRoute, limits);
    }

    /// This policy with a rule before all others that refuses whatever lies within these networks.
    public ImportPolicy refusing(String name, List<Prefix> networks) {
        return networks.isEmpty() ? this : withRules(rules.after(RoutePolicy.Rule.refuse(name, within(networks))));
    }

    private static PrefixFilter within(List<Prefix> networks) {
        return PrefixFilter.of(networks.stream()
                .map(network -> new PrefixFilter.Rule(
                        network, network.length(), network.family().bits()))
                .toList());
    }

    /// All rules, with some in front where the default routes need them.
    RoutePolicy allRules() {
        return switch (defaultRoute) {
            case LIKE_ANY_OTHER -> rules;
            case ONLY_BY_NAME -> {
                List<RoutePolicy.Rule> all = new ArrayList<>();
                DEFAULTS.forEach(prefix -> all.addAll(ofDefaultRoute(prefix)));
                all.add(RoutePolicy.Rule.refuse(
                        "default-route",
                        PrefixFilter.of(DEFAULTS.stream()
                                .map(PrefixFilter.Rule::exactly)
                                .toList())));
                all.addAll(rules.rules());
                yield new RoutePolicy(all);
            }
        };
    }

    /// What decides about a default route: the rules that it is a matter of, without those that permit it unnamed.
    private List<RoutePolicy.Rule> ofDefaultRoute(Prefix prefix) {
        PrefixFilter.Rule exactly = PrefixFilter.Rule.exactly(prefix);
        return rules.rules().stream()
                .filter(rule -> rule.then() == RoutePolicy.Then.PERMIT
                        ? rule.prefixes().rules().contains(exactly)
                        : rule.prefixes().permits(prefix))
                .map(rule -> new RoutePolicy.Rule(
                        rule.name() + " for " + prefix,
                        PrefixFilter.of(List.of(exactly)),
                        rule.conditions(),
                        rule.changes(),
                        rule.then()))
                .toList();
    }

    /// Whether the other one judges routes the same.
    boolean judgesLike(ImportPolicy other) {
        return withLimits(other.limits).equals(other);
    }

    /// Whether our own AS in the path of a route is a loop (RFC 4271 §9.1.2).
    public sealed interface OwnAs {
        OwnAs REFUSED = new Refused();

        /// Always, as the RFC has it.
        record Refused() implements OwnAs {}

        /// Not up to so many times: for sites of one AS that reach each other through another one.
        record AtMost(int times) implements OwnAs {
            public AtMost {
                if (times < 1 || times > 10) {
                    throw new IllegalArgumentException("our own AS " + times + " times: 1 to 10 are possible");
                }
            }
        }

        /// Not when the route was originated in it, however often it is in the path: what FRR calls
        /// `allowas-in origin`.
        record AsOrigin() implements OwnAs {}
    }
}
