package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.rib.AttributeChange;
import io.barewire.rib.Condition;
import io.barewire.rib.ExportPolicy;
import io.barewire.rib.ImportPolicy;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.PrefixLimits;
import io.barewire.rib.PrefixLimits.OnExcess;
import io.barewire.rib.RoutePolicy;
import io.barewire.wire.AddressFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A peer's policy as fields: the prefixes that may pass, and a line for each rule where there is more to say.
final class PolicyView {
    private PolicyView() {}

    static void put(PeerPolicy policy, ObjectNode into) {
        filter(into, "importFilter", policy.importFilter());
        List<String> imports = rules(policy.imports().rules());
        imports.addAll(besidesRules(policy.imports()));
        lines(into, "importRules", imports);
        filter(into, "exportFilter", policy.exportFilter());
        List<String> exports = rules(policy.exports().rules());
        exports.addAll(besidesRules(policy.exports()));
        lines(into, "exportRules", exports);
    }

    /// `["all"]`, or the rules; none means that nothing passes.
    private static void filter(ObjectNode into, String field, PrefixFilter filter) {
        into.set(field, Json.strings(texts(filter)));
    }

    private static Collection<?> texts(PrefixFilter filter) {
        return filter.permitsAll() ? List.of("all") : filter.rules();
    }

    private static void lines(ObjectNode into, String field, List<String> lines) {
        if (!lines.isEmpty()) {
            into.set(field, Json.strings(lines));
        }
    }

    private static List<String> rules(RoutePolicy policy) {
        List<String> lines = new ArrayList<>();
        if (!policy.isFilter()) {
            policy.rules().forEach(rule -> lines.add(line(rule)));
        }
        return lines;
    }

    private static List<String> besidesRules(ImportPolicy policy) {
        List<String> lines = new ArrayList<>();
        switch (policy.ownAs()) {
            case ImportPolicy.OwnAs.Refused() -> {}
            case ImportPolicy.OwnAs.AtMost(int times) -> lines.add("our own AS in the path: up to " + times + " times");
            case ImportPolicy.OwnAs.AsOrigin() -> lines.add("our own AS in the path: where it is the origin");
        }
        switch (policy.defaultRoute()) {
            case LIKE_ANY_OTHER -> {}
            case ONLY_BY_NAME -> lines.add("default route: only where a rule names it");
        }
        if (!policy.limits()
                .equals(PrefixLimits.DEFAULT.withTotal(policy.limits().total()))) {
            lines.add("limits: " + text(policy.limits()));
        }
        return lines;
    }

    private static String text(PrefixLimits limits) {
        StringBuilder text = new StringBuilder();
        limits.byFamily()
                .forEach((family, most) -> text.append(most)
                        .append(' ')
                        .append(Wording.family(family))
                        .append(" prefixes, "));
        return text.append(limits.total())
                .append(" in all, warning at ")
                .append(limits.warningPercent())
                .append("%, over it ")
                .append(
                        switch (limits.onExcess()) {
                            case OnExcess.StayDown() -> "the session ends and stays down";
                            case OnExcess.RestartAfter(Duration pause) -> "the session ends for " + Wording.age(pause);
                            case OnExcess.RefuseExcess() -> "the excess is refused";
                            case OnExcess.WarnOnly() -> "nothing happens";
                        })
                .toString();
    }

    private static List<String> besidesRules(ExportPolicy policy) {
        List<String> lines = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            if (policy.nextHops().containsKey(family)) {
                lines.add(Wording.family(family) + " next hop: " + text(policy.nextHop(family)));
            }
        }
        if (policy.asOverride()) {
            lines.add("its own AS in the path: replaced by ours");
        }
        return lines;
    }

    private static String text(ExportPolicy.ExportedNextHop nextHop) {
        return switch (nextHop) {
            case ExportPolicy.ExportedNextHop.Standard() -> "standard";
            case ExportPolicy.ExportedNextHop.Self() -> "self";
            case ExportPolicy.ExportedNextHop.Unchanged() -> "unchanged";
            case ExportPolicy.ExportedNextHop.Address(var address) -> address.toString();
        };
    }

    static List<String> changes(List<AttributeChange> changes) {
        return changes.stream().map(PolicyView::text).toList();
    }

    private static String line(RoutePolicy.Rule rule) {
        List<String> when = new ArrayList<>();
        if (!rule.prefixes().permitsAll()) {
            when.add(joined(rule.prefixes().rules()));
        }
        rule.conditions().forEach(condition -> when.add(text(condition)));
        List<String> then = new ArrayList<>(changes(rule.changes()));
        switch (rule.then()) {
            case PERMIT -> then.add("permit");
            case REFUSE -> then.add("refuse");
            case NEXT -> then.add("next rule");
        }
        return rule.name() + ": " + (when.isEmpty() ? "everything" : String.join(" and ", when)) + " -> "
                + String.join(", ", then);
    }

    static String text(Condition condition) {
        return switch (condition) {
            case Condition.AnyCommunity(var of) -> "any of the communities " + joined(of);
            case Condition.AllCommunities(var of) -> "all of the communities " + joined(of);
            case Condition.AsPathLength(int minimum, int maximum) -> "AS path length " + minimum + " to " + maximum;
            case Condition.OriginAs(var of) -> "origin AS " + joined(of);
            case Condition.NeighborAs(var of) -> "neighbor AS " + joined(of);
            case Condition.AsPathContains(long as) -> "AS " + as + " in the path";
            case Condition.Med(long minimum, long maximum) -> "MED " + minimum + " to " + maximum;
            case Condition.NextHopWithin(var networks) -> "next hop within " + joined(networks);
            case Condition.OriginIs(var kind) -> "origin " + Wording.lower(kind);
            case Condition.Originated() -> "our own prefix";
            case Condition.Not(Condition what) -> "not " + text(what);
        };
    }

    static String text(AttributeChange change) {
        return switch (change) {
            case AttributeChange.SetLocalPref(long preference) -> "local preference " + preference;
            case AttributeChange.SetMed(long metric) -> "MED " + metric;
            case AttributeChange.RemoveMed() -> "no MED";
            case AttributeChange.AddCommunities(var added) -> "add " + joined(added);
            case AttributeChange.RemoveCommunities(var removed) -> "remove " + joined(removed);
            case AttributeChange.ReplaceCommunities(var by) ->
                by.isEmpty() ? "no communities" : "only the communities " + joined(by);
            case AttributeChange.Prepend(long as, int times) -> "prepend " + as + " " + times + " times";
            case AttributeChange.RemovePrivateAs() -> "no private AS";
        };
    }

    private static String joined(Collection<?> items) {
        return String.join(", ", items.stream().map(Object::toString).sorted().toList());
    }
}
