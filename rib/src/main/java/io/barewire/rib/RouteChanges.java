package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final int size;
    private final List<List<ScopedNextHop>> nextHops;

    private RouteChanges(Builder from) {
        high = from.high;
        low = from.low;
        lengths = from.lengths;
        sets = from.sets;
        size = from.size;
        nextHops = List.copyOf(from.nextHops);
    }

    /// The same changes in columns.
    public static RouteChanges of(List<RouteChange> changes) {
        if (changes instanceof RouteChanges packed) {
            return packed;
        }
        Builder builder = new Builder(changes.size());
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
        return size;
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
        Objects.checkIndex(index, size);
        Prefix prefix = new Prefix(family(index), high(index), low(index), length(index));
        int set = set(index);
        return set == GONE
                ? new RouteChange(prefix, List.of())
                : new RouteChange(prefix, nextHops.get(set), nextHops.get(set).isEmpty());
    }

    /// Gathers changes.
    static final class Builder {
        private final Map<List<ScopedNextHop>, Integer> numbers = new HashMap<>();
        private final List<List<ScopedNextHop>> nextHops = new ArrayList<>();
        private final long[] high;
        /// Empty without IPv6.
        private long[] low = {};

        private final short[] lengths;
        private final int[] sets;
        private int size;

        /// @param most changes that will be added
        Builder(int most) {
            high = new long[most];
            lengths = new short[most];
            sets = new int[most];
        }

        /// The number of a set of next hops in this batch.
        int set(List<ScopedNextHop> hops) {
            return numbers.computeIfAbsent(hops, set -> {
                nextHops.add(List.copyOf(set));
                return nextHops.size() - 1;
            });
        }

        void add(AddressFamily family, long prefixHigh, long prefixLow, int prefixLength, int set) {
            boolean ipv6 = family == AddressFamily.IPV6;
            if (ipv6 && low.length == 0) {
                low = new long[high.length];
            }
            high[size] = prefixHigh;
            if (ipv6) {
                low[size] = prefixLow;
            }
            lengths[size] = (short) (prefixLength | (ipv6 ? IPV6 : 0));
            sets[size++] = set;
        }

        RouteChanges build() {
            return new RouteChanges(this);
        }
    }
}
