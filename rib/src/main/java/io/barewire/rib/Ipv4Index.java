package io.barewire.rib;

import java.util.Arrays;

/// IPv4 prefixes by their first 16 bits. Each of the 65536 buckets is one sorted run of pairs: a key made of the other
/// 16 bits and the length, and the number. That is about ten octets for each prefix of an Internet table, and a binary
/// search in one or two cache lines. Runs are in [IntRuns]: an object for each would be found dirty by every young
/// collection while a table comes in.
///
/// A bucket that becomes dense, as the /16 of a cluster with a /32 for each pod does, would make inserting quadratic:
/// above 1024 entries it is split by the next 8 bits, and then no part can have more than 535.
final class Ipv4Index implements PrefixIndex {
    static final int SPLIT_ABOVE = 1024;

    private static final int[] NO_BUCKETS = new int[0];
    private static final int BUCKETS = 256;
    /// Of a bucket: where its run is, or of a split one the number of its parts; then how many pairs it has, and above
    /// them the size of its run.
    private static final int WIDTH = 2;
    private static final int SIZE_SHIFT = 16;
    private static final int COUNT = (1 << SIZE_SHIFT) - 1;
    private static final int SPLIT = -1;
    /// Behind the parts of a split bucket: how many pairs they have together.
    private static final int ALL = WIDTH * BUCKETS;

    /// By the first octet of the address; in it, a bucket for each second octet.
    private final int[][] buckets = new int[BUCKETS][];
    private final IntRuns runs = new IntRuns();
    /// The parts of split buckets, by the third octet.
    private int[][] parts = new int[0][];

    Ipv4Index() {
        Arrays.fill(buckets, NO_BUCKETS);
    }

    @Override
    public int find(long high, long low, int length) {
        int[] in = buckets[(int) (high >>> 56)];
        if (in.length == 0) {
            return -1;
        }
        int key = key(high, length);
        int at = second(high);
        if (in[at + 1] == SPLIT) {
            in = parts[in[at]];
            at = third(key);
        }
        int[] pairs = runs.slab(in[at]);
        int place = search(pairs, IntRuns.offset(in[at]), in[at + 1] & COUNT, key);
        return place < 0 ? -1 : pairs[place + 1];
    }

    @Override
    public int findOrAdd(long high, long low, int length, int free) {
        int first = (int) (high >>> 56);
        if (buckets[first].length == 0) {
            buckets[first] = new int[WIDTH * BUCKETS];
        }
        int[] bucket = buckets[first];
        int at = second(high);
        int key = key(high, length);
        if (bucket[at + 1] != SPLIT) {
            int number = findOrAdd(bucket, at, key, free);
            if (number == free && (bucket[at + 1] & COUNT) > SPLIT_ABOVE) {
                split(bucket, at);
            }
            return number;
        }
        int[] in = parts[bucket[at]];
        int number = findOrAdd(in, third(key), key, free);
        if (number == free) {
            in[ALL]++;
        }
        return number;
    }

    private int findOrAdd(int[] in, int at, int key, int free) {
        int[] pairs = runs.slab(in[at]);
        int start = IntRuns.offset(in[at]);
        int count = in[at + 1] & COUNT;
        int place = search(pairs, start, count, key);
        if (place >= 0) {
            return pairs[place + 1];
        }
        int before = -place - 1 - start;
        if (2 * count == IntRuns.length(in[at + 1] >>> SIZE_SHIFT)) {
            resize(in, at, (in[at + 1] >>> SIZE_SHIFT) + 1);
            pairs = runs.slab(in[at]);
            start = IntRuns.offset(in[at]);
        }
        int to = start + before;
        System.arraycopy(pairs, to, pairs, to + 2, 2 * count - before);
        pairs[to] = key;
        pairs[to + 1] = free;
        in[at + 1]++;
        return free;
    }

    @Override
    public void remove(long high, long low, int length) {
        int[] bucket = buckets[(int) (high >>> 56)];
        int at = second(high);
        int key = key(high, length);
        if (bucket[at + 1] != SPLIT) {
            remove(bucket, at, key);
            return;
        }
        int[] in = parts[bucket[at]];
        remove(in, third(key), key);
        if (--in[ALL] < SPLIT_ABOVE / 4) {
            join(bucket, at);
        }
    }

