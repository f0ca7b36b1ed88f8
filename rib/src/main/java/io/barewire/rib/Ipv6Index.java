package io.barewire.rib;

import io.barewire.wire.SecretHash;
import java.util.Arrays;

/// IPv6 prefixes by hash: an open table of numbers alone, because the keys are in the [PrefixTable]'s columns. Half
/// full at most, that is 8 to 16 octets a prefix. Neither the dense ranges that clusters have nor prefixes that a
/// peer chooses make it slower.
final class Ipv6Index implements PrefixIndex {
    private static final int FREE = -1;
    private static final int SMALLEST = 64;

    private final PrefixTable keys;
    private int[] slots = free(SMALLEST);
    private int size;

    Ipv6Index(PrefixTable keys) {
        this.keys = keys;
    }

    @Override
    public int find(long high, long low, int length) {
        for (int at = start(high, low, length); slots[at] != FREE; at = at + 1 & slots.length - 1) {
            int number = slots[at];
            if (keys.high(number) == high && keys.low(number) == low && keys.length(number) == length) {
                return number;
            }
        }
        return -1;
    }

    @Override
    public int findOrAdd(long high, long low, int length, int free) {
        int known = find(high, low, length);
        if (known >= 0) {
            return known;
        }
        if (++size * 2 > slots.length) {
            resize(slots.length * 2);
        }
        put(start(high, low, length), free);
        return free;
    }

    @Override
    public void remove(long high, long low, int length) {
        int mask = slots.length - 1;
        int at = start(high, low, length);
        while (keys.high(slots[at]) != high || keys.low(slots[at]) != low || keys.length(slots[at]) != length) {
            at = at + 1 & mask;
        }
        // Close the gap: whatever could no longer be reached over it moves into it.
        int gap = at;
        for (int next = gap + 1 & mask; slots[next] != FREE; next = next + 1 & mask) {
            int home = start(slots[next]);
            if ((next - home & mask) >= (next - gap & mask)) {
                slots[gap] = slots[next];
                gap = next;
            }
        }
        slots[gap] = FREE;
        if (--size * 8 < slots.length && slots.length > SMALLEST) {
            resize(slots.length / 2);
        }
    }

    @Override
    public long estimatedOctets() {
        return 16 + 4L * slots.length;
    }

    private void resize(int capacity) {
        int[] old = slots;
        slots = free(capacity);
        for (int number : old) {
            if (number != FREE) {
                put(start(number), number);
            }
        }
    }

    private void put(int start, int number) {
        int at = start;
        while (slots[at] != FREE) {
            at = at + 1 & slots.length - 1;
        }
        slots[at] = number;
    }

    private int start(int number) {
        return start(keys.high(number), keys.low(number), keys.length(number));
    }

    private int start(long high, long low, int length) {
        return SecretHash.OF_THIS_PROCESS.of(high, low, length) & slots.length - 1;
    }

    private static int[] free(int capacity) {
        int[] slots = new int[capacity];
        Arrays.fill(slots, FREE);
        return slots;
    }
}
