package io.barewire.bfd;

import io.barewire.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The packet socket for IPv4 echo packets: sends them to a neighbor's hardware address, and sees them come back,
/// which a UDP socket would not, because the kernel drops packets from our own address. A filter in the kernel lets
/// nothing else through.
final class EchoReturns {
    private static final int SOCKADDR_LL = 20;
    private static final int BPF_LOAD_OCTET = 0x30;
    private static final int BPF_LOAD_SHORT = 0x28;
    private static final int BPF_JUMP_IF_EQUAL = 0x15;
    private static final int BPF_RETURN = 0x06;

    private EchoReturns() {}

    static int open(Libc libc) throws BfdSocketException {
        int ethertype = EchoPacket.ETHERTYPE_IPV4;
        boolean bigEndian = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        int protocol = bigEndian ? ethertype : Short.reverseBytes((short) ethertype) & 0xFFFF;
        // Without a protocol it receives nothing until it is bound, and by then the filter is there.
        int fd = libc.socket(Libc.AF_PACKET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0);
        if (fd < 0) {
            throw new BfdSocketException("opening a packet socket for IPv4 echo", fd);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_LL, 4);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) Libc.AF_PACKET);
            address.set(ValueLayout.JAVA_SHORT, 2, (short) protocol);
            int result = libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_ATTACH_FILTER, filter(arena));
            if (result >= 0) {
                result = libc.bind(fd, address);
            }
            if (result < 0) {
                libc.close(fd);
                throw new BfdSocketException("preparing a packet socket for IPv4 echo", result);
            }
        }
        return fd;
    }

    /// Version 4 with a header of 20 octets, UDP, to the echo port.
    private static MemorySegment filter(Arena arena) {
        MemorySegment program = arena.allocate(8 * 8, 8);
        instruction(program, 0, BPF_LOAD_OCTET, 0, 0, 0);
        instruction(program, 1, BPF_JUMP_IF_EQUAL, 0, 5, 0x45);
        instruction(program, 2, BPF_LOAD_OCTET, 0, 0, 9);
        instruction(program, 3, BPF_JUMP_IF_EQUAL, 0, 3, 17);
        instruction(program, 4, BPF_LOAD_SHORT, 0, 0, 22);
        instruction(program, 5, BPF_JUMP_IF_EQUAL, 0, 1, Sockets.ECHO_PORT);
        instruction(program, 6, BPF_RETURN, 0, 0, -1);
        instruction(program, 7, BPF_RETURN, 0, 0, 0);
        MemorySegment fprog = arena.allocate(16, 8);
        fprog.set(ValueLayout.JAVA_SHORT, 0, (short) 8);
        fprog.set(ValueLayout.ADDRESS, 8, program);
        return fprog;
    }

    /// `struct sock_filter`.
    private static void instruction(MemorySegment program, int index, int code, int ifTrue, int ifFalse, int k) {
        program.set(ValueLayout.JAVA_SHORT, index * 8L, (short) code);
        program.set(ValueLayout.JAVA_BYTE, index * 8L + 2, (byte) ifTrue);
        program.set(ValueLayout.JAVA_BYTE, index * 8L + 3, (byte) ifFalse);
        program.set(ValueLayout.JAVA_INT, index * 8L + 4, k);
    }
}
