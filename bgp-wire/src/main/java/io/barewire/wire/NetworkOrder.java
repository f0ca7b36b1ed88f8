package io.barewire.wire;

/// Numbers in network order inside byte arrays. Callers have checked the bounds.
final class NetworkOrder {
    private NetworkOrder() {}

    static int u8(byte[] octets, int at) {
        return octets[at] & 0xFF;
    }

    static int u16(byte[] octets, int at) {
        return (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF);
    }

    static int i32(byte[] octets, int at) {
        return (octets[at] & 0xFF) << 24
                | (octets[at + 1] & 0xFF) << 16
                | (octets[at + 2] & 0xFF) << 8
                | (octets[at + 3] & 0xFF);
    }

    static long u32(byte[] octets, int at) {
        return i32(octets, at) & 0xFFFFFFFFL;
    }

    static long i64(byte[] octets, int at) {
        return (long) i32(octets, at) << 32 | u32(octets, at + 4);
    }

    static void put16(byte[] octets, int at, int value) {
        octets[at] = (byte) (value >>> 8);
        octets[at + 1] = (byte) value;
    }
}
