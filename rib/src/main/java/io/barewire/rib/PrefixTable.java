package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.Arrays;

/// Gives every prefix of a family that anybody cares for a small number, by which all columns of the tables are
/// indexed, and takes the number back when the last hold on it is released. A hold is a path, an origination, a mark
/// in a set of changed prefixes, a word told to peers: whatever would be wrong if the number meant another prefix.
final class PrefixTable {
    private static final int FIRST_CAPACITY = 64;

    private final AddressFamily family;
    private PrefixIndex index;
    private int[] ipv4 = new int[0];
    private long[] high = new long[0];
    private long[] low = new long[0];
    private byte[] length = new byte[0];
    /// Of a free number: the next free one, as `-2 - number`; -1 ends the list.
    private int[] holds = new int[0];
    private int used;
    private int firstFree = -1;
    private int size;

    PrefixTable(AddressFamily family) {
        this.family = family;
        this.index = newIndex();
    }

    /// The number of a prefix, or -1.
    int find(long high, long low, int length) {
        return index.find(high, low, length);
    }

    /// The number of a prefix, new if need be. It stays only if a [#hold] follows.
    int findOrAdd(long high, long low, int length) {
        int number = index.find(high, low, length);
        return number >= 0 ? number : add(high, low, length);
    }

    private int add(long prefixHigh, long prefixLow, int prefixLength) {
        int number = firstFree;
        if (number >= 0) {
            firstFree = -2 - holds[number];
        } else {
            number = used++;
            if (number == length.length) {
                grow(Math.max(FIRST_CAPACITY, number + number / 2));
            }
        }
        switch (family) {
            case IPV4 -> ipv4[number] = (int) (prefixHigh >>> 32);
            case IPV6 -> {
                high[number] = prefixHigh;
                low[number] = prefixLow;
            }
        }
        length[number] = (byte) prefixLength;
        holds[number] = 0;
        size++;
        index.add(prefixHigh, prefixLow, prefixLength, number);
        return number;
    }

    void hold(int number) {
        holds[number]++;
    }

    void release(int number) {
        if (--holds[number] == 0) {
            index.remove(high(number), low(number), length(number));
            holds[number] = -2 - firstFree;
            firstFree = number;
            if (--size == 0) {
                clear();
            }
        }
    }

    /// Numbers are below this.
    int bound() {
        return used;
    }

    boolean isUsed(int number) {
        return holds[number] > 0;
    }

    int size() {
        return size;
    }

    AddressFamily family() {
        return family;
    }

    long high(int number) {
        return family == AddressFamily.IPV4 ? (long) ipv4[number] << 32 : high[number];
    }

    long low(int number) {
        return family == AddressFamily.IPV4 ? 0 : low[number];
    }

    int length(int number) {
        return length[number] & 0xFF;
    }

    Prefix prefix(int number) {
        return new Prefix(family, high(number), low(number), length(number));
    }

    long estimatedOctets() {
        return index.estimatedOctets() + (family == AddressFamily.IPV4 ? 9L : 21L) * length.length;
    }

    private PrefixIndex newIndex() {
        return switch (family) {
            case IPV4 -> new Ipv4Index();
            case IPV6 -> new Ipv6Index(this);
        };
    }

    private void grow(int capacity) {
        switch (family) {
            case IPV4 -> ipv4 = Arrays.copyOf(ipv4, capacity);
            case IPV6 -> {
                high = Arrays.copyOf(high, capacity);
                low = Arrays.copyOf(low, capacity);
            }
        }
        length = Arrays.copyOf(length, capacity);
        holds = Arrays.copyOf(holds, capacity);
    }

    private void clear() {
        index = newIndex();
        ipv4 = new int[0];
        high = new long[0];
        low = new long[0];
        length = new byte[0];
        holds = new int[0];
        used = 0;
        firstFree = -1;
    }
}
