package io.barewire.libc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// `struct sockaddr_in` and `struct sockaddr_in6`, written and read in place: nothing is allocated.
///
/// Addresses are numbers as `IpAddress` has them: an IPv4 address is its 32 bits, an IPv6 one two times 64.
public final class SocketAddress {
    /// Room for either; `sockaddr_in6` is the longer one.
    public static final int LONGEST = 28;

    public static final int IPV4_OCTETS = 16;
    public static final int IPV6_OCTETS = 28;

    private static final ValueLayout.OfShort NATIVE_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = NATIVE_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddress() {}

    public static void ipv4(MemorySegment into, long at, int address, int port) {
        into.set(NATIVE_SHORT, at, (short) Libc.AF_INET);
        into.set(SHORT, at + 2, (short) port);
        into.set(INT, at + 4, address);
        into.set(LONG, at + 8, 0);
    }

    /// @param scopeId the interface of a link-local address, otherwise 0
    public static void ipv6(MemorySegment into, long at, long high, long low, int port, int scopeId) {
        into.set(NATIVE_SHORT, at, (short) Libc.AF_INET6);
        into.set(SHORT, at + 2, (short) port);
        into.set(INT, at + 4, 0);
        into.set(LONG, at + 8, high);
        into.set(LONG, at + 16, low);
        into.set(ValueLayout.JAVA_INT_UNALIGNED, at + 24, scopeId);
    }

    public static int family(MemorySegment from, long at) {
        return from.get(NATIVE_SHORT, at);
    }

    public static int port(MemorySegment from, long at) {
        return from.get(SHORT, at + 2) & 0xFFFF;
    }

    public static int ipv4Address(MemorySegment from, long at) {
        return from.get(INT, at + 4);
    }

    public static long ipv6High(MemorySegment from, long at) {
        return from.get(LONG, at + 8);
    }

    public static long ipv6Low(MemorySegment from, long at) {
        return from.get(LONG, at + 16);
    }

    public static int scopeId(MemorySegment from, long at) {
        return from.get(ValueLayout.JAVA_INT_UNALIGNED, at + 24);
    }
}
