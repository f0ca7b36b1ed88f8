package io.barewire.rib;

import java.util.Arrays;

/// Keeps runs of ints, of a few sizes, and gives each an address. A slab has runs of one size; when none of them is in
/// use it serves any size. So what would be a hundred thousand small arrays that grow is a few large ones: the
/// collector has nothing to follow, and what a run leaves behind is taken by the next one.
final class IntRuns {
    /// How long runs are. Addresses come with a place in this list; the first is that of no run.
    private static final int[] LENGTHS = {
        0, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072
    };

    private static final int SLAB_BITS = 10;
    private static final int SLAB = 1 << SLAB_BITS;
    private static final int[] GONE = new int[0];
    private static final int NONE = -1;

    private int[][] slabs = {GONE};
    /// Of each slab: how many runs are in use; where the first free one is, which says where the next is; and its
    /// neighbors among the slabs of its size with free runs.
    private int[] inUse = new int[1];

    private int[] firstFree = new int[1];
    private int[] next = new int[1];
    private int[] previous = new int[1];
    /// By place in [#LENGTHS]: the first slab with a free run.
    private final int[] withRoom = new int[LENGTHS.length];
    /// Slabs without runs, chained by `next`: with their array, and without.
    private int idle = NONE;

    private int gone = NONE;
    private int idleSlabs;
    private int used;

    IntRuns() {
        Arrays.fill(withRoom, NONE);
    }

    /// How many ints a run has that was allocated with this size, a small number.
    static int length(int size) {
        return LENGTHS[size];
    }

    /// Takes a run; it has any content.
    ///
    /// @return its address: see [#slab] and [#offset]
    int allocate(int size) {
        int slab = withRoom[size];
        if (slab == NONE) {
            slab = begin(size);
        }
        int offset = firstFree[slab];
        firstFree[slab] = slabs[slab][offset];
        inUse[slab]++;
        if (firstFree[slab] == NONE) {
            unlink(slab, size);
        }
        return slab << SLAB_BITS | offset;
    }

    void free(int address, int size) {
        int slab = address >>> SLAB_BITS;
        if (firstFree[slab] == NONE) {
            link(slab, size);
        }
        slabs[slab][offset(address)] = firstFree[slab];
        firstFree[slab] = offset(address);
        if (--inUse[slab] == 0) {
            unlink(slab, size);
            end(slab);
        }
    }

    /// The ints among which a run is.
    int[] slab(int address) {
        return slabs[address >>> SLAB_BITS];
    }

    /// Where in its slab a run begins.
    static int offset(int address) {
        return address & SLAB - 1;
    }

    long estimatedOctets() {
        long octets = 20L * slabs.length;
        for (int slab = 0; slab < used; slab++) {
            octets += 16 + 4L * slabs[slab].length;
        }
        return octets;
    }

    /// A slab of free runs.
    private int begin(int size) {
        int slab;
        int length = LENGTHS[size];
        if (idle != NONE && length <= SLAB) {
            slab = idle;
            idle = next[slab];
            idleSlabs--;
        } else {
            slab = number();
            slabs[slab] = new int[Math.max(length, SLAB)];
        }
        int[] runs = slabs[slab];
        int last = (runs.length / length - 1) * length;
        for (int at = 0; at < last; at += length) {
            runs[at] = at + length;
        }
        runs[last] = NONE;
        firstFree[slab] = 0;
        link(slab, size);
        return slab;
    }

    private int number() {
        if (gone != NONE) {
            int slab = gone;
            gone = next[slab];
            return slab;
        }
        if (used == slabs.length) {
            int capacity = used + used / 2 + 4;
            slabs = Arrays.copyOf(slabs, capacity);
            inUse = Arrays.copyOf(inUse, capacity);
            firstFree = Arrays.copyOf(firstFree, capacity);
            next = Arrays.copyOf(next, capacity);
            previous = Arrays.copyOf(previous, capacity);
        }
        return used++;
    }

    /// Some slabs are kept for what grows; the rest goes back to the heap.
    private void end(int slab) {
        if (slabs[slab].length == SLAB && idleSlabs <= used / 8) {
            next[slab] = idle;
            idle = slab;
            idleSlabs++;
        } else {
            slabs[slab] = GONE;
            next[slab] = gone;
            gone = slab;
        }
    }

    private void link(int slab, int size) {
        int after = withRoom[size];
        next[slab] = after;
        previous[slab] = NONE;
        if (after != NONE) {
            previous[after] = slab;
        }
        withRoom[size] = slab;
    }

    private void unlink(int slab, int size) {
        int before = previous[slab];
        int after = next[slab];
        if (before == NONE) {
            withRoom[size] = after;
        } else {
            next[before] = after;
        }
        if (after != NONE) {
            previous[after] = before;
        }
    }
}
