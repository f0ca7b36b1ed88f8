package io.barewire.rib;

import java.util.Arrays;

/// A column of ints by number, zero where nothing was set. Pages exist only where something is not zero, so a peer with
/// one path in a table of a million costs one page.
final class PagedInts {
    private static final int PAGE_BITS = 6;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int[] EMPTY = new int[PAGE];
    private static final int[][] NO_PAGES = {};
    private static final short[] NONE_USED = {};

    private int[][] pages = NO_PAGES;
    private short[] used = NONE_USED;
    private int count;

    int get(int index) {
        int page = index >>> PAGE_BITS;
        return page < pages.length ? pages[page][index & (PAGE - 1)] : 0;
    }

    void set(int index, int value) {
        exchange(index, value);
    }

    /// Sets a value, not zero, where nothing was set.
    ///
    /// @return false where something was
    boolean setFirst(int index, int value) {
        int page = index >>> PAGE_BITS;
        if (page >= pages.length) {
            grow(page);
        }
        int at = index & (PAGE - 1);
        int[] values = pages[page];
        if (values[at] != 0) {
            return false;
        }
        if (used[page]++ == 0) {
            values = new int[PAGE];
            pages[page] = values;
        }
        values[at] = value;
        count++;
        return true;
    }

    /// Sets a value.
    ///
    /// @return the one before
    int exchange(int index, int value) {
        int page = index >>> PAGE_BITS;
        if (page >= pages.length) {
            if (value == 0) {
                return 0;
            }
            grow(page);
        }
        int at = index & (PAGE - 1);
        int old = pages[page][at];
        if (old == value) {
            return old;
        }
        if (used[page] == 0) {
            pages[page] = new int[PAGE];
        }
        pages[page][at] = value;
        if (old == 0) {
            used[page]++;
            count++;
        } else if (value == 0) {
            count--;
            if (--used[page] == 0) {
                pages[page] = EMPTY;
                if (count == 0) {
                    pages = NO_PAGES;
                    used = NONE_USED;
                }
            }
        }
        return old;
    }

    /// How many are not zero.
    int count() {
        return count;
    }

    /// The first index from `from` on whose value is not zero, or -1.
    int next(int from) {
        for (int page = from >>> PAGE_BITS; page < pages.length; page++) {
            if (used[page] > 0) {
                int at = page == from >>> PAGE_BITS ? from & (PAGE - 1) : 0;
                for (; at < PAGE; at++) {
                    if (pages[page][at] != 0) {
                        return page << PAGE_BITS | at;
                    }
                }
            }
        }
        return -1;
    }

    PagedInts copy() {
        PagedInts copy = new PagedInts();
        copy.pages = pages.clone();
        copy.used = used.clone();
        copy.count = count;
        for (int page = 0; page < pages.length; page++) {
            if (used[page] > 0) {
                copy.pages[page] = pages[page].clone();
            }
        }
        return copy;
    }

    boolean sameAs(PagedInts other) {
        if (count != other.count) {
            return false;
        }
        for (int page = 0; page < pages.length; page++) {
            if (!Arrays.equals(pages[page], page < other.pages.length ? other.pages[page] : EMPTY)) {
                return false;
            }
        }
        return true; // with equal counts, nothing can be left in the other's further pages
    }

    long estimatedOctets() {
        long octets = 6L * pages.length;
        for (short inPage : used) {
            octets += inPage > 0 ? 16 + 4 * PAGE : 0;
        }
        return octets;
    }

    private void grow(int page) {
        int from = pages.length;
        int to = Math.max(page + 1, from + (from >>> 1));
        pages = Arrays.copyOf(pages, to);
        used = Arrays.copyOf(used, to);
        Arrays.fill(pages, from, to, EMPTY);
    }
}
