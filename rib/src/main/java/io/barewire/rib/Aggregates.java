package io.barewire.rib;

import io.barewire.wire.PathAttribute.AtomicAggregate;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.Prefix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The aggregates of one family, and how many routes each stands for.
///
/// A prefix contributes to every aggregate that it lies in while it has a best route that is not an aggregate. What
/// it contributes fits into an octet and is remembered, so a change of its route costs a look at that octet; only
/// when it differs, the aggregates around it are looked up, once for each length that there is, and count. The table
/// is gone through when the aggregates are other ones, and never else.
final class Aggregates {
    /// A contribution: 0 for none, or the rank of its ORIGIN plus 1, with [#PATH_LOST].
    private static final int NOTHING = 0;

    private static final int PATH_LOST = 4;
    private static final int CONTRIBUTIONS = 8;
    /// Beside a contribution: peers must not hear of the prefix.
    private static final int SUPPRESSED = CONTRIBUTIONS;

    private static final class Entry {
        private final Aggregate aggregate;
        private final int number;
        private final int set;
        private final int[] contributors = new int[CONTRIBUTIONS];
        /// What they come to, as a contribution of its own would be.
        private int sum = NOTHING;

        Entry(Aggregate aggregate, int number, int set) {
            this.aggregate = aggregate;
            this.number = number;
            this.set = set;
        }

        int sumNow() {
            int now = NOTHING;
            for (int contribution = 1; contribution < CONTRIBUTIONS; contribution++) {
                if (contributors[contribution] > 0) {
                    now = Math.max(now & ~PATH_LOST, contribution & ~PATH_LOST) | ((now | contribution) & PATH_LOST);
                }
            }
            return now;
        }
    }

    private final RouteTable table;
    private final AttributeTable attributes;
    private final RibSettings self;
    /// By number.
    private Entry[] entries = new Entry[0];
    /// Those of the aggregates, ascending, each once.
    private int[] lengths = new int[0];
    private byte[] contributions = new byte[0];
    private boolean replacing;

    Aggregates(RouteTable table, AttributeTable attributes, RibSettings self) {
        this.table = table;
        this.attributes = attributes;
        this.self = self;
    }

    boolean isEmpty() {
        return entries.length == 0;
    }

    /// Whether this prefix is an aggregate with something behind it.
    boolean isActive(int number) {
        Entry entry = find(number);
        return entry != null && entry.sum != NOTHING;
    }

    /// The attribute set of an active aggregate.
    int setOf(int number) {
        Entry entry = find(number);
        return entry == null ? Judge.OWN : entry.set;
    }

    boolean discards(int number) {
        Entry entry = find(number);
        return entry != null && entry.sum != NOTHING && entry.aggregate.discard();
    }

    /// An aggregate is told in its place.
    boolean isSuppressed(int number) {
        return number < contributions.length && (contributions[number] & SUPPRESSED) != 0;
    }

    /// The best route of a prefix may be another one now.
    void decided(int number) {
        int before = contribution(number);
        int now = contributionNow(number);
        if (before == now) {
            return;
        }
        boolean suppressed = false;
        for (int i = 0; i < lengths.length && lengths[i] < table.prefixes().length(number); i++) {
            Entry entry = around(number, lengths[i]);
            if (entry != null) {
                entry.contributors[before]--;
                entry.contributors[now]++;
                suppressed |= entry.aggregate.summaryOnly();
            }
        }
        remember(number, now | (suppressed && now != NOTHING ? SUPPRESSED : 0));
        // All have counted before the first one changes, and inner ones change before outer ones, because that may
        // begin or end another contribution.
        for (int i = lengths.length - 1; i >= 0 && !replacing; i--) {
            Entry entry = lengths[i] < table.prefixes().length(number) ? around(number, lengths[i]) : null;
            if (entry != null) {
                update(entry);
            }
        }
    }

