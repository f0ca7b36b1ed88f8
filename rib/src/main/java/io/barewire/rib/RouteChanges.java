package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/// A batch of [RouteChange]s in columns, without an object for each: the bits of the prefixes, and the number
/// of a set of next hops, of which there are few. As a list it makes the values on demand. Never changes.
public final class RouteChanges extends AbstractList<RouteChange> implements RandomAccess {
    /// In place of the number of a set: nothing is to be installed.
    public static final int GONE = -1;

    private static final int IPV6 = 0x100;

    private final long[] high;
    private final long[] low;
    private final short[] lengths;
    private final int[] sets;
    private final List<List<ScopedNextHop>> nextHops;

    private RouteChanges(Builder from) {
        high = Arrays.copyOf(from.high, from.size);
        low = Arrays.copyOf(from.low, from.anyIpv6 ? from.size : 0);
        lengths = Arrays.copyOf(from.lengths, from.size);
        sets = Arrays.copyOf(from.sets, from.size);
        nextHops = List.copyOf(from.nextHops);
    }

    /// The same changes in columns.
    public static RouteChanges of(List<RouteChange> changes) {
        if (changes instanceof RouteChanges packed) {
            return packed;
        }
        Builder builder = new Builder();
        for (RouteChange change : changes) {
            Prefix prefix = change.prefix();
            builder.add(
                    prefix.family(),
                    prefix.high(),
                    prefix.low(),
                    prefix.length(),
                    change.isGone() ? GONE : builder.set(change.nextHops()));
        }
        return builder.build();
    }

    @Override
    public int size() {
        return sets.length;
    }

    public AddressFamily family(int index) {
        return (lengths[index] & IPV6) == 0 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    }

    /// The first 64 bits of the address, as [Prefix] has them.
    public long high(int index) {
        return high[index];
    }

    /// The last 64 bits of the address; 0 for IPv4.
    public long low(int index) {
        return low.length == 0 ? 0 : low[index];
    }

    /// The length of the prefix, in bits.
    public int length(int index) {
        return lengths[index] & 0xFF;
    }

    /// Where the set of next hops is in [#sets], or [#GONE].
    public int set(int index) {
        return sets[index];
    }

    /// The different sets of next hops in this batch, in order of preference; one without any discards packets.
    public List<List<ScopedNextHop>> sets() {
        return nextHops;
    }

    @Override
    public RouteChange get(int index) {
        Prefix prefix = new Prefix(family(index), high(index), low(index), length(index));
        int set = set(index);
        return set == GONE
                ? new RouteChange(prefix, List.of())
                : new RouteChange(prefix, nextHops.get(set), nextHops.get(set).isEmpty());
    }

    /// Gathers changes.
    static final class Builder {
        private static final int FIRST_CAPACITY = 64;

        private final Map<List<ScopedNextHop>, Integer> numbers = new HashMap<>();
        private final List<List<ScopedNextHop>> nextHops = new ArrayList<>();
        private long[] high = new long[FIRST_CAPACITY];
        private long[] low = new long[FIRST_CAPACITY];
        private short[] lengths = new short[FIRST_CAPACITY];
        private int[] sets = new int[FIRST_CAPACITY];
        private int size;
        private boolean anyIpv6;

        /// The number of a set of next hops in this batch.
        int set(List<ScopedNextHop> hops) {
            return numbers.computeIfAbsent(hops, set -> {
                nextHops.add(List.copyOf(set));
                return nextHops.size() - 1;
            });
        }

        void add(AddressFamily family, long prefixHigh, long prefixLow, int prefixLength, int set) {
            if (size == sets.length) {
                high = Arrays.copyOf(high, 2 * size);
                low = Arrays.copyOf(low, 2 * size);
                lengths = Arrays.copyOf(lengths, 2 * size);
                sets = Arrays.copyOf(sets, 2 * size);
            }
            boolean ipv6 = family == AddressFamily.IPV6;
            anyIpv6 |= ipv6;
            high[size] = prefixHigh;
            low[size] = prefixLow;
            lengths[size] = (short) (prefixLength | (ipv6 ? IPV6 : 0));
            sets[size++] = set;
        }

        RouteChanges build() {
            return new RouteChanges(this);
        }
    }
}
