package io.barewire.mesh.decode;

import io.barewire.rib.Community;
import io.barewire.rib.Condition;
import io.barewire.rib.PrefixFilter;
import io.barewire.wire.PathAttribute.Origin.Kind;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Reads a rule's `match`: all of it must hold, and nothing matches everything.
final class MatchDecoder {
    private static final List<String> KNOWN = List.of(
            "prefixes",
            "anyCommunity",
            "allCommunities",
            "noCommunity",
            "asPathLength",
            "asPathContains",
            "neighborAs",
            "originAs",
            "origin",
            "med",
            "nextHopWithin",
            "originated");

    private MatchDecoder() {}

    static void requireOnly(Field match) {
        match.requireOnly(KNOWN);
    }

    static PrefixFilter prefixes(Field match) {
        Field list = match.member("prefixes");
        if (!list.present()) {
            return PrefixFilter.ALL;
        }
        List<PrefixFilter.Rule> rules = new ArrayList<>();
        for (Field element : list.atLeastOne()) {
            element.requireOnly(List.of("prefix", "ge", "le"));
            PrefixSelector.decode(element, Field::error).ifPresent(rules::add);
        }
        return PrefixFilter.of(rules);
    }

    static List<Condition> conditions(Field match) {
        List<Condition> conditions = new ArrayList<>();
        some(communities(match.member("anyCommunity")), Condition.AnyCommunity::new, conditions);
        some(communities(match.member("allCommunities")), Condition.AllCommunities::new, conditions);
        some(
                communities(match.member("noCommunity")),
                none -> new Condition.Not(new Condition.AnyCommunity(none)),
                conditions);
        within(match.member("asPathLength"), Integer.MAX_VALUE, MatchDecoder::asPathLength)
                .ifPresent(conditions::add);
        RuleDecoder.asNumber(match.member("asPathContains"))
                .map(Condition.AsPathContains::new)
                .ifPresent(conditions::add);
        some(RuleDecoder.asNumbers(match.member("neighborAs")), Condition.NeighborAs::new, conditions);
        some(RuleDecoder.asNumbers(match.member("originAs")), Condition.OriginAs::new, conditions);
        match.member("origin")
                .oneOf(List.of("IGP", "EGP", "INCOMPLETE"))
                .map(kind -> new Condition.OriginIs(Kind.valueOf(kind)))
                .ifPresent(conditions::add);
        within(match.member("med"), 0xFFFFFFFFL, Condition.Med::new).ifPresent(conditions::add);
        some(networks(match.member("nextHopWithin")), Condition.NextHopWithin::new, conditions);
        match.member("originated")
                .flag()
                .map(own -> own ? new Condition.Originated() : new Condition.Not(new Condition.Originated()))
                .ifPresent(conditions::add);
        return conditions;
    }

    private static <T> void some(Set<T> of, Function<Set<T>, Condition> condition, List<Condition> into) {
        if (!of.isEmpty()) {
            into.add(condition.apply(of));
        }
    }

    private static Set<Community> communities(Field list) {
        Set<Community> communities = new HashSet<>();
        list.atLeastOne().forEach(element -> element.community().ifPresent(communities::add));
        return communities;
    }

    private static Set<Prefix> networks(Field list) {
        Set<Prefix> networks = new HashSet<>();
        list.atLeastOne().forEach(element -> element.prefix().ifPresent(networks::add));
        return networks;
    }

    private static Condition asPathLength(long minimum, long maximum) {
        return new Condition.AsPathLength(Math.toIntExact(minimum), Math.toIntExact(maximum));
    }

    /// `minimum` and `maximum`, both included; at least one of them.
    private static Optional<Condition> within(Field field, long most, BiFunction<Long, Long, Condition> condition) {
        field.requireOnly(List.of("minimum", "maximum"));
        if (!field.isMap()) {
            return Optional.empty();
        }
        Optional<Long> minimum = field.member("minimum").integer(0, most);
        Optional<Long> maximum = field.member("maximum").integer(0, most);
        if (!field.presentAndNotEmpty()) {
            field.error("says nothing", "minimum, maximum or both are needed");
        } else if (minimum.orElse(0L) > maximum.orElse(most)) {
            field.error("minimum " + minimum.orElse(0L) + " is more than maximum " + maximum.orElse(most), "swap them");
            return Optional.empty();
        }
        return Optional.of(condition.apply(minimum.orElse(0L), maximum.orElse(most)));
    }
}
