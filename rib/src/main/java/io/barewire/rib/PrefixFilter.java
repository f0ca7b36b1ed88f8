package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which prefixes may pass: everything, or those that a rule permits. What no rule permits is denied, so a filter
/// without rules lets nothing through. Order does not matter, because every rule permits: filters with the same rules
/// are equal.
public record PrefixFilter(boolean permitsAll, List<Rule> rules) {
    /// Lets everything pass.
    public static final PrefixFilter ALL = new PrefixFilter(true, List.of());

    /// Lets nothing pass.
    public static final PrefixFilter NONE = new PrefixFilter(false, List.of());

    /// Permits what lies inside `prefix` and is `minimumLength` to `maximumLength` bits long.
    public record Rule(Prefix prefix, int minimumLength, int maximumLength) implements Comparable<Rule> {
        private static final Comparator<Rule> ORDER = Comparator.comparing(Rule::prefix)
                .thenComparingInt(Rule::minimumLength)
                .thenComparingInt(Rule::maximumLength);

        public Rule {
            if (minimumLength < prefix.length()
                    || maximumLength < minimumLength
                    || maximumLength > prefix.family().bits()) {
                throw new IllegalArgumentException("lengths " + minimumLength + " to " + maximumLength + " do not fit "
                        + prefix + ": length <= minimum <= maximum <= "
                        + prefix.family().bits() + " is needed");
            }
        }

        /// Permits just this prefix.
        public static Rule exactly(Prefix prefix) {
            return new Rule(prefix, prefix.length(), prefix.length());
        }

        boolean permits(AddressFamily family, long high, long low, int length) {
            return family == prefix.family()
                    && length >= minimumLength
                    && length <= maximumLength
                    && (high & Prefix.maskHigh(prefix.length())) == prefix.high()
                    && (low & Prefix.maskLow(prefix.length())) == prefix.low();
        }

        @Override
        public int compareTo(Rule other) {
            return ORDER.compare(this, other);
        }

        /// As FRR's `prefix-list` writes it: `10.244.0.0/16 ge 24 le 24`.
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(prefix.toString());
            if (minimumLength > prefix.length()) {
                text.append(" ge ").append(minimumLength);
            }
            if (maximumLength > prefix.length()) {
                text.append(" le ").append(maximumLength);
            }
            return text.toString();
        }
    }

    public PrefixFilter {
        rules = rules.stream().sorted().distinct().toList();
    }

    public static PrefixFilter of(List<Rule> rules) {
        return new PrefixFilter(false, rules);
    }

    /// What either of the two lets pass.
    public PrefixFilter or(PrefixFilter other) {
        if (permitsAll || other.permitsAll) {
            return ALL;
        }
        return of(Stream.concat(rules.stream(), other.rules.stream()).toList());
    }

    public boolean permits(Prefix prefix) {
        return permits(prefix.family(), prefix.high(), prefix.low(), prefix.length());
    }

    /// The same for packed bits (see [Prefix]), without an object.
    public boolean permits(AddressFamily family, long high, long low, int length) {
        if (permitsAll) {
            return true;
        }
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).permits(family, high, low, length)) {
                return true;
            }
        }
        return false;
    }

    /// The first rule that permits the prefix; empty when it is denied or when the filter permits all.
    public Optional<Rule> permittingRule(Prefix prefix) {
        return rules.stream()
                .filter(rule -> rule.permits(prefix.family(), prefix.high(), prefix.low(), prefix.length()))
                .findFirst();
    }
}
