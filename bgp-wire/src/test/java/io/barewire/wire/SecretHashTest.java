package io.barewire.wire;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Rng;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretHashTest {
    private static final int VALUES = 1 << 12;

    private static SecretHash secret(Rng rng) {
        return new SecretHash(rng.bits(), rng.bits());
    }

    /// As in a table that is half full: no place has more than chance gives it.
    private static void assertSpread(String what, IntUnaryOperator hash) {
        int[] places = new int[2 * VALUES];
        IntStream.range(0, VALUES).forEach(i -> places[hash.applyAsInt(i) & places.length - 1]++);
        int most = Arrays.stream(places).max().orElseThrow();
        assertTrue(most <= 12, () -> what + ": " + most + " in one place");
    }

    @Test
    void prefixesThatDifferInAFewBitsOnlyAreSpread() {
        forSeeds(200, rng -> {
            SecretHash hash = secret(rng);
            for (int shift = 0; shift <= 64 - 12; shift++) {
                int by = shift;
                assertSpread("/64 with bits from " + by, i -> hash.of((long) i << by, 0, 64));
                assertSpread("/128 with bits from " + by, i -> hash.of(0xFD00L << 48, (long) i << by, 128));
            }
        });
    }

    /// Made so that the exclusive or of both halves is always the same.
    @Test
    void prefixesWhoseHalvesCancelEachOtherAreSpread() {
        forSeeds(200, rng -> {
            SecretHash hash = secret(rng);
            for (int rotation : new int[] {0, 29, 32}) {
                assertSpread("rotated by " + rotation, i -> {
                    long low = i * 0x9E37_79B9_7F4A_7C15L;
                    return hash.of(Long.rotateLeft(low, rotation), low, 128);
                });
            }
        });
    }

    /// A polynomial in 31, as [Arrays#hashCode], takes all of them for the same.
    @Test
    void octetsThatCollideWithoutASecretAreSpread() {
        forSeeds(200, rng -> {
            SecretHash hash = secret(rng);
            assertEquals(Arrays.hashCode(octets(0)), Arrays.hashCode(octets(VALUES - 1)));
            assertSpread("pairs", i -> hash.of(octets(i)));
        });
    }

    /// Each bit of the number is one of two pairs with the same sum of 31 x + y.
    private static byte[] octets(int number) {
        byte[] octets = new byte[2 * 12];
        for (int bit = 0; bit < 12; bit++) {
            boolean set = (number >>> bit & 1) != 0;
            octets[2 * bit] = (byte) (set ? 1 : 2);
            octets[2 * bit + 1] = (byte) (set ? 31 : 0);
        }
        return octets;
    }

    @Test
    void whatCollidesWithOneSecretDoesNotWithAnother() {
        forSeeds(200, rng -> {
            SecretHash known = secret(rng);
            SecretHash other = secret(rng);
            long[] chosen = rng.listOf(1 << 17, 1 << 17, Rng::bits).stream()
                    .mapToLong(Long::longValue)
                    .filter(high -> (known.of(high, 0, 64) & 0x1F) == 0)
                    .limit(VALUES / 4)
                    .toArray();
            assertSpread("another secret", i -> other.of(chosen[i % chosen.length] + i / chosen.length, 0, 64));
        });
    }

    @Test
    void everythingCounts() {
        forSeeds(200, rng -> {
            SecretHash hash = secret(rng);
            assertNotEquals(hash.of(0, 0, 64), hash.of(0, 0, 65));
            assertNotEquals(hash.of(1, 0, 128), hash.of(0, 1, 128));
            assertNotEquals(hash.of(new byte[4]), hash.of(new byte[5]));
            assertNotEquals(hash.of(new byte[] {0, 0, 0, 0, 1}), hash.of(new byte[] {0, 0, 0, 0, 2}));
            assertEquals(hash.of(new byte[] {1, 2, 3, 4, 5}), hash.of(new byte[] {1, 2, 3, 4, 5}));
        });
    }
}
