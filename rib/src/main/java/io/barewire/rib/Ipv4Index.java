package io.barewire.rib;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// IPv4 prefixes by their first 16 bits. Each of the 65536 buckets is one sorted array of pairs: a key made of the
/// other
/// 16 bits and the length, and the number. That is about ten octets for each prefix of an Internet table, and a binary
/// search in one or two cache lines.
///
/// A bucket that becomes dense, as the /16 of a cluster with a /32 for each pod does, would make inserting quadratic:
/// above 1024 entries it is split by the next 8 bits, and then no part can have more than 535.
final class Ipv4Index implements PrefixIndex {
    static final int SPLIT_ABOVE = 1024;

    private final @Nullable Bucket[] @Nullable [] pages = new @Nullable Bucket[256] @Nullable [];

    @Override
    public int find(long high, long low, int length) {
        Bucket bucket = bucket(high);
        return bucket == null ? -1 : bucket.part(key(high, length)).find(key(high, length));
    }

    @Override
    public void add(long high, long low, int length, int number) {
        int page = (int) (high >>> 56);
        @Nullable Bucket[] buckets = pages[page];
        if (buckets == null) {
            buckets = new @Nullable Bucket[256];
            pages[page] = buckets;
        }
        int at = (int) (high >>> 48) & 0xFF;
        Bucket bucket = buckets[at];
        if (bucket == null) {
            bucket = new Bucket();
            buckets[at] = bucket;
        }
        int key = key(high, length);
        bucket.size++;
        bucket.part(key).add(key, number);
        if (bucket.parts == null && bucket.entries.size > SPLIT_ABOVE) {
            bucket.split();
        }
    }

    @Override
    public void remove(long high, long low, int length) {
        @Nullable Bucket[] buckets = pages[(int) (high >>> 56)];
        Bucket bucket = bucket(high);
        if (buckets == null || bucket == null) {
            throw new IllegalStateException("not in the index");
        }
        bucket.part(key(high, length)).remove(key(high, length));
        if (--bucket.size == 0) {
            buckets[(int) (high >>> 48) & 0xFF] = null;
        } else if (bucket.parts != null && bucket.size < SPLIT_ABOVE / 4) {
            bucket.join();
        }
    }

    @Override
    public long estimatedOctets() {
        long octets = 16 + 4 * 256;
        for (@Nullable Bucket[] page : pages) {
            if (page != null) {
                octets += 16 + 4 * 256;
                for (@Nullable Bucket bucket : page) {
                    octets += bucket == null ? 0 : bucket.estimatedOctets();
                }
            }
        }
        return octets;
    }

    private @Nullable Bucket bucket(long high) {
        @Nullable Bucket[] page = pages[(int) (high >>> 56)];
        return page == null ? null : page[(int) (high >>> 48) & 0xFF];
    }

    /// The lower 16 bits of the address, then the length: ascending keys are ascending prefixes.
    private static int key(long high, int length) {
        return ((int) (high >>> 32) & 0xFFFF) << 6 | length;
    }

    private static final class Bucket {
        private Entries entries = new Entries();
        private Entries @Nullable [] parts;
        private int size;

        Entries part(int key) {
            return parts == null ? entries : parts[key >>> 14];
        }

        void split() {
            Entries[] split = new Entries[256];
            Arrays.setAll(split, _ -> new Entries());
            for (int i = 0; i < entries.size; i++) {
                int key = entries.pairs[2 * i];
                split[key >>> 14].add(key, entries.pairs[2 * i + 1]);
            }
            parts = split;
            entries = new Entries();
        }

        void join() {
            if (parts != null) {
                for (Entries part : parts) {
                    for (int i = 0; i < part.size; i++) {
                        entries.add(part.pairs[2 * i], part.pairs[2 * i + 1]);
                    }
                }
                parts = null;
            }
        }

        long estimatedOctets() {
            long octets = 32 + entries.estimatedOctets();
            if (parts != null) {
                octets += 16 + 4 * 256;
                for (Entries part : parts) {
                    octets += part.estimatedOctets();
                }
            }
            return octets;
        }
    }

    /// Pairs of key and number, sorted by key.
    private static final class Entries {
        private static final int[] NONE = new int[0];

        private int[] pairs = NONE;
        private int size;

        int find(int key) {
            int at = search(key);
            return at < 0 ? -1 : pairs[2 * at + 1];
        }

        void add(int key, int number) {
            int at = -search(key) - 1;
            if (2 * size == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * (size + 1 + size / 2));
            }
            System.arraycopy(pairs, 2 * at, pairs, 2 * at + 2, 2 * (size - at));
            pairs[2 * at] = key;
            pairs[2 * at + 1] = number;
            size++;
        }

        void remove(int key) {
            int at = search(key);
            size--;
            System.arraycopy(pairs, 2 * at + 2, pairs, 2 * at, 2 * (size - at));
            if (pairs.length > 4 * size) {
                pairs = size == 0 ? NONE : Arrays.copyOf(pairs, 2 * size);
            }
        }

        /// As [Arrays#binarySearch]: `-(insertion point) - 1` when absent.
        private int search(int key) {
            int low = 0;
            int high = size - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int found = pairs[2 * middle];
                if (found < key) {
                    low = middle + 1;
                } else if (found > key) {
                    high = middle - 1;
                } else {
                    return middle;
                }
            }
            return -low - 1;
        }

        long estimatedOctets() {
            return 24 + (pairs.length == 0 ? 0 : 16 + 4L * pairs.length);
        }
    }
}
