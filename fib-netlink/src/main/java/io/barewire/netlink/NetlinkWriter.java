package io.barewire.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/// Writes netlink messages into a buffer, one behind the other. Nesting in the code is nesting on the wire;
/// lengths are filled in on the way out. Numbers are in the machine's order, addresses in network order.
final class NetlinkWriter {
    private static final ValueLayout.OfLong NETWORK_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NETWORK_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment out;
    private long at;

    /// @param out must have room for what will be written; running over is our mistake and throws
    ///     [IndexOutOfBoundsException]
    NetlinkWriter(MemorySegment out) {
        this.out = out;
    }

    /// `struct nlmsghdr` and what `body` writes.
    NetlinkWriter message(int type, int flags, int sequence, Consumer<NetlinkWriter> body) {
        long start = at;
        u32(0).u16(type).u16(flags).u32(sequence).u32(0);
        body.accept(this);
        out.set(JAVA_INT_UNALIGNED, start, (int) (at - start));
        return align();
    }

    /// `struct rtattr` and what `value` writes.
    NetlinkWriter attribute(int type, Consumer<NetlinkWriter> value) {
        long start = at;
        u16(0).u16(type);
        value.accept(this);
        out.set(JAVA_SHORT_UNALIGNED, start, (short) (at - start));
        return align();
    }

    NetlinkWriter attribute(int type, int value) {
        return u16(8).u16(type).u32(value);
    }

    NetlinkWriter attribute(int type, IpAddress value) {
        return u16(4 + value.family().octets()).u16(type).address(value);
    }

    /// `struct rtnexthop` with the attributes that `body` writes: an element of `RTA_MULTIPATH`.
    NetlinkWriter nextHop(int interfaceIndex, int weight, Consumer<NetlinkWriter> body) {
        long start = at;
        u16(0).u8(0).u8(weight - 1).u32(interfaceIndex);
        body.accept(this);
        out.set(JAVA_SHORT_UNALIGNED, start, (short) (at - start));
        return this;
    }

    NetlinkWriter address(IpAddress address) {
        if (address.family() == AddressFamily.IPV4) {
            out.set(NETWORK_INT, at, address.ipv4Bits());
            at += 4;
        } else {
            out.set(NETWORK_LONG, at, address.high());
            out.set(NETWORK_LONG, at + 8, address.low());
            at += 16;
        }
        return this;
    }

    NetlinkWriter u8(int value) {
        out.set(JAVA_BYTE, at, (byte) value);
        at += 1;
        return this;
    }

    NetlinkWriter u16(int value) {
        out.set(JAVA_SHORT_UNALIGNED, at, (short) value);
        at += 2;
        return this;
    }

    NetlinkWriter u32(int value) {
        out.set(JAVA_INT_UNALIGNED, at, value);
        at += 4;
        return this;
    }

    /// Sets flags of a message that was written before, by its offset.
    void addFlags(long message, int flags) {
        out.set(JAVA_SHORT_UNALIGNED, message + 6, (short) (out.get(JAVA_SHORT_UNALIGNED, message + 6) | flags));
    }

    long position() {
        return at;
    }

    MemorySegment written() {
        return out.asSlice(0, at);
    }

    NetlinkWriter clear() {
        at = 0;
        return this;
    }

    /// Everything in netlink starts at a multiple of four; the filler is zero, whatever the buffer held before.
    private NetlinkWriter align() {
        while ((at & 3) != 0) {
            u8(0);
        }
        return this;
    }
}
