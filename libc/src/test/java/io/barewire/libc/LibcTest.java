package io.barewire.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class LibcTest {
    private static final int LOOPBACK = 0x7F000001;

    @Test
    void aFailedCallReturnsTheNegativeErrno() {
        try (Arena arena = Arena.ofConfined()) {
            Libc libc = new Libc(arena);
            assertEquals(-Errno.EAFNOSUPPORT, libc.socket(9999, Libc.SOCK_DGRAM, 0));
            assertEquals("EAFNOSUPPORT (address family not supported)", Errno.text(Errno.EAFNOSUPPORT));
        }
    }

    @Test
    void aDatagramArrivesWithItsSender() {
        try (Arena arena = Arena.ofConfined()) {
            Libc libc = new Libc(arena);
            int left = bound(libc, arena);
            int right = bound(libc, arena);
            MemorySegment data = arena.allocateFrom("hello");
            assertEquals(6, libc.sendto(left, data, 0, name(libc, arena, right)));

            MemorySegment descriptor = arena.allocate(8, 4);
            descriptor.set(ValueLayout.JAVA_INT, 0, right);
            descriptor.set(ValueLayout.JAVA_INT, 4, Libc.POLLIN);
            assertEquals(1, libc.poll(descriptor, 1, 10_000));
            MemorySegment received = arena.allocate(100);
            assertEquals(6, libc.recv(right, received, Libc.MSG_DONTWAIT));
            assertEquals("hello", received.getString(0));
            assertEquals(-Errno.EAGAIN, libc.recv(right, received, Libc.MSG_DONTWAIT));
            libc.close(left);
            libc.close(right);
        }
    }

    @Test
    void ipv6AddressesAreReadAsTheyWereWritten() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddress.LONGEST);
            SocketAddress.ipv6(address, 0, 0xFE80L << 48, 1, 3784, 7);
            assertEquals(Libc.AF_INET6, SocketAddress.family(address, 0));
            assertEquals(3784, SocketAddress.port(address, 0));
            assertEquals(0xFE80L << 48, SocketAddress.ipv6High(address, 0));
            assertEquals(1, SocketAddress.ipv6Low(address, 0));
            assertEquals(7, SocketAddress.scopeId(address, 0));
        }
    }

    private static int bound(Libc libc, Arena arena) {
        int fd = libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
        assertTrue(fd >= 0, () -> Errno.text(-fd));
        MemorySegment any = arena.allocate(SocketAddress.IPV4_OCTETS, 4);
        SocketAddress.ipv4(any, 0, LOOPBACK, 0);
        assertEquals(0, libc.bind(fd, any));
        return fd;
    }

    private static MemorySegment name(Libc libc, Arena arena, int fd) {
        MemorySegment address = arena.allocate(SocketAddress.IPV4_OCTETS, 4);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SocketAddress.IPV4_OCTETS);
        assertEquals(0, libc.getsockname(fd, address, length));
        assertEquals(LOOPBACK, SocketAddress.ipv4Address(address, 0));
        return address;
    }
}
