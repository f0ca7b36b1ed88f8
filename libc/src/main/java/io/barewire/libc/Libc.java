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
/// An instance holds the native place for `errno` and belongs to one thread at a time. No call is `critical`: one that
/// waits for a kernel lock must not hold up the garbage collector.
///
/// A call's handle is made when the call is first made. Each new sequence of argument types costs some ten
/// milliseconds of processor time then, so functions share few: a number travels as a word of 64
/// bits, and what a function does not have is 0, both of which the calling conventions of Linux allow.
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
    public static final int PRIO_PROCESS = 0;
    public static final int IN_NONBLOCK = 0x800;
    public static final int IN_CLOEXEC = 0x80000;
    public static final int IN_MODIFY = 0x2;
    public static final int IN_ATTRIB = 0x4;
    public static final int IN_CLOSE_WRITE = 0x8;
    public static final int IN_MOVED_FROM = 0x40;
    public static final int IN_MOVED_TO = 0x80;
    public static final int IN_CREATE = 0x100;
    public static final int IN_DELETE = 0x200;
    public static final int IN_Q_OVERFLOW = 0x4000;
    public static final int IN_IGNORED = 0x8000;
    public static final int IN_ONLYDIR = 0x1000000;

    private static final MemoryLayout WORD = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final MemorySegment NULL = MemorySegment.NULL;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MemorySegment callState;

    public Libc(Arena arena) {
        callState = arena.allocate(CALL_STATE);
    }

    public int socket(int domain, int type, int protocol) {
        try {
            return result((int) (long) Socket.CALL.invokeExact(callState, (long) domain, (long) type, (long) protocol));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int bind(int fd, MemorySegment address) {
        try {
            return result((int)
                    (long) Bind.CALL.invokeExact(callState, (long) fd, address, address.byteSize(), 0L, NULL, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int getsockname(int fd, MemorySegment address, MemorySegment length) {
        try {
            return result(
                    (int) (long) Getsockname.CALL.invokeExact(callState, number(fd), address, length, NULL, NULL));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        try {
            return result((int) (long) Setsockopt.CALL.invokeExact(
                    callState, number(fd), number(level), number(option), value, number(value.byteSize())));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long send(int fd, MemorySegment data, int flags) {
        try {
            return result(
                    (long) Send.CALL.invokeExact(callState, (long) fd, data, data.byteSize(), (long) flags, NULL, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long recv(int fd, MemorySegment buffer, int flags) {
        try {
            return result((long)
                    Recv.CALL.invokeExact(callState, (long) fd, buffer, buffer.byteSize(), (long) flags, NULL, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long sendto(int fd, MemorySegment data, int flags, MemorySegment address) {
        try {
            return result((long) Sendto.CALL.invokeExact(
                    callState, (long) fd, data, data.byteSize(), (long) flags, address, address.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long recvmsg(int fd, MemorySegment msghdr, int flags) {
        try {
            return result((long) Recvmsg.CALL.invokeExact(callState, (long) fd, msghdr, (long) flags, 0L, NULL, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// @return how many datagrams were sent; an error only when the first one was not
    public int sendmmsg(int fd, MemorySegment mmsghdrs, int count, int flags) {
        try {
            return result((int) (long)
                    Sendmmsg.CALL.invokeExact(callState, (long) fd, mmsghdrs, (long) count, (long) flags, NULL, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// @return how many datagrams were waiting, up to `count`
    public int recvmmsg(int fd, MemorySegment mmsghdrs, int count, int flags) {
        try {
            return result((int) (long)
                    Recvmmsg.CALL.invokeExact(callState, (long) fd, mmsghdrs, (long) count, (long) flags, NULL, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long read(int fd, MemorySegment buffer) {
        try {
            return result((long) Read.CALL.invokeExact(callState, (long) fd, buffer, buffer.byteSize(), 0L, NULL, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public long write(int fd, MemorySegment data) {
        try {
            return result((long) Write.CALL.invokeExact(callState, (long) fd, data, data.byteSize(), 0L, NULL, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int poll(MemorySegment descriptors, long count, int timeoutMillis) {
        try {
            return result((int) (long)
                    Poll.CALL.invokeExact(callState, descriptors, number(count), number(timeoutMillis), NULL, NULL));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// As [#poll], with a `struct timespec` and so with nanoseconds, and without an object for each call.
    public int ppoll(MemorySegment descriptors, long count, MemorySegment timeout) {
        try {
            return result((int) (long) Ppoll.CALL.invokeExact(callState, descriptors, count, timeout, NULL));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int eventfd(int initial, int flags) {
        try {
            return result((int) (long) Eventfd.CALL.invokeExact(callState, (long) initial, (long) flags, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int inotifyInit1(int flags) {
        try {
            return result((int) (long) InotifyInit1.CALL.invokeExact(callState, (long) flags, 0L, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// @param path ends with a zero octet
    public int inotifyAddWatch(int fd, MemorySegment path, int mask) {
        try {
            return result((int)
                    (long) InotifyAddWatch.CALL.invokeExact(callState, number(fd), path, number(mask), NULL, NULL));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// Unlike the other calls this one returns 0 when there is no such interface.
    ///
    /// @param name ends with a zero octet
    public int ifNametoindex(MemorySegment name) {
        try {
            return (int) (long) IfNametoindex.CALL.invokeExact(callState, name, NULL, NULL, NULL, NULL);
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// For the calling thread when `pid` is 0.
    public int schedSetscheduler(int pid, int policy, MemorySegment param) {
        try {
            return result((int) (long)
                    SchedSetscheduler.CALL.invokeExact(callState, number(pid), number(policy), param, NULL, NULL));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// For the calling thread when `which` is [#PRIO_PROCESS] and `who` is 0; threads that it starts inherit it.
    ///
    /// @param nice -20 to 19, the least
    public int setpriority(int which, int who, int nice) {
        try {
            return result((int) (long) Setpriority.CALL.invokeExact(callState, (long) which, (long) who, (long) nice));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    public int close(int fd) {
        try {
            return result((int) (long) Close.CALL.invokeExact(callState, (long) fd, 0L, 0L));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /// In the place of a pointer.
    private static MemorySegment number(long word) {
        return MemorySegment.ofAddress(word);
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

    /// The argument types of functions; all return a word. The linker makes one way for each and remembers it.
    private static final class Shape {
        static final FunctionDescriptor NUMBERS = FunctionDescriptor.of(WORD, WORD, WORD, WORD);
        /// Of calls that may come often: a descriptor, octets, numbers, and the address of a peer.
        static final FunctionDescriptor DATA = FunctionDescriptor.of(WORD, WORD, POINTER, WORD, WORD, POINTER, WORD);
        /// Of the others, whose numbers then cost an object each.
        static final FunctionDescriptor POINTERS =
                FunctionDescriptor.of(WORD, POINTER, POINTER, POINTER, POINTER, POINTER);
        /// Of the one call that a loop without garbage makes and that has another shape.
        static final FunctionDescriptor POLL = FunctionDescriptor.of(WORD, POINTER, WORD, POINTER, POINTER);
    }

    private static MethodHandle function(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }

    // A class for each function, because a class is initialized when it is first used and its constants are then as
    // good as code.

    private static final class Socket {
        static final MethodHandle CALL = function("socket", Shape.NUMBERS);
    }

    private static final class Bind {
        static final MethodHandle CALL = function("bind", Shape.DATA);
    }

    private static final class Getsockname {
        static final MethodHandle CALL = function("getsockname", Shape.POINTERS);
    }

    private static final class Setsockopt {
        static final MethodHandle CALL = function("setsockopt", Shape.POINTERS);
    }

    private static final class Send {
        static final MethodHandle CALL = function("send", Shape.DATA);
    }

    private static final class Recv {
        static final MethodHandle CALL = function("recv", Shape.DATA);
    }

    private static final class Sendto {
        static final MethodHandle CALL = function("sendto", Shape.DATA);
    }

    private static final class Recvmsg {
        static final MethodHandle CALL = function("recvmsg", Shape.DATA);
    }

    private static final class Sendmmsg {
        static final MethodHandle CALL = function("sendmmsg", Shape.DATA);
    }

    private static final class Recvmmsg {
        static final MethodHandle CALL = function("recvmmsg", Shape.DATA);
    }

    private static final class Read {
        static final MethodHandle CALL = function("read", Shape.DATA);
    }

    private static final class Write {
        static final MethodHandle CALL = function("write", Shape.DATA);
    }

    private static final class Poll {
        static final MethodHandle CALL = function("poll", Shape.POINTERS);
    }

    private static final class Ppoll {
        static final MethodHandle CALL = function("ppoll", Shape.POLL);
    }

    private static final class Eventfd {
        static final MethodHandle CALL = function("eventfd", Shape.NUMBERS);
    }

    private static final class InotifyInit1 {
        static final MethodHandle CALL = function("inotify_init1", Shape.NUMBERS);
    }

    private static final class InotifyAddWatch {
        static final MethodHandle CALL = function("inotify_add_watch", Shape.POINTERS);
    }

    private static final class IfNametoindex {
        static final MethodHandle CALL = function("if_nametoindex", Shape.POINTERS);
    }

    private static final class Setpriority {
        static final MethodHandle CALL = function("setpriority", Shape.NUMBERS);
    }

    private static final class SchedSetscheduler {
        static final MethodHandle CALL = function("sched_setscheduler", Shape.POINTERS);
    }

    private static final class Close {
        static final MethodHandle CALL = function("close", Shape.NUMBERS);
    }
}
