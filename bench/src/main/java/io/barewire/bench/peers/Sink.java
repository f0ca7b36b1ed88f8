package io.barewire.bench.peers;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What a session has been told, prefix by prefix, beside what it should have been told. Knows IPv4 unicast in the
/// classic fields of UPDATE, which is what every daemon uses for it; anything else is an error.
///
/// A count of prefixes is not enough: a daemon that lets an older path overtake a newer one has the right count.
final class Sink {
    private static final int HEADER_LENGTH = 19;
    private static final int AS_PATH = 2;
    private static final int MP_REACH_NLRI = 14;
    private static final int MP_UNREACH_NLRI = 15;
    private static final int EXTENDED_LENGTH = 0x10;
    private static final long USED = 1L << 40; // so that 0.0.0.0/0 is not an empty slot

    /// What is held that differs from what is expected.
    ///
    /// @param missing expected and not held
    /// @param stale expected, and held with another path
    /// @param ghosts held and not expected
    record Difference(int missing, int stale, int ghosts) {
        boolean isNone() {
            return missing == 0 && stale == 0 && ghosts == 0;
        }

        @Override
        public String toString() {
            return missing + " missing, " + stale + " stale, " + ghosts + " ghosts";
        }
    }

    // Open addressing: a prefix's key, the path it should have, the path it has.
    private final long[] keys;
    private final long[] wanted;
    private final long[] held;
    private int expected;
    private int right;
    private int known;
    private final Map<Long, Long> unknown = new HashMap<>();
    private long updates;
    private long announced;
    private long withdrawn;

    /// @param paths by prefix, [PathHash] of the AS_PATH that should arrive
    Sink(Map<Prefix, Long> paths) {
        int capacity = Integer.highestOneBit(Math.max(16, paths.size() * 2)) * 2;
        keys = new long[capacity];
        wanted = new long[capacity];
        held = new long[capacity];
        paths.forEach((prefix, path) -> {
            int slot = slot(key(prefix.network().ipv4Bits(), prefix.length()));
            keys[slot] = key(prefix.network().ipv4Bits(), prefix.length());
            wanted[slot] = path;
        });
        expected = paths.size();
    }

    private Sink(Sink like) {
        keys = like.keys;
        wanted = like.wanted.clone();
        held = new long[keys.length];
        expected = like.expected;
    }

    /// One that expects the same and has been told nothing.
    Sink fresh() {
        return new Sink(this);
    }

    /// From now on nothing should be held.
    void expectNothing() {
        Arrays.fill(wanted, PathHash.NOTHING);
        expected = 0;
        right = 0;
    }

    /// Whether exactly what is expected is held.
    boolean isComplete() {
        return right == expected && held() == expected;
    }

    int expected() {
        return expected;
    }

    /// Prefixes held, whatever their paths.
    int held() {
        return known + unknown.size();
    }

    /// Prefixes held with the path that they should have.
    int right() {
        return right;
    }

    long updates() {
        return updates;
    }

    /// Walks all prefixes.
    Difference difference() {
        int missing = 0;
        int stale = 0;
        int ghosts = unknown.size();
        for (int slot = 0; slot < keys.length; slot++) {
            if (wanted[slot] != PathHash.NOTHING && held[slot] == PathHash.NOTHING) {
                missing++;
            } else if (wanted[slot] == PathHash.NOTHING && held[slot] != PathHash.NOTHING) {
                ghosts++;
            } else if (wanted[slot] != held[slot]) {
                stale++;
            }
        }
        return new Difference(missing, stale, ghosts);
    }

    /// Takes the UPDATE that begins at `from`, header included, and has `length` octets.
    void update(byte[] octets, int from, int length) {
        updates++;
        int to = from + length;
        int withdrawnFrom = from + HEADER_LENGTH + 2;
        int withdrawnTo = withdrawnFrom + BigEndian.u16(octets, from + HEADER_LENGTH);
        int attributesFrom = withdrawnTo + 2;
        int attributesTo = attributesFrom + BigEndian.u16(octets, withdrawnTo);
        long path = path(octets, attributesFrom, attributesTo);
        prefixes(octets, withdrawnFrom, withdrawnTo, PathHash.NOTHING);
        prefixes(octets, attributesTo, to, path);
    }

    private static long path(byte[] octets, int from, int to) {
        long path = PathHash.NOTHING;
        for (int at = from; at < to; ) {
            boolean extended = (octets[at] & EXTENDED_LENGTH) != 0;
            int type = octets[at + 1] & 0xFF;
            int length = extended ? BigEndian.u16(octets, at + 2) : octets[at + 2] & 0xFF;
            at += extended ? 4 : 3;
            if (type == AS_PATH) {
                path = PathHash.of(octets, at, at + length);
            } else if ((type == MP_REACH_NLRI || type == MP_UNREACH_NLRI)
                    && BigEndian.u16(octets, at) == AddressFamily.IPV4.afi()) {
                throw new IllegalStateException("IPv4 routes in attribute " + type + ", which the sink does not read");
            }
            at += length;
        }
        return path;
    }

    private void prefixes(byte[] octets, int from, int to, long path) {
        for (int at = from; at < to; ) {
            int length = octets[at++] & 0xFF;
            int count = (length + 7) >>> 3;
            int address = 0;
            for (int i = 0; i < count; i++) {
                address |= (octets[at + i] & 0xFF) << (24 - 8 * i);
            }
            at += count;
            hold(key(address, length), path);
        }
    }

    private void hold(long key, long path) {
        if (path == PathHash.NOTHING) {
            withdrawn++;
        } else {
            announced++;
        }
        int slot = slot(key);
        if (keys[slot] == 0) {
            if (path == PathHash.NOTHING) {
                unknown.remove(key);
            } else {
                unknown.put(key, path);
            }
            return;
        }
        long before = held[slot];
        long should = wanted[slot];
        known += (path == PathHash.NOTHING ? 0 : 1) - (before == PathHash.NOTHING ? 0 : 1);
        if (should != PathHash.NOTHING) {
            right += (path == should ? 1 : 0) - (before == should ? 1 : 0);
        }
        held[slot] = path;
    }

    /// Where the key is, or where it would be.
    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & (keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private static long key(int address, int length) {
        return USED | (address & 0xFFFFFFFFL) << 8 | length;
    }

    @Override
    public String toString() {
        return right + " of " + expected + " right, " + held() + " held; " + updates + " UPDATEs with " + announced
                + " prefixes and " + withdrawn + " withdrawals";
    }
}
