package io.barewire.rib;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// IPv4 prefixes by their first 16 bits. Each of the 65536 buckets is one sorted array of pairs: a key made of the
/// other 16 bits and the length, and the number. That is about ten octets for each prefix of an Internet table, and a
/// binary search in one or two cache lines. What comes in one message mostly goes into one bucket, so the last one is
/// remembered.
///
/// A bucket that becomes dense, as the /16 of a cluster with a /32 for each pod does, would make inserting quadratic:
/// above 1024 entries it is split by the next 8 bits, and then no part can have more than 535.
final class Ipv4Index implements PrefixIndex {
    static final int SPLIT_ABOVE = 1024;

    private final @Nullable Bucket[] @Nullable [] pages = new @Nullable Bucket[256] @Nullable [];
    private @Nullable Bucket last;
    private int lastTop = -1;

    @Override
    public int find(long high, long low, int length) {
        Bucket bucket = bucket(high);
        if (bucket == null) {
            return -1;
        }
        int key = key(high, length);
        return bucket.part(key).find(key);
    }

    @Override
    public int findOrAdd(long high, long low, int length, int free) {
        Bucket bucket = bucket(high);
        if (bucket == null) {
            bucket = addBucket(high);
        }
        int key = key(high, length);
        int number = bucket.part(key).findOrAdd(key, free);
        if (number == free) {
            bucket.all++;
            if (bucket.parts == null && bucket.size > SPLIT_ABOVE) {
                bucket.split();
            }
        }
        return number;
    }

    @Override
    public void remove(long high, long low, int length) {
        @Nullable Bucket[] buckets = pages[(int) (high >>> 56)];
        Bucket bucket = bucket(high);
        if (buckets == null || bucket == null) {
            throw new IllegalStateException("not in the index");
        }
        int key = key(high, length);
        bucket.part(key).remove(key);
        if (--bucket.all == 0) {
            buckets[(int) (high >>> 48) & 0xFF] = null;
            lastTop = -1;
        } else if (bucket.parts != null && bucket.all < SPLIT_ABOVE / 4) {
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
        int top = (int) (high >>> 48);
        if (top == lastTop) {
            return last;
        }
        @Nullable Bucket[] page = pages[top >>> 8];
        Bucket bucket = page == null ? null : page[top & 0xFF];
        if (bucket != null) {
            last = bucket;
            lastTop = top;
        }
        return bucket;
    }

    private Bucket addBucket(long high) {
        int top = (int) (high >>> 48);
        @Nullable Bucket[] page = pages[top >>> 8];
        if (page == null) {
            page = new @Nullable Bucket[256];
            pages[top >>> 8] = page;
        }
        Bucket bucket = new Bucket();
        page[top & 0xFF] = bucket;
        return bucket;
    }

    /// The lower 16 bits of the address, then the length: ascending keys are ascending prefixes.
    private static int key(long high, int length) {
        return ((int) (high >>> 32) & 0xFFFF) << 6 | length;
    }

    /// The entries themselves, until they are split into parts.
    private static final class Bucket extends Entries {
        private Entries @Nullable [] parts;
        private int all;

        Entries part(int key) {
            return parts == null ? this : parts[key >>> 14];
        }

        void split() {
            Entries[] split = new Entries[256];
            Arrays.setAll(split, _ -> new Entries());
            moveTo(key -> split[key >>> 14]);
            parts = split;
        }

        void join() {
            Entries[] joined = parts;
            parts = null;
            if (joined != null) {
                for (Entries part : joined) {
                    part.moveTo(_ -> this);
                }
            }
        }

        @Override
        long estimatedOctets() {
            long octets = 8 + super.estimatedOctets();
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
    private static class Entries {
        private static final int[] NONE = new int[0];

        private int[] pairs = NONE;
        int size;

        final int find(int key) {
            int at = search(key);
            return at < 0 ? -1 : pairs[2 * at + 1];
        }

        final int findOrAdd(int key, int free) {
            int found = search(key);
            if (found >= 0) {
                return pairs[2 * found + 1];
            }
            int at = -found - 1;
            if (2 * size == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * (size + 2 + size / 2));
            }
            if (at < size) {
                System.arraycopy(pairs, 2 * at, pairs, 2 * at + 2, 2 * (size - at));
            }
            pairs[2 * at] = key;
            pairs[2 * at + 1] = free;
            size++;
            return free;
        }

        final void remove(int key) {
            int at = search(key);
            size--;
            System.arraycopy(pairs, 2 * at + 2, pairs, 2 * at, 2 * (size - at));
            if (pairs.length > 4 * (size + 1)) {
                pairs = size == 0 ? NONE : Arrays.copyOf(pairs, 2 * size);
            }
        }

        /// Leaves nothing here.
        final void moveTo(IntFunction<Entries> target) {
            int[] moved = pairs;
            int end = 2 * size;
            pairs = NONE;
            size = 0;
            for (int i = 0; i < end; i += 2) {
                target.apply(moved[i]).findOrAdd(moved[i], moved[i + 1]);
            }
        }

        /// As [Arrays#binarySearch]: `-(insertion point) - 1` when absent.
        private int search(int key) {
            int[] keys = pairs;
            int low = 0;
            int high = size - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int found = keys[2 * middle];
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