    /// Makes these, and no others, the aggregates. One that differs at most in whether it suppresses is not told
    /// again.
    void replace(Set<Aggregate> wanted) {
        Entry[] before = entries;
        if (Stream.of(before)
                .map(entry -> entry.aggregate)
                .collect(Collectors.toSet())
                .equals(wanted)) {
            return;
        }
        Map<Prefix, Entry> known = new HashMap<>();
        Stream.of(before).forEach(entry -> known.put(entry.aggregate.prefix(), entry));
        byte[] contributionsBefore = contributions;
        contributions = new byte[0];
        entries = wanted.stream()
                .map(aggregate -> entry(aggregate, known.get(aggregate.prefix())))
                .sorted(Comparator.comparingInt(entry -> entry.number))
                .toArray(Entry[]::new);
        lengths = wanted.stream()
                .mapToInt(aggregate -> aggregate.prefix().length())
                .distinct()
                .sorted()
                .toArray();
        replacing = true;
        for (Entry gone : before) {
            if (gone.sum != NOTHING && !isActive(gone.number)) {
                table.aggregateChanged(gone.number);
            }
        }
        for (int number = 0; number < table.prefixes().bound(); number++) {
            if (!isEmpty()) {
                decided(number);
            }
            boolean was = number < contributionsBefore.length && (contributionsBefore[number] & SUPPRESSED) != 0;
            if (was != isSuppressed(number)) {
                table.suppressionChanged(number);
            }
        }
        replacing = false;
        Stream.of(entries).forEach(this::update);
        for (Entry gone : before) {
            if (find(gone.number) == null) {
                attributes.removeOwn(gone.set);
                table.release(gone.number);
            }
        }
    }

    long estimatedOctets() {
        return 128L * entries.length + contributions.length;
    }

    private Entry entry(Aggregate aggregate, @Nullable Entry known) {
        if (known != null) {
            Entry same = new Entry(aggregate, known.number, known.set);
            same.sum = known.aggregate.withSummaryOnly(aggregate.summaryOnly()).equals(aggregate) ? known.sum : NOTHING;
            return same;
        }
        Prefix prefix = aggregate.prefix();
        int number = table.prefixes().findOrAdd(prefix.high(), prefix.low(), prefix.length());
        table.hold(number);
        return new Entry(aggregate, number, attributes.addOwn(ExportRules.OWN));
    }

    private void update(Entry entry) {
        int now = entry.sumNow();
        if (now == entry.sum) {
            return;
        }
        entry.sum = now;
        if (now != NOTHING) {
            attributes.setOwn(entry.set, entry.aggregate.attributes(origin(now), (now & PATH_LOST) != 0, self));
        }
        table.aggregateChanged(entry.number);
    }

    private static Origin.Kind origin(int contribution) {
        int rank = (contribution & ~PATH_LOST) - 1;
        for (Origin.Kind kind : Origin.Kind.values()) {
            if (AttributeTable.rank(kind) == rank) {
                return kind;
            }
        }
        throw new IllegalArgumentException("contribution " + contribution);
    }

    private int contributionNow(int number) {
        int best = table.best(number);
        if (best == RouteTable.NO_ROUTE || (best == RouteTable.LOCAL && !table.isOriginated(number))) {
            return NOTHING;
        }
        if (best == RouteTable.LOCAL) {
            return AttributeTable.rank(Origin.Kind.IGP) + 1;
        }
        int set = table.bestSet(number);
        boolean pathLost = attributes.asPathLength(set) > 0
                || attributes.attributes(set).get(AtomicAggregate.class).isPresent();
        return (attributes.origin(set) + 1) | (pathLost ? PATH_LOST : 0);
    }

    private int contribution(int number) {
        return number < contributions.length ? contributions[number] & ~SUPPRESSED : NOTHING;
    }

    private void remember(int number, int contribution) {
        if (number >= contributions.length) {
            contributions = Arrays.copyOf(contributions, Math.max(64, number + number / 2));
        }
        contributions[number] = (byte) contribution;
    }

    /// The aggregate of this length that a prefix lies in, if there is one.
    private @Nullable Entry around(int number, int length) {
        PrefixTable prefixes = table.prefixes();
        int found = prefixes.find(
                prefixes.high(number) & Prefix.maskHigh(length), prefixes.low(number) & Prefix.maskLow(length), length);
        return found < 0 ? null : find(found);
    }

    private @Nullable Entry find(int number) {
        int low = 0;
        int high = entries.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (entries[middle].number == number) {
                return entries[middle];
            }
            if (entries[middle].number < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }
}
