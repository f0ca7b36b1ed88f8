package io.barewire.rib;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Keeps runs of octets and gives each an address. Chunks are 256 KiB: one of a megabyte is a "humongous" object to
/// G1 and takes up to twice its size. Freed runs are used again for runs of the same size, rounded up to 16; chunks
/// in which nothing is left go back to the heap.
final class OctetArena {
    private static final int UNIT = 16;
    private static final int CHUNK_BITS = 18;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int UNITS_BITS = CHUNK_BITS - 4;
    private static final int FIRST_CHUNK = 4096;
    private static final byte[] GONE = new byte[0];
    private static final int NONE = -1;

    private final List<byte[]> chunks = new ArrayList<>();
    private int[] liveUnits = new int[4];
    private int[] freeRuns = new int[0];
    private int current = NONE;
    private int at;
    private int emptyChunks;

    /// Takes a run; write to it at [#offset] of [#chunk].
    int allocate(int length) {
        int units = units(length);
        if (units < freeRuns.length && freeRuns[units] != NONE) {
            int address = freeRuns[units];
            freeRuns[units] = nextFree(address);
            taken(address, units);
            return address;
        }
        int octets = units * UNIT;
        if (current == NONE || at + octets > CHUNK) {
            startChunk();
        }
        byte[] chunk = chunks.get(current);
        if (at + octets > chunk.length) {
            int larger = Math.max(at + octets, Math.max(FIRST_CHUNK, 2 * chunk.length));
            chunks.set(current, Arrays.copyOf(chunk, current == 0 ? Math.min(CHUNK, larger) : CHUNK));
        }
        int address = current << UNITS_BITS | at / UNIT;
        at += octets;
        taken(address, units);
        return address;
    }

    void free(int address, int length) {
        int units = units(length);
        if (units >= freeRuns.length) {
            int from = freeRuns.length;
            freeRuns = Arrays.copyOf(freeRuns, units + 1);
            Arrays.fill(freeRuns, from, units + 1, NONE);
        }
        setNextFree(address, freeRuns[units]);
        freeRuns[units] = address;
        int chunk = address >>> UNITS_BITS;
        liveUnits[chunk] -= units;
        if (liveUnits[chunk] == 0 && ++emptyChunks * 2 > chunks.size()) {
            giveBackEmptyChunks();
        }
    }

    byte[] chunk(int address) {
        return chunks.get(address >>> UNITS_BITS);
    }

    int offset(int address) {
        return (address & (1 << UNITS_BITS) - 1) * UNIT;
    }

    long estimatedOctets() {
        long octets = 4L * (freeRuns.length + liveUnits.length);
        for (byte[] chunk : chunks) {
            octets += 20 + chunk.length;
        }
        return octets;
    }

    private void taken(int address, int units) {
        int chunk = address >>> UNITS_BITS;
        if (liveUnits[chunk] == 0 && emptyChunks > 0) {
            emptyChunks--;
        }
        liveUnits[chunk] += units;
    }

    private void startChunk() {
        current = NONE;
        for (int i = 0; i < chunks.size() && current == NONE; i++) {
            if (chunks.get(i).length == 0) {
                current = i;
            }
        }
        if (current == NONE) {
            current = chunks.size();
            chunks.add(GONE);
            if (current == liveUnits.length) {
                liveUnits = Arrays.copyOf(liveUnits, 2 * current);
            }
        }
        at = 0;
        emptyChunks++; // until its first run is taken
    }

    private void giveBackEmptyChunks() {
        for (int units = 0; units < freeRuns.length; units++) {
            int kept = NONE;
            for (int run = freeRuns[units]; run != NONE; ) {
                int next = nextFree(run);
                if (liveUnits[run >>> UNITS_BITS] > 0) {
                    setNextFree(run, kept);
                    kept = run;
                }
                run = next;
            }
            freeRuns[units] = kept;
        }
        boolean anyLeft = false;
        for (int i = 0; i < chunks.size(); i++) {
            if (liveUnits[i] == 0) {
                chunks.set(i, GONE);
            } else {
                anyLeft = true;
            }
        }
        if (current != NONE && chunks.get(current).length == 0) {
            current = NONE;
        }
        emptyChunks = 0;
        if (!anyLeft) {
            chunks.clear();
            freeRuns = new int[0];
        }
    }

    private static int units(int length) {
        return Math.max(1, (length + UNIT - 1) / UNIT);
    }

    /// A free run keeps the address of the next one of its size in its first four octets.
    private int nextFree(int address) {
        byte[] chunk = chunk(address);
        int from = offset(address);
        return chunk[from] << 24
                | (chunk[from + 1] & 0xFF) << 16
                | (chunk[from + 2] & 0xFF) << 8
                | (chunk[from + 3] & 0xFF);
    }

    private void setNextFree(int address, int next) {
        byte[] chunk = chunk(address);
        int from = offset(address);
        for (int i = 0; i < 4; i++) {
            chunk[from + i] = (byte) (next >>> (24 - 8 * i));
        }
    }
}
