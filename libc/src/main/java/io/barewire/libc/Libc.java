package io.barewire.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Every libc call that Barewire makes. Each returns what its manual page says, or the negative `errno` on
/// failure, as the kernel itself does.
///
/// An instance holds the native place for `errno` and belongs to one thread at a time. A call's handle is made
/// when the call is first made, which costs some ten milliseconds of processor time for each new shape: do that
/// on the thread that goes on using it. No call is `critical`: one that waits for a kernel lock must not hold up
/// the garbage collector.
///
/// The constants are those of the generic Linux ABI, which x86-64, aarch64 and riscv64 share.
public final class Libc {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_PACKET = 17;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_RCVBUF = 8;
    public static final int SO_PRIORITY = 12;
    public static final int SO_BINDTODEVICE = 25;
    public static final int SO_ATTACH_FILTER = 26;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SOL_NETLINK = 270;
    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IPPROTO_ICMPV6 = 58;
    public static final int ICMPV6_FILTER = 1;
    public static final int IP_TOS = 1;
    public static final int IP_TTL = 2;
    public static final int IP_PKTINFO = 8;
    public static final int IP_RECVTTL = 12;
    public static final int IPV6_UNICAST_HOPS = 16;
    public static final int IPV6_MULTICAST_HOPS = 18;
    public static final int IPV6_MULTICAST_LOOP = 19;
    public static final int IPV6_ADD_MEMBERSHIP = 20;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int IPV6_PKTINFO = 50;
    public static final int IPV6_RECVHOPLIMIT = 51;
    public static final int IPV6_HOPLIMIT = 52;
    public static final int IPV6_TCLASS = 67;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int POLLIN = 1;
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;
    public static final int SCHED_FIFO = 1;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MemorySegment callState;

    public Libc(Arena arena) {
        callState = arena.allocate(CALL_STATE);
    }

