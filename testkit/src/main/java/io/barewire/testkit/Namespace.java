package io.barewire.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/// A network namespace for one test: a thread steps out of the host's namespace, and what it starts, threads
/// and programs, lives in the new one. The kernel removes it with the last of them.
public final class Namespace {
    private static final int CLONE_NEWNET = 0x40000000;

    private Namespace() {}

    public interface Story {
        void run() throws Exception;
    }

    /// Runs `story` in a new namespace with `lo` up; skips the test, saying why, where that is not allowed.
    public static void inNewNamespace(Story story) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().name("namespace").start(() -> {
            try {
                enter();
                ip("link set lo up");
                story.run();
            } catch (Throwable thrown) {
                failure.set(thrown);
            }
        });
        thread.join();
        switch (failure.get()) {
            case null -> {}
            case Exception exception -> throw exception;
            case Error error -> throw error;
            case Throwable other -> throw new AssertionError(other);
        }
    }

    private static void enter() throws Throwable {
        String host = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        MethodHandle unshare = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("unshare"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        int result = (int) unshare.invokeExact(CLONE_NEWNET);
        if (result != 0) {
            System.out.println("skipped: a network namespace of its own needs CAP_SYS_ADMIN");
        }
        assumeTrue(result == 0, "a network namespace of its own needs CAP_SYS_ADMIN");
        String here =
                Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        assertNotEquals(host, here, "still in the host's namespace");
        // What programs see that we start from here: they must not touch the host's routes.
        assertEquals(here, command(List.of("readlink", "/proc/self/ns/net")).strip());
    }

    /// Runs `ip` with these words.
    ///
    /// @return what it printed
    public static String ip(String words) throws IOException, InterruptedException {
        return run("ip " + words);
    }

    /// Returns when interfaces of this namespace run, which the kernel says of them a moment after they
    /// were taken up.
    public static void awaitRunning(String... links) {
        for (String link : links) {
            Awaitility.await(link).until(() -> ip("-o link show dev " + link).contains(" state UP "));
        }
    }

    /// Runs a program with words that hold no spaces.
    ///
    /// @return what it printed
    public static String run(String words) throws IOException, InterruptedException {
        return command(Arrays.asList(words.split(" ")));
    }

    /// Makes a VRF device in this namespace, and takes it up; skips the test, saying why, where the kernel has none.
    public static void addVrf(String name, int table) throws IOException, InterruptedException {
        String without = "this kernel has no VRF devices (CONFIG_NET_VRF); ./dev vm runs one that has";
        boolean made = new ProcessBuilder("ip", "link", "add", name, "type", "vrf", "table", Integer.toString(table))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        if (!made) {
            System.out.println("skipped: " + without);
        }
        assumeTrue(made, without);
        ip("link set " + name + " up");
    }

    /// The present thread's namespace by a name that programs in another one know it by, as long as the thread is
    /// there: for `ip link … netns`, and in `/proc/…/ns/net` for `nsenter`.
    public static String id() throws IOException {
        return Path.of("/proc/thread-self").toRealPath().getFileName().toString();
    }

    private static String command(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> String.join(" ", words) + ": " + printed);
        return printed;
    }
}