    private void remove(int[] in, int at, int key) {
        int[] pairs = runs.slab(in[at]);
        int start = IntRuns.offset(in[at]);
        int count = in[at + 1] & COUNT;
        int place = search(pairs, start, count, key);
        if (place < 0) {
            throw new IllegalStateException("not in the index");
        }
        System.arraycopy(pairs, place + 2, pairs, place, start + 2 * count - place - 2);
        in[at + 1]--;
        int size = in[at + 1] >>> SIZE_SHIFT;
        int few = size == 1 ? 0 : IntRuns.length(size) / 4;
        if (count - 1 <= few) {
            resize(in, at, size - 1);
        }
    }

    /// Moves a bucket's pairs into a run of another size.
    private void resize(int[] in, int at, int size) {
        int count = in[at + 1] & COUNT;
        int to = 0;
        if (size > 0) {
            to = runs.allocate(size);
            int from = in[at];
            System.arraycopy(runs.slab(from), IntRuns.offset(from), runs.slab(to), IntRuns.offset(to), 2 * count);
        }
        free(in[at], in[at + 1]);
        in[at] = to;
        in[at + 1] = size << SIZE_SHIFT | count;
    }

    private void free(int run, int sizeAndCount) {
        if (sizeAndCount >>> SIZE_SHIFT > 0) {
            runs.free(run, sizeAndCount >>> SIZE_SHIFT);
        }
    }

    private void split(int[] bucket, int at) {
        int[] split = new int[ALL + 1];
        split[ALL] = bucket[at + 1] & COUNT;
        int[] pairs = takeOut(bucket, at);
        for (int i = 0; i < pairs.length; i += 2) {
            findOrAdd(split, third(pairs[i]), pairs[i], pairs[i + 1]);
        }
        int number = 0;
        while (number < parts.length && parts[number].length > 0) {
            number++;
        }
        if (number == parts.length) {
            parts = Arrays.copyOf(parts, number + 1 + number / 2);
            Arrays.fill(parts, number, parts.length, NO_BUCKETS);
        }
        parts[number] = split;
        bucket[at] = number;
        bucket[at + 1] = SPLIT;
    }

    private void join(int[] bucket, int at) {
        int[] split = parts[bucket[at]];
        parts[bucket[at]] = NO_BUCKETS;
        bucket[at] = 0;
        bucket[at + 1] = 0;
        for (int part = 0; part < ALL; part += WIDTH) {
            int[] pairs = takeOut(split, part);
            for (int i = 0; i < pairs.length; i += 2) {
                findOrAdd(bucket, at, pairs[i], pairs[i + 1]);
            }
        }
    }

    /// Leaves nothing in a bucket.
    private int[] takeOut(int[] in, int at) {
        int start = IntRuns.offset(in[at]);
        int[] pairs = Arrays.copyOfRange(runs.slab(in[at]), start, start + 2 * (in[at + 1] & COUNT));
        free(in[at], in[at + 1]);
        in[at] = 0;
        in[at + 1] = 0;
        return pairs;
    }

    @Override
    public long estimatedOctets() {
        long octets = 16 + 4 * BUCKETS + runs.estimatedOctets();
        for (int[] row : buckets) {
            octets += row.length == 0 ? 0 : 16 + 4L * row.length;
        }
        for (int[] split : parts) {
            octets += 4 + (split.length == 0 ? 0 : 16 + 4L * split.length);
        }
        return octets;
    }

    /// Where the bucket of the second octet is among those of the first.
    private static int second(long high) {
        return (int) (high >>> 48 & 0xFF) * WIDTH;
    }

    /// Where the part of the third octet is among those of a split bucket.
    private static int third(int key) {
        return (key >>> 14) * WIDTH;
    }

    /// The lower 16 bits of the address, then the length: ascending keys are ascending prefixes.
    private static int key(long high, int length) {
        return ((int) (high >>> 32) & 0xFFFF) << 6 | length;
    }

    /// Where the key is among `count` pairs, or as [Arrays#binarySearch]: `-(insertion point) - 1`.
    private static int search(int[] pairs, int start, int count, int key) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = pairs[start + 2 * middle];
            if (found < key) {
                low = middle + 1;
            } else if (found > key) {
                high = middle - 1;
            } else {
                return start + 2 * middle;
            }
        }
        return -(start + 2 * low) - 1;
    }
}
