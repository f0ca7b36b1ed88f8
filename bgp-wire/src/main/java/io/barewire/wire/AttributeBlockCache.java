package io.barewire.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Attribute blocks read before, by their octets: a peer repeats its attributes in message after message, and
/// what was checked once need not be checked again.
///
/// Direct-mapped, so that its memory is bounded (at most 64 blocks of at most 1024 octets) and nothing needs to
/// be evicted by rule: a newer block takes the slot. Few slots at first, as most peers of a mesh have one block.
final class AttributeBlockCache {
    private static final int FIRST_BITS = 2;
    private static final int MOST_BITS = 6;
    private static final int LONGEST = 1024;

    private int bits = FIRST_BITS;
    private byte[] @Nullable [] octetsRead = new byte[1 << bits][];
    private @Nullable AttributeBlock[] blocks = new AttributeBlock[1 << bits];
    private final MessageFormat format;

    AttributeBlockCache(MessageFormat format) {
        this.format = format;
    }

    /// The block in the first `length` octets, which are copied if they are kept.
    AttributeBlock read(byte[] octets, int length) {
        if (length > LONGEST) {
            return AttributeBlock.read(octets, length, format);
        }
        int slot = slot(octets, length);
        AttributeBlock known = blocks[slot];
        byte[] read = octetsRead[slot];
        if (known != null && read != null && Arrays.equals(read, 0, read.length, octets, 0, length)) {
            return known;
        }
        if (known != null && bits < MOST_BITS) {
            grow();
            slot = slot(octets, length);
        }
        AttributeBlock block = AttributeBlock.read(octets, length, format);
        octetsRead[slot] = Arrays.copyOf(octets, length);
        blocks[slot] = block;
        return block;
    }

    /// Forgets what is there: to read it once more is less than to keep it in order.
    private void grow() {
        bits = MOST_BITS;
        octetsRead = new byte[1 << bits][];
        blocks = new AttributeBlock[1 << bits];
    }

    private int slot(byte[] octets, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + octets[i];
        }
        return (hash * 0x9E3779B9) >>> -bits; // the upper bits
    }
}
