package io.barewire.mesh.decode;

import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.rib.RoutePolicy.Then;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads lists of rules for routes: a name, what must match, what is changed, and what then.
final class RuleDecoder {
    private static final int MOST_RULES = 256;

    /// Without blanks, so that a name behind its object's stays unlike any other.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private RuleDecoder() {}

    /// What is right of them; the rest is reported.
    static List<Rule> rules(Field list) {
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Field element : list.upTo(MOST_RULES)) {
            rule(element).ifPresent(rule -> {
                if (names.add(rule.name())) {
                    rules.add(rule);
                } else {
                    element.member("name").error("two rules are called " + rule.name(), "give each its own name");
                }
            });
        }
        return rules;
    }

    private static Optional<Rule> rule(Field field) {
        field.requireOnly(List.of("name", "match", "set", "action"));
        if (!field.isMap()) {
            return Optional.empty();
        }
        Optional<String> name = name(field.member("name"));
        Field match = field.member("match");
        MatchDecoder.requireOnly(match);
        PrefixFilter prefixes = MatchDecoder.prefixes(match);
        var conditions = MatchDecoder.conditions(match);
        var changes = ChangeDecoder.decode(field.member("set"));
        Optional<Then> then = then(field.member("action"));
        if (then.equals(Optional.of(Then.REFUSE)) && !changes.isEmpty()) {
            field.member("set").error("changes what is refused", "leave it out");
            return Optional.empty();
        }
        if (then.equals(Optional.of(Then.NEXT)) && changes.isEmpty() && !field.anyError()) {
            field.warning("this rule does nothing", "something to set is needed where the action is Next");
        }
        return name.flatMap(called -> then.map(action -> new Rule(called, prefixes, conditions, changes, action)));
    }

    static Optional<String> name(Field field) {
        if (!field.present()) {
            field.error("missing", "a name is needed: views and reasons show it");
        }
        return field.text().filter(name -> {
            boolean good = NAME.matcher(name).matches();
            if (!good) {
                field.error(
                        "is not a name",
                        "1 to 63 letters, digits, dots, dashes and underscores, as no-martians, are needed");
            }
            return good;
        });
    }

    /// Nothing is permitted because somebody did not say so.
    private static Optional<Then> then(Field field) {
        if (!field.present()) {
            field.error("missing", "Permit, Refuse or Next is needed");
        }
        return field.oneOf(List.of("Permit", "Refuse", "Next")).map(word -> switch (word) {
            case "Permit" -> Then.PERMIT;
            case "Refuse" -> Then.REFUSE;
            default -> Then.NEXT;
        });
    }

    static Set<Long> asNumbers(Field list) {
        Set<Long> numbers = new HashSet<>();
        list.atLeastOne().forEach(element -> asNumber(element).ifPresent(numbers::add));
        return numbers;
    }

    static Optional<Long> asNumber(Field field) {
        return field.integer(1, 0xFFFFFFFFL);
    }
}
