package io.barewire.netlink;

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
/// An instance holds the native place for `errno` and belongs to one thread at a time. The handles are made
/// when the first instance is, which costs a tenth of a second of processor time: do that on the thread that
/// uses them. No call is `critical`: one that waits for a kernel lock must not hold up the garbage collector.
///
/// The constants are those of the generic Linux ABI, which x86-64, aarch64 and riscv64 share.
final class Libc {
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_RCVBUF = 8;
    static final int SO_ATTACH_FILTER = 26;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final int SOL_NETLINK = 270;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int POLLIN = 1;
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final FunctionDescriptor BUFFER_WITH_FLAGS = FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT);
    private static final FunctionDescriptor BUFFER = FunctionDescriptor.of(LONG, INT, POINTER, LONG);

    private static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle BIND = function("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
    private static final MethodHandle GETSOCKNAME =
            function("getsockname", FunctionDescriptor.of(INT, INT, POINTER, POINTER));
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));
    private static final MethodHandle SEND = function("send", BUFFER_WITH_FLAGS);
    private static final MethodHandle RECV = function("recv", BUFFER_WITH_FLAGS);
    private static final MethodHandle READ = function("read", BUFFER);
    private static final MethodHandle WRITE = function("write", BUFFER);
    private static final MethodHandle POLL = function("poll", FunctionDescriptor.of(INT, POINTER, LONG, INT));
    private static final MethodHandle EVENTFD = function("eventfd", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

    private final MemorySegment callState;

    Libc(Arena arena) {
        callState = arena.allocate(CALL_STATE);
    }

    private static MethodHandle function(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }

    int socket(int domain, int type, int protocol) {
        try {
            return result((int) SOCKET.invokeExact(callState, domain, type, protocol));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    int bind(int fd, MemorySegment address) {
        try {
            return result((int) BIND.invokeExact(callState, fd, address, (int) address.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    int getsockname(int fd, MemorySegment address, MemorySegment length) {
        try {
            return result((int) GETSOCKNAME.invokeExact(callState, fd, address, length));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    int setsockopt(int fd, int level, int option, MemorySegment value) {
        try {
            return result((int) SETSOCKOPT.invokeExact(callState, fd, level, option, value, (int) value.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    long send(int fd, MemorySegment data, int flags) {
        try {
            return result((long) SEND.invokeExact(callState, fd, data, data.byteSize(), flags));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    long recv(int fd, MemorySegment buffer, int flags) {
        try {
            return result((long) RECV.invokeExact(callState, fd, buffer, buffer.byteSize(), flags));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    long read(int fd, MemorySegment buffer) {
        try {
            return result((long) READ.invokeExact(callState, fd, buffer, buffer.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    long write(int fd, MemorySegment data) {
        try {
            return result((long) WRITE.invokeExact(callState, fd, data, data.byteSize()));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    int poll(MemorySegment descriptors, long count, int timeoutMillis) {
        try {
            return result((int) POLL.invokeExact(callState, descriptors, count, timeoutMillis));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    int eventfd(int initial, int flags) {
        try {
            return result((int) EVENTFD.invokeExact(callState, initial, flags));
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    int close(int fd) {
        try {
            return result((int) CLOSE.invokeExact(callState, fd));
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
}
