package io.barewire.bench.peers;

/// Numbers as messages have them.
final class BigEndian {
    private BigEndian() {}

    static int u16(byte[] octets, int at) {
        return (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF);
    }

    static long u32(byte[] octets, int at) {
        return (long) u16(octets, at) << 16 | u16(octets, at + 2);
    }
}
