package io.barewire.wire;

/// Talking to speakers that know AS numbers of two octets only (RFC 6793).
final class FourOctetAs {
    /// Stands for every number that two octets cannot hold.
    static final int AS_TRANS = 23456;

    private FourOctetAs() {}

    /// The number as a two-octet field shows it.
    static int fold(long as) {
        return as > 0xFFFF ? AS_TRANS : (int) as;
    }
}
