package io.barewire.bfd;

import io.barewire.libc.Libc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// What our echo packets carry (RFC 5880 §5 leaves that to us): the session's discriminator and a number that only
/// this process knows, so that nobody else's packet counts as one that came back.
final class EchoPacket {
    static final int OCTETS = 16;

    /// `ETH_P_IP` in network order.
    static final int ETHERTYPE_IPV4 = 0x0800;

    private static final int IPV4_HEADER = 20;
    private static final int UDP_HEADER = 8;
    /// An IPv4 packet around it.
    static final int IPV4_OCTETS = IPV4_HEADER + UDP_HEADER + OCTETS;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private EchoPacket() {}

    static void write(MemorySegment into, long at, int discriminator, long secret) {
        into.set(INT, at, discriminator);
        into.set(INT, at + 4, 0);
        into.set(LONG, at + 8, secret);
    }

    /// The discriminator; 0 when the packet is not ours.
    static int read(MemorySegment from, long at, long length, long secret) {
        return length >= OCTETS && from.get(LONG, at + 8) == secret ? from.get(INT, at) : 0;
    }

    /// An echo packet with IPv4 and UDP header, from `address` to itself: handed to the peer's interface, it is
    /// forwarded back (RFC 5881 §4).
    static void writeIpv4(MemorySegment into, int address, int discriminator, long secret) {
        into.set(INT, 0, 0x45C00000 | IPV4_OCTETS);
        into.set(INT, 4, 0x00004000);
        into.set(INT, 8, Sockets.TTL << 24 | 17 << 16);
        into.set(INT, 12, address);
        into.set(INT, 16, address);
        int sum = 0;
        for (int i = 0; i < IPV4_HEADER; i += 2) {
            sum += into.get(SHORT, i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        into.set(SHORT, 10, (short) ~((sum & 0xFFFF) + (sum >>> 16)));
        into.set(SHORT, IPV4_HEADER, (short) Sockets.ECHO_PORT);
        into.set(SHORT, IPV4_HEADER + 2, (short) Sockets.ECHO_PORT);
        into.set(SHORT, IPV4_HEADER + 4, (short) (UDP_HEADER + OCTETS));
        // Over IPv4 a UDP checksum may be left out (RFC 768).
        into.set(SHORT, IPV4_HEADER + 6, (short) 0);
        write(into, IPV4_HEADER + UDP_HEADER, discriminator, secret);
    }

    /// The discriminator of an IPv4 packet with headers; 0 when it is not ours.
    static int readIpv4(MemorySegment from, long at, long length, long secret) {
        return length < IPV4_OCTETS ? 0 : read(from, at + IPV4_HEADER + UDP_HEADER, OCTETS, secret);
    }

    static int ttlIpv4(MemorySegment from, long at) {
        return from.get(ValueLayout.JAVA_BYTE, at + 8) & 0xFF;
    }

    /// `struct sockaddr_ll` of a neighbor on a link.
    static void linkAddress(MemorySegment into, int interfaceIndex, long mac) {
        into.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) Libc.AF_PACKET);
        into.set(SHORT, 2, (short) ETHERTYPE_IPV4);
        into.set(ValueLayout.JAVA_INT_UNALIGNED, 4, interfaceIndex);
        into.set(INT, 8, 6);
        into.set(LONG, 12, mac << 16);
    }
}
