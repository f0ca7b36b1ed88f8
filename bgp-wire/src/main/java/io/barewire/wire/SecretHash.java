package io.barewire.wire;

import java.util.SplittableRandom;

/// Hashes of what peers choose, which they cannot compute: with a hash that everybody knows, a peer could send
/// prefixes or attributes that all belong in one place of a table, and each would be looked for among all others.
///
/// Four octets a step are multiplied by an odd secret. Values that differ in a step then differ in the upper half by
/// a multiple of the secret, so that two of them share one of `n` places once in some `n` secrets, whoever chose them.
/// That says nothing about order: nobody may depend on a hash but for where to look.
public final class SecretHash {
    /// That of all tables of this process, drawn from the nanoseconds of its start: a peer sees no hash, and
    /// so can check no guess. `SecureRandom` would take 30 ms of every start.
    public static final SecretHash OF_THIS_PROCESS = drawn(new SplittableRandom());

    private final long begin;
    private final long multiplier;

    /// @param multiplier counts as odd
    public SecretHash(long begin, long multiplier) {
        this.begin = begin;
        this.multiplier = multiplier | 1;
    }

    private static SecretHash drawn(SplittableRandom random) {
        return new SecretHash(random.nextLong(), random.nextLong());
    }

    /// Of a prefix, as [Prefix] has it.
    public int of(long high, long low, int length) {
        long hash = step(begin, length);
        hash = step(hash, (int) (high >>> 32));
        hash = step(hash, (int) high);
        hash = step(hash, (int) (low >>> 32));
        return spread(step(hash, (int) low));
    }

    public int of(byte[] octets) {
        long hash = step(begin, octets.length);
        int at = 0;
        for (; at <= octets.length - 4; at += 4) {
            hash = step(hash, NetworkOrder.i32(octets, at));
        }
        for (; at < octets.length; at++) {
            hash = step(hash, octets[at]);
        }
        return spread(hash);
    }

    private long step(long hash, int octets) {
        long product = (hash ^ (octets & 0xFFFFFFFFL)) * multiplier;
        return product ^ product >>> 32;
    }

    /// The upper half of one more product, so that values in a row are no worse than any others.
    private int spread(long hash) {
        return (int) ((hash * multiplier) >>> 32);
    }
}
