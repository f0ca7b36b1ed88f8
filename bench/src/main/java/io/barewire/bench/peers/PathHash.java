package io.barewire.bench.peers;

import java.util.List;

/// Tells AS_PATHs apart by 64 bits, so that the sink compares numbers. Never 0, which stands for "no path".
final class PathHash {
    static final long NOTHING = 0;

    private static final int AS_SEQUENCE = 2;

    private PathHash() {}

    /// Of one AS_SEQUENCE.
    static long of(List<Long> path) {
        long hash = 1;
        for (long as : path) {
            hash = with(hash, as);
        }
        return end(hash);
    }

    /// Of the value of an AS_PATH attribute with four-octet AS numbers (RFC 4271 §4.3, RFC 6793).
    static long of(byte[] octets, int from, int to) {
        long hash = 1;
        for (int at = from; at + 2 <= to; ) {
            int type = octets[at] & 0xFF;
            int count = octets[at + 1] & 0xFF;
            at += 2;
            if (type != AS_SEQUENCE) {
                hash = with(hash, -type);
            }
            for (int i = 0; i < count && at + 4 <= to; i++, at += 4) {
                hash = with(hash, BigEndian.u32(octets, at));
            }
        }
        return end(hash);
    }

    private static long with(long hash, long as) {
        long mixed = (hash ^ as) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }

    private static long end(long hash) {
        return hash == NOTHING ? 1 : hash;
    }
}
