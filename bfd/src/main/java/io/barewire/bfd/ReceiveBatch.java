package io.barewire.bfd;

import io.barewire.libc.Libc;
import io.barewire.libc.SocketAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Buffers for `recvmmsg`, laid out once: datagrams, their senders, and what the kernel says beside them (TTL,
/// interface, destination). What was received is read in place.
final class ReceiveBatch {
    /// Datagrams a call. Longer ones are cut off: no packet of ours is.
    static final int SIZE = 64;

    private static final int DATA = 128;
    private static final int CONTROL = 128;
    // struct msghdr of 64-bit Linux, and of struct mmsghdr what follows it
    private static final int MMSGHDR = 64;
    private static final int NAME_LENGTH = 8;
    private static final int CONTROL_LENGTH = 40;
    private static final int RECEIVED = 56;
    private static final int IOVEC = 16;
    private static final int CMSGHDR = 16;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt NETWORK_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NETWORK_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment headers;
    private final MemorySegment names;
    private final MemorySegment data;
    private final MemorySegment control;

    ReceiveBatch(Arena arena) {
        headers = arena.allocate((long) SIZE * MMSGHDR, 8);
        names = arena.allocate((long) SIZE * SocketAddress.LONGEST, 8);
        data = arena.allocate((long) SIZE * DATA, 8);
        control = arena.allocate((long) SIZE * CONTROL, 8);
        MemorySegment vectors = arena.allocate((long) SIZE * IOVEC, 8);
        for (int i = 0; i < SIZE; i++) {
            long header = (long) i * MMSGHDR;
            vectors.set(ValueLayout.ADDRESS, (long) i * IOVEC, data.asSlice((long) i * DATA, DATA));
            vectors.set(LONG, (long) i * IOVEC + 8, DATA);
            headers.set(
                    ValueLayout.ADDRESS,
                    header,
                    names.asSlice((long) i * SocketAddress.LONGEST, SocketAddress.LONGEST));
            headers.set(ValueLayout.ADDRESS, header + 16, vectors.asSlice((long) i * IOVEC, IOVEC));
            headers.set(LONG, header + 24, 1);
            headers.set(ValueLayout.ADDRESS, header + 32, control.asSlice((long) i * CONTROL, CONTROL));
        }
    }

    /// Takes what is waiting.
    ///
    /// @return how many datagrams; the negative errno when none
    int receive(Libc libc, int fd) {
        for (int i = 0; i < SIZE; i++) {
            headers.set(INT, (long) i * MMSGHDR + NAME_LENGTH, SocketAddress.LONGEST);
            headers.set(LONG, (long) i * MMSGHDR + CONTROL_LENGTH, CONTROL);
        }
        return libc.recvmmsg(fd, headers, SIZE, Libc.MSG_DONTWAIT);
    }

    MemorySegment data() {
        return data;
    }

    /// Where in [#data] a datagram begins.
    static long at(int index) {
        return (long) index * DATA;
    }

    int length(int index) {
        return headers.get(INT, (long) index * MMSGHDR + RECEIVED);
    }

    MemorySegment names() {
        return names;
    }

    static long nameAt(int index) {
        return (long) index * SocketAddress.LONGEST;
    }

    /// Fills in everything but where it came by.
    void describe(int index, Arrival into) {
        into.packet = data;
        into.at = at(index);
        into.length = length(index);
        long name = nameAt(index);
        into.ipv6 = SocketAddress.family(names, name) == Libc.AF_INET6;
        if (into.ipv6) {
            into.peerHigh = SocketAddress.ipv6High(names, name);
            into.peerLow = SocketAddress.ipv6Low(names, name);
        } else {
            into.peerHigh = (long) SocketAddress.ipv4Address(names, name) << 32;
            into.peerLow = 0;
        }
        into.ttl = 0;
        into.interfaceIndex = 0;
        into.localHigh = 0;
        into.localLow = 0;
        long at = (long) index * CONTROL;
        long end = at + headers.get(LONG, (long) index * MMSGHDR + CONTROL_LENGTH);
        while (at + CMSGHDR <= end) {
            long length = control.get(LONG, at);
            if (length < CMSGHDR) {
                break;
            }
            describe(control.get(INT, at + 8), control.get(INT, at + 12), at + CMSGHDR, into);
            at += (length + 7) & -8;
        }
    }

    private void describe(int level, int type, long at, Arrival into) {
        if ((level == Libc.IPPROTO_IP && type == Libc.IP_TTL)
                || (level == Libc.IPPROTO_IPV6 && type == Libc.IPV6_HOPLIMIT)) {
            into.ttl = control.get(INT, at);
        } else if (level == Libc.IPPROTO_IP && type == Libc.IP_PKTINFO) {
            // struct in_pktinfo: the interface, our address, the one in the header
            into.interfaceIndex = control.get(INT, at);
            into.localHigh = (long) control.get(NETWORK_INT, at + 8) << 32;
        } else if (level == Libc.IPPROTO_IPV6 && type == Libc.IPV6_PKTINFO) {
            into.localHigh = control.get(NETWORK_LONG, at);
            into.localLow = control.get(NETWORK_LONG, at + 8);
            into.interfaceIndex = control.get(INT, at + 16);
        }
    }
}
