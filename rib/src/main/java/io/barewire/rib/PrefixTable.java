package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Nlri;
import io.barewire.wire.Prefix;
import java.util.Arrays;

/// Gives every prefix of a family that anybody cares for a small number, by which all columns of the tables
/// are indexed, and takes the number back when the last hold on it is released. A hold is a path, an
/// origination, a mark in a set of changed prefixes, a word told to peers: whatever would be wrong if the
/// number meant another prefix.
///
/// Numbers are small, beginning with 0, and used again. Belongs to one thread.
public final class PrefixTable {
    private static final int PAGE_BITS = 8;
    private static final int PAGE = 1 << PAGE_BITS;

    /// The columns of so many numbers: a table that grows gets another page, and copies none.
    private static final class Page {
        final int[] ipv4;
        final long[] high;
        final long[] low;
        final byte[] length = new byte[PAGE];
        /// Of a free number: the next free one, as `-2 - number`; -1 ends the list.
        final int[] holds = new int[PAGE];

        Page(AddressFamily family) {
            boolean isIpv4 = family == AddressFamily.IPV4;
            ipv4 = new int[isIpv4 ? PAGE : 0];
            high = new long[isIpv4 ? 0 : PAGE];
            low = new long[isIpv4 ? 0 : PAGE];
        }
    }

    private final AddressFamily family;
    private PrefixIndex index;
    private Page[] pages = new Page[0];
    private int used;
    private int firstFree = -1;
    private int size;

    public PrefixTable(AddressFamily family) {
        this.family = family;
        this.index = newIndex();
    }

    /// The number of a prefix, or -1.
    public int find(long high, long low, int length) {
        return index.find(high, low, length);
    }

    /// The number of a prefix, new if need be. It stays only if a [#hold] follows.
    public int findOrAdd(long high, long low, int length) {
        int free = firstFree >= 0 ? firstFree : used;
        int number = index.findOrAdd(high, low, length, free);
        if (number == free) {
            take(free, high, low, length);
        }
        return number;
    }

    /// The same for all of these, in their order.
    ///
    /// @param numbers where they go
    void findOrAdd(Nlri nlri, int[] numbers) {
        int count = 0;
        for (Nlri.Cursor at = nlri.cursor(); at.next(); ) {
            numbers[count++] = findOrAdd(at.high(), at.low(), at.length());
        }
    }

    private void take(int number, long prefixHigh, long prefixLow, int prefixLength) {
        if (number == used) {
            used++;
            if (at(number) == 0) {
                addPage(number >>> PAGE_BITS);
            }
        } else {
            firstFree = -2 - page(number).holds[at(number)];
        }
        Page page = page(number);
        int at = at(number);
        switch (family) {
            case IPV4 -> page.ipv4[at] = (int) (prefixHigh >>> 32);
            case IPV6 -> {
                page.high[at] = prefixHigh;
                page.low[at] = prefixLow;
            }
        }
        page.length[at] = (byte) prefixLength;
        page.holds[at] = 0;
        size++;
    }

    /// One more reason to keep the number.
    public void hold(int number) {
        page(number).holds[at(number)]++;
    }

    /// Gives back a hold; with the last one the number is free.
    public void release(int number) {
        int[] holds = page(number).holds;
        if (--holds[at(number)] == 0) {
            index.remove(high(number), low(number), length(number));
            holds[at(number)] = -2 - firstFree;
            firstFree = number;
            if (--size == 0) {
                clear();
            }
        }
    }

    /// Numbers are below this.
    public int bound() {
        return used;
    }

    /// Whether a number below [#bound] has a hold on it.
    public boolean isUsed(int number) {
        return page(number).holds[at(number)] > 0;
    }

    /// Prefixes that have a number.
    public int size() {
        return size;
    }

    public AddressFamily family() {
        return family;
    }

    /// The address of a prefix as [Prefix] has it: the first 64 bits, left-aligned.
    public long high(int number) {
        return family == AddressFamily.IPV4
                ? (long) page(number).ipv4[at(number)] << 32
                : page(number).high[at(number)];
    }

    public long low(int number) {
        return family == AddressFamily.IPV4 ? 0 : page(number).low[at(number)];
    }

    public int length(int number) {
        return page(number).length[at(number)] & 0xFF;
    }

    /// As a value.
    public Prefix prefix(int number) {
        return new Prefix(family, high(number), low(number), length(number));
    }

    /// What it takes in memory, in octets.
    public long estimatedOctets() {
        return index.estimatedOctets() + (family == AddressFamily.IPV4 ? 9L : 21L) * used;
    }

    private PrefixIndex newIndex() {
        return switch (family) {
            case IPV4 -> new Ipv4Index();
            case IPV6 -> new Ipv6Index(this);
        };
    }

    private void addPage(int page) {
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, page + 1 + page / 2);
        }
        pages[page] = new Page(family);
    }

    private Page page(int number) {
        return pages[number >>> PAGE_BITS];
    }

    private static int at(int number) {
        return number & (PAGE - 1);
    }

    private void clear() {
        index = newIndex();
        pages = new Page[0];
        used = 0;
        firstFree = -1;
    }
}
