package io.barewire.rib;

import java.util.Arrays;

/// A set of small numbers: a bit each in pages of 4096, which exist only where there are numbers, and above each page a
/// word that says which of its words are not zero, so that the few in a large range are found quickly.
final class NumberSet {
    private static final int PAGE_BITS = 12;
    private static final int WORDS = 1 << (PAGE_BITS - 6);
    private static final long[] EMPTY = new long[WORDS];
    private static final long[][] NO_PAGES = {};
    private static final long[] NO_SUMMARY = {};

    private long[][] pages = NO_PAGES;
    private long[] summary = NO_SUMMARY;
    private int size;

    /// False when it was there already.
    boolean add(int number) {
        int page = number >>> PAGE_BITS;
        if (page >= pages.length) {
            grow(page + 1 + page / 2);
        }
        int word = word(number);
        long bit = 1L << number;
        if ((pages[page][word] & bit) != 0) {
            return false;
        }
        if (summary[page] == 0) {
            pages[page] = new long[WORDS];
        }
        pages[page][word] |= bit;
        summary[page] |= 1L << word;
        size++;
        return true;
    }

    /// False when it was not there.
    boolean remove(int number) {
        int page = number >>> PAGE_BITS;
        int word = word(number);
        long bit = 1L << number;
        if (page >= pages.length || (pages[page][word] & bit) == 0) {
            return false;
        }
        size--;
        leave(page, word, pages[page][word] & ~bit);
        return true;
    }

    boolean contains(int number) {
        int page = number >>> PAGE_BITS;
        return page < pages.length && (pages[page][word(number)] & (1L << number)) != 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// The smallest number from `from` on, or -1.
    int next(int from) {
        if (size == 0) {
            return -1;
        }
        int page = from >>> PAGE_BITS;
        if (page >= pages.length) {
            return -1;
        }
        int word = word(from);
        long rest = pages[page][word] & (-1L << from);
        if (rest != 0) {
            return number(page, word, rest);
        }
        long words = word == WORDS - 1 ? 0 : summary[page] & (-1L << (word + 1));
        while (words == 0) {
            if (++page == pages.length) {
                return -1;
            }
            words = summary[page];
        }
        word = Long.numberOfTrailingZeros(words);
        return number(page, word, pages[page][word]);
    }

    /// Removes the smallest numbers from `from` on, as many as there is room for.
    ///
    /// @param taken where they go, ascending
    /// @return how many
    int take(int from, int[] taken, int most) {
        int count = 0;
        for (int number = next(from); number >= 0 && count < most; number = next(number)) {
            int page = number >>> PAGE_BITS;
            int word = word(number);
            long left = pages[page][word];
            long bits = left & (-1L << number);
            int first = number & ~63;
            do {
                taken[count++] = first | Long.numberOfTrailingZeros(bits);
                left &= ~(bits & -bits);
                bits &= bits - 1;
                size--;
            } while (bits != 0 && count < most);
            leave(page, word, left);
        }
        return count;
    }

    /// Leaves these bits in a word, and nothing of a page where there is nothing left.
    private void leave(int page, int word, long left) {
        pages[page][word] = left;
        if (left == 0) {
            summary[page] &= ~(1L << word);
            if (summary[page] == 0) {
                pages[page] = EMPTY;
            }
        }
        if (size == 0) {
            pages = NO_PAGES;
            summary = NO_SUMMARY;
        }
    }

    NumberSet copy() {
        NumberSet copy = new NumberSet();
        copy.pages = pages.clone();
        for (int page = 0; page < pages.length; page++) {
            if (summary[page] != 0) {
                copy.pages[page] = pages[page].clone();
            }
        }
        copy.summary = summary.clone();
        copy.size = size;
        return copy;
    }

    long estimatedOctets() {
        long octets = 12L * pages.length;
        for (long words : summary) {
            octets += words == 0 ? 0 : 16 + 8 * WORDS;
        }
        return octets;
    }

    private void grow(int capacity) {
        int from = pages.length;
        pages = Arrays.copyOf(pages, capacity);
        Arrays.fill(pages, from, capacity, EMPTY);
        summary = Arrays.copyOf(summary, capacity);
    }

    private static int word(int number) {
        return (number >>> 6) & (WORDS - 1);
    }

    /// The lowest of the numbers whose bits are in a word.
    private static int number(int page, int word, long bits) {
        return (page << PAGE_BITS) | (word << 6) | Long.numberOfTrailingZeros(bits);
    }
}
