package io.barewire.speaker.discovery;

import io.barewire.libc.Errno;
import io.barewire.libc.Libc;
import io.barewire.libc.SocketAddress;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/// A raw ICMPv6 socket that hears router solicitations and advertisements only. Belongs to one thread, which opens it
/// too.
final class RouterSocket implements AutoCloseable {
    private static final int OCTETS = 1500;
    private static final int CONTROL = 64;
    // struct msghdr of 64-bit Linux
    private static final int MSGHDR = 56;
    private static final int NAME_LENGTH = 8;
    private static final int CONTROL_LENGTH = 40;
    private static final int CMSGHDR = 16;
    private static final long ALL_NODES = 0xFF02L << 48;
    private static final int FILTER_OCTETS = 32;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /// What came in.
    record Received(RouterMessage message, IpAddress source, int interfaceIndex) {}

    private final Arena arena = Arena.ofConfined();
    private final Libc libc = new Libc(arena);
    private final MemorySegment advertisement =
            arena.allocateFrom(ValueLayout.JAVA_BYTE, RouterMessage.advertisement());
    private final MemorySegment address = arena.allocate(SocketAddress.IPV6_OCTETS, 8);
    private final MemorySegment data = arena.allocate(OCTETS, 8);
    private final MemorySegment control = arena.allocate(CONTROL, 8);
    private final MemorySegment source = arena.allocate(SocketAddress.LONGEST, 8);
    private final MemorySegment header = arena.allocate(MSGHDR, 8);
    private final MemorySegment pollfd = arena.allocate(8, 4);
    private final int fd;

    /// @throws IOException when the kernel refuses, typically without CAP_NET_RAW
    RouterSocket() throws IOException {
        fd = libc.socket(Libc.AF_INET6, Libc.SOCK_RAW | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, Libc.IPPROTO_ICMPV6);
        if (fd < 0) {
            arena.close();
            throw new IOException("router advertisements need a raw socket (CAP_NET_RAW): " + Errno.text(-fd));
        }
        try {
            set(Libc.IPPROTO_IPV6, Libc.IPV6_MULTICAST_HOPS, 255);
            set(Libc.IPPROTO_IPV6, Libc.IPV6_UNICAST_HOPS, 255);
            set(Libc.IPPROTO_IPV6, Libc.IPV6_MULTICAST_LOOP, 0);
            set(Libc.IPPROTO_IPV6, Libc.IPV6_RECVHOPLIMIT, 1);
            set(Libc.IPPROTO_ICMPV6, Libc.ICMPV6_FILTER, filter());
        } catch (IOException refused) {
            close();
            throw refused;
        }
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ValueLayout.ADDRESS, 0, data);
        vector.set(LONG, 8, OCTETS);
        header.set(ValueLayout.ADDRESS, 0, source);
        header.set(ValueLayout.ADDRESS, 16, vector);
        header.set(LONG, 24, 1);
        header.set(ValueLayout.ADDRESS, 32, control);
    }

    /// The kernel's number of an interface; 0 when there is none of this name.
    int interfaceIndex(String name) {
        try (Arena call = Arena.ofConfined()) {
            return libc.ifNametoindex(call.allocateFrom(name, StandardCharsets.UTF_8));
        }
    }

    /// Hears solicitations on this interface, which are sent to all routers.
    void join(int interfaceIndex) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment group = call.allocate(20, 8); // struct ipv6_mreq
            group.set(ValueLayout.JAVA_BYTE, 0, (byte) 0xFF);
            group.set(ValueLayout.JAVA_BYTE, 1, (byte) 0x02);
            group.set(ValueLayout.JAVA_BYTE, 15, (byte) 0x02);
            group.set(INT, 16, interfaceIndex);
            // A membership that there is already, or none: advertisements come to all nodes, and so to us, anyway.
            libc.setsockopt(fd, Libc.IPPROTO_IPV6, Libc.IPV6_ADD_MEMBERSHIP, group);
        }
    }

    /// Advertises us to all nodes on this interface; fails without a word where it has no link-local address yet, or is
    /// down.
    void advertise(int interfaceIndex) {
        SocketAddress.ipv6(address, 0, ALL_NODES, 1, 0, interfaceIndex);
        libc.sendto(fd, advertisement, Libc.MSG_DONTWAIT, address);
    }

    /// Waits until something comes or so long.
    void await(int millis) {
        pollfd.set(INT, 0, fd);
        pollfd.set(ValueLayout.JAVA_SHORT, 4, (short) Libc.POLLIN);
        libc.poll(pollfd, 1, millis);
    }

    /// Takes one packet.
    ///
    /// @return false when none waits
    boolean receive(Consumer<Received> into) {
        header.set(INT, NAME_LENGTH, SocketAddress.LONGEST);
        header.set(LONG, CONTROL_LENGTH, CONTROL);
        long length = libc.recvmsg(fd, header, Libc.MSG_DONTWAIT);
        if (length < 0) {
            return false;
        }
        byte[] message = data.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        IpAddress from =
                new IpAddress(AddressFamily.IPV6, SocketAddress.ipv6High(source, 0), SocketAddress.ipv6Low(source, 0));
        Optional<RouterMessage> read = RouterMessage.read(message, from, hopLimit());
        read.ifPresent(kind -> into.accept(new Received(kind, from, SocketAddress.scopeId(source, 0))));
        return true;
    }

    private int hopLimit() {
        long end = header.get(LONG, CONTROL_LENGTH);
        boolean told = end >= CMSGHDR + Integer.BYTES
                && control.get(INT, 8) == Libc.IPPROTO_IPV6
                && control.get(INT, 12) == Libc.IPV6_HOPLIMIT;
        return told ? control.get(INT, CMSGHDR) : 0;
    }

    /// `struct icmp6_filter`: a bit for each type that is dropped.
    private MemorySegment filter() {
        MemorySegment filter = arena.allocate(FILTER_OCTETS, 4);
        filter.fill((byte) 0xFF);
        for (RouterMessage kind : RouterMessage.values()) {
            long at = (kind.type() >> 5) * (long) Integer.BYTES;
            filter.set(INT, at, filter.get(INT, at) & ~(1 << (kind.type() & 31)));
        }
        return filter;
    }

    private void set(int level, int option, int value) throws IOException {
        set(level, option, arena.allocateFrom(INT, value));
    }

    private void set(int level, int option, MemorySegment value) throws IOException {
        int result = libc.setsockopt(fd, level, option, value);
        if (result < 0) {
            throw new IOException("socket option " + option + " for router advertisements: " + Errno.text(-result));
        }
    }

    @Override
    public void close() {
        libc.close(fd);
        arena.close();
    }
}
