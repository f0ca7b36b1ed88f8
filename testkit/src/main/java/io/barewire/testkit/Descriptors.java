package io.barewire.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// What it is like when a process may open nothing more (EMFILE).
public final class Descriptors {
    private static final int RLIMIT_NOFILE = 7;
    private static final MethodHandle GET = function("getrlimit");
    private static final MethodHandle SET = function("setrlimit");

    private Descriptors() {}

    /// Runs `story` while this process gets no descriptor more: not for a socket, and not for a class either, so what
    /// happens meanwhile must have happened once before.
    public static void withoutMore(Namespace.Story story) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment before = arena.allocate(16, 8); // struct rlimit: what is in force, and its bound
            call(GET, before);
            MemorySegment none = arena.allocate(16, 8).copyFrom(before);
            none.set(ValueLayout.JAVA_LONG, 0, 0);
            call(SET, none);
            try {
                story.run();
            } finally {
                call(SET, before);
            }
        }
    }

    private static MethodHandle function(String name) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow(name),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    private static void call(MethodHandle function, MemorySegment limit) {
        int result;
        try {
            result = (int) function.invokeExact(RLIMIT_NOFILE, limit);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
        if (result != 0) {
            throw new AssertionError("the limit of open files cannot be read or set");
        }
    }
}
