package io.barewire.netlink;

import io.barewire.libc.Errno;
import io.barewire.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/// A socket of the `NETLINK_ROUTE` family with its native buffers. Belongs to one thread at a time, and to the
/// network namespace of the thread that opened it.
final class NetlinkSocket implements AutoCloseable {
    /// The kernel fills a dump's datagrams up to 32 KB; more gives nothing.
    private static final int RECEIVE_BUFFER = 32 * 1024;

    private static final int SOCKADDR_NL = 12;

    private final Arena arena = Arena.ofShared();
    private final Libc libc = new Libc(arena);
    private final MemorySegment option = arena.allocate(ValueLayout.JAVA_INT);
    private final MemorySegment received = arena.allocate(RECEIVE_BUFFER, 8);
    private final int fd;
    private final int portId;

    /// What came of an attempt to receive.
    enum Received {
        DATAGRAM,
        /// Nothing is waiting.
        NOTHING,
        /// Messages were lost: the socket's queue was full.
        OVERRUN
    }

    NetlinkSocket() throws NetlinkException {
        int opened = libc.socket(Rtnetlink.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, Rtnetlink.NETLINK_ROUTE);
        if (opened < 0) {
            arena.close();
            throw failed("opening a routing socket", opened);
        }
        fd = opened;
        try {
            portId = bind();
        } catch (NetlinkException failure) {
            close();
            throw failure;
        }
    }

    /// Lets the kernel choose the port id. It is the process id for the first socket of a process only.
    private int bind() throws NetlinkException {
        MemorySegment address = arena.allocate(SOCKADDR_NL, 4);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) Rtnetlink.AF_NETLINK);
        check("binding a routing socket", libc.bind(fd, address));
        MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
        length.set(ValueLayout.JAVA_INT, 0, SOCKADDR_NL);
        check("reading the port id of a routing socket", libc.getsockname(fd, address, length));
        return address.get(ValueLayout.JAVA_INT, 4);
    }

    int fd() {
        return fd;
    }

    int portId() {
        return portId;
    }

    Arena arena() {
        return arena;
    }

    /// True when the kernel took the option; what an old kernel or a lack of privilege denies is for the
    /// caller to judge.
    boolean set(int level, int name, int value) {
        option.set(ValueLayout.JAVA_INT, 0, value);
        return libc.setsockopt(fd, level, name, option) >= 0;
    }

    void join(int group) throws NetlinkException {
        if (!set(Libc.SOL_NETLINK, Rtnetlink.NETLINK_ADD_MEMBERSHIP, group)) {
            throw new NetlinkException("joining routing group " + group + " failed", 0);
        }
    }

    /// Drops in the kernel what `portId` caused: a classic BPF program over `nlmsg_pid`, which it loads in
    /// network order.
    boolean ignore(int portId) {
        int bpfLoadWordAbsolute = 0x20;
        int bpfJumpIfEqual = 0x15;
        int bpfReturn = 0x06;
        boolean bigEndian = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.BIG_ENDIAN;
        int loaded = bigEndian ? portId : Integer.reverseBytes(portId);
        MemorySegment program = arena.allocate(4 * 8, 8);
        instruction(program, 0, bpfLoadWordAbsolute, 0, 0, 12);
        instruction(program, 1, bpfJumpIfEqual, 0, 1, loaded);
        instruction(program, 2, bpfReturn, 0, 0, 0);
        instruction(program, 3, bpfReturn, 0, 0, -1);
        MemorySegment fprog = arena.allocate(16, 8);
        fprog.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
        fprog.set(ValueLayout.ADDRESS, 8, program);
        return libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_ATTACH_FILTER, fprog) >= 0;
    }

    /// `struct sock_filter`.
    private static void instruction(MemorySegment program, int index, int code, int ifTrue, int ifFalse, int k) {
        program.set(ValueLayout.JAVA_SHORT, index * 8L, (short) code);
        program.set(ValueLayout.JAVA_BYTE, index * 8L + 2, (byte) ifTrue);
        program.set(ValueLayout.JAVA_BYTE, index * 8L + 3, (byte) ifFalse);
        program.set(ValueLayout.JAVA_INT, index * 8L + 4, k);
    }

    /// Hands messages to the kernel, which has dealt with all of them when this returns.
    void send(MemorySegment messages) throws NetlinkException {
        long sent;
        do {
            sent = libc.send(fd, messages, 0);
        } while (sent == -Errno.EINTR);
        check("sending " + messages.byteSize() + " octets to the kernel", sent);
    }

    /// Takes one datagram that is waiting, without waiting for it.
    Received receive(Consumer<NetlinkMessage> into) throws NetlinkException {
        long length;
        do {
            length = libc.recv(fd, received, Libc.MSG_DONTWAIT | Libc.MSG_TRUNC);
        } while (length == -Errno.EINTR);
        if (length == -Errno.EAGAIN) {
            return Received.NOTHING;
        }
        if (length == -Errno.ENOBUFS || length > RECEIVE_BUFFER) {
            return Received.OVERRUN;
        }
        check("receiving from the kernel", length);
        NetlinkReader.read(received.asSlice(0, length), into);
        return Received.DATAGRAM;
    }

    private static void check(String doing, long result) throws NetlinkException {
        if (result < 0) {
            throw failed(doing, result);
        }
    }

    private static NetlinkException failed(String doing, long result) {
        int errno = (int) -result;
        return new NetlinkException(doing + ": " + Errno.text(errno), errno);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            libc.close(fd);
            arena.close();
        }
    }
}
