package io.barewire.rib;

import java.util.Arrays;

/// A set of small numbers: a bit each, and above every 64 words a word that says which of them are not zero, so that
/// the few in a large range are found quickly.
final class NumberSet {
    private long[] words = new long[0];
    private long[] summary = new long[0];
    private int size;

    /// False when it was there already.
    boolean add(int number) {
        int word = number >>> 6;
        if (word >= words.length) {
            words = Arrays.copyOf(words, Math.max(word + 1, words.length * 3 / 2));
            summary = Arrays.copyOf(summary, (words.length + 63) >>> 6);
        }
        long bit = 1L << number;
        if ((words[word] & bit) != 0) {
            return false;
        }
        words[word] |= bit;
        summary[word >>> 6] |= 1L << word;
        size++;
        return true;
    }

    /// False when it was not there.
    boolean remove(int number) {
        int word = number >>> 6;
        long bit = 1L << number;
        if (word >= words.length || (words[word] & bit) == 0) {
            return false;
        }
        words[word] &= ~bit;
        if (words[word] == 0) {
            summary[word >>> 6] &= ~(1L << word);
        }
        if (--size == 0) {
            words = new long[0];
            summary = new long[0];
        }
        return true;
    }

    boolean contains(int number) {
        int word = number >>> 6;
        return word < words.length && (words[word] & 1L << number) != 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// The smallest number from `from` on, or -1.
    int next(int from) {
        int word = from >>> 6;
        if (word >= words.length) {
            return -1;
        }
        long rest = words[word] & -1L << from;
        if (rest != 0) {
            return word << 6 | Long.numberOfTrailingZeros(rest);
        }
        word++;
        for (int group = word >>> 6; group < summary.length; group++) {
            long groups = group == word >>> 6 ? summary[group] & -1L << word : summary[group];
            if (groups != 0) {
                int found = group << 6 | Long.numberOfTrailingZeros(groups);
                return found << 6 | Long.numberOfTrailingZeros(words[found]);
            }
        }
        return -1;
    }

    NumberSet copy() {
        NumberSet copy = new NumberSet();
        copy.words = words.clone();
        copy.summary = summary.clone();
        copy.size = size;
        return copy;
    }

    long estimatedOctets() {
        return 8L * (words.length + summary.length);
    }
}