    public int socket(int domain, int type, int protocol) {
        try {
            return result((int) Socket.CALL.invokeExact(callState, domain, type, protocol));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int bind(int fd, MemorySegment address) {
        try {
            return result((int) Bind.CALL.invokeExact(callState, fd, address, (int) address.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int getsockname(int fd, MemorySegment address, MemorySegment length) {
        try {
            return result((int) Getsockname.CALL.invokeExact(callState, fd, address, length));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        try {
            return result(
                    (int) Setsockopt.CALL.invokeExact(callState, fd, level, option, value, (int) value.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long send(int fd, MemorySegment data, int flags) {
        try {
            return result((long) Send.CALL.invokeExact(callState, fd, data, data.byteSize(), flags));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long recv(int fd, MemorySegment buffer, int flags) {
        try {
            return result((long) Recv.CALL.invokeExact(callState, fd, buffer, buffer.byteSize(), flags));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long sendto(int fd, MemorySegment data, int flags, MemorySegment address) {
        try {
            return result((long) Sendto.CALL.invokeExact(
                    callState, fd, data, data.byteSize(), flags, address, (int) address.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long recvmsg(int fd, MemorySegment msghdr, int flags) {
        try {
            return result((long) Recvmsg.CALL.invokeExact(callState, fd, msghdr, flags));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// @return how many datagrams were sent; an error only when the first one was not
    public int sendmmsg(int fd, MemorySegment mmsghdrs, int count, int flags) {
        try {
            return result((int) Sendmmsg.CALL.invokeExact(callState, fd, mmsghdrs, count, flags));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// @return how many datagrams were waiting, up to `count`
    public int recvmmsg(int fd, MemorySegment mmsghdrs, int count, int flags) {
        try {
            return result((int) Recvmmsg.CALL.invokeExact(callState, fd, mmsghdrs, count, flags, MemorySegment.NULL));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long read(int fd, MemorySegment buffer) {
        try {
            return result((long) Read.CALL.invokeExact(callState, fd, buffer, buffer.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long write(int fd, MemorySegment data) {
        try {
            return result((long) Write.CALL.invokeExact(callState, fd, data, data.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int poll(MemorySegment descriptors, long count, int timeoutMillis) {
        try {
            return result((int) Poll.CALL.invokeExact(callState, descriptors, count, timeoutMillis));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// As [#poll], with a `struct timespec` and so with nanoseconds.
    public int ppoll(MemorySegment descriptors, long count, MemorySegment timeout) {
        try {
            return result((int) Ppoll.CALL.invokeExact(callState, descriptors, count, timeout, MemorySegment.NULL));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int eventfd(int initial, int flags) {
        try {
            return result((int) Eventfd.CALL.invokeExact(callState, initial, flags));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// Unlike the other calls this one returns 0 when there is no such interface.
    ///
    /// @param name ends with a zero octet
    public int ifNametoindex(MemorySegment name) {
        try {
            return (int) IfNametoindex.CALL.invokeExact(callState, name);
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// For the calling thread when `pid` is 0.
    public int schedSetscheduler(int pid, int policy, MemorySegment param) {
        try {
            return result((int) SchedSetscheduler.CALL.invokeExact(callState, pid, policy, param));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int close(int fd) {
        try {
            return result((int) Close.CALL.invokeExact(callState, fd));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    private int result(int returned) {
        return returned < 0 ? -(int) ERRNO.get(callState, 0L) : returned;
    }

    private long result(long returned) {
        return returned < 0 ? -(int) ERRNO.get(callState, 0L) : returned;
    }

    private static AssertionError impossible(Throwable failure) {
        return new AssertionError("a downcall throws nothing", failure);
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    // A class for each function, because a class is initialized when it is first used and its constants are then as
    // good as code.

    private static final class Socket {
        static final MethodHandle CALL = function("socket", INT, INT, INT, INT);
    }

    private static final class Bind {
        static final MethodHandle CALL = function("bind", INT, INT, POINTER, INT);
    }

    private static final class Getsockname {
        static final MethodHandle CALL = function("getsockname", INT, INT, POINTER, POINTER);
    }

    private static final class Setsockopt {
        static final MethodHandle CALL = function("setsockopt", INT, INT, INT, INT, POINTER, INT);
    }

    private static final class Send {
        static final MethodHandle CALL = function("send", LONG, INT, POINTER, LONG, INT);
    }

    private static final class Recv {
        static final MethodHandle CALL = function("recv", LONG, INT, POINTER, LONG, INT);
    }

    private static final class Sendto {
        static final MethodHandle CALL = function("sendto", LONG, INT, POINTER, LONG, INT, POINTER, INT);
    }

    private static final class Recvmsg {
        static final MethodHandle CALL = function("recvmsg", LONG, INT, POINTER, INT);
    }

    private static final class Sendmmsg {
        static final MethodHandle CALL = function("sendmmsg", INT, INT, POINTER, INT, INT);
    }

    private static final class Recvmmsg {
        static final MethodHandle CALL = function("recvmmsg", INT, INT, POINTER, INT, INT, POINTER);
    }

    private static final class Read {
        static final MethodHandle CALL = function("read", LONG, INT, POINTER, LONG);
    }

    private static final class Write {
        static final MethodHandle CALL = function("write", LONG, INT, POINTER, LONG);
    }

    private static final class Poll {
        static final MethodHandle CALL = function("poll", INT, POINTER, LONG, INT);
    }

    private static final class Ppoll {
        static final MethodHandle CALL = function("ppoll", INT, POINTER, LONG, POINTER, POINTER);
    }

    private static final class Eventfd {
        static final MethodHandle CALL = function("eventfd", INT, INT, INT);
    }

    private static final class IfNametoindex {
        static final MethodHandle CALL = function("if_nametoindex", INT, POINTER);
    }

    private static final class SchedSetscheduler {
        static final MethodHandle CALL = function("sched_setscheduler", INT, INT, INT, POINTER);
    }

    private static final class Close {
        static final MethodHandle CALL = function("close", INT, INT);
    }
}
