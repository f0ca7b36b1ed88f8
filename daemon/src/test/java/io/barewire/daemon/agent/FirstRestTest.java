package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FirstRestTest {
    private static final int NICE = 16; // after the name in /proc/PID/stat (proc_pid_stat(5))

    @TempDir
    Path folder;

    @Test
    void anAgentAtRestRehearsesAtTheLeastPriority() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<String> stat = new AtomicReference<>("");
        try (Node node = new Node(folder, "a", "127.0.0.40");
                Node other = new Node(folder, "b", "127.0.0.41")) {
            node.configure(other, 64512, "10.1.1.0/24", Node.NO_FILTER).start();
            FirstRest.await(node.agent(), List.of(() -> {
                try {
                    stat.set(Files.readString(Path.of("/proc/thread-self/stat")));
                } catch (IOException unreadable) {
                    stat.set(unreadable.toString());
                }
                begun.countDown();
            }));
            assertTrue(begun.await(2, TimeUnit.MINUTES));
        }
        assertEquals("19", stat.get().replaceFirst(".*\\) ", "").split(" ", -1)[NICE]);
    }

    @Test
    void whatIsMissingForItIsNobodysFault() throws Exception {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> uncaught.add(failure));
        try (Node node = new Node(folder, "a", "127.0.0.40");
                Node other = new Node(folder, "b", "127.0.0.41")) {
            node.configure(other, 64512, "10.1.1.0/24", Node.NO_FILTER).start();
            CountDownLatch begun = new CountDownLatch(1);
            FirstRest.await(node.agent(), List.of(() -> {
                        begun.countDown();
                        throw new OutOfMemoryError("unable to create native thread");
                    }))
                    .join();
            assertEquals(0, begun.getCount());
            assertEquals(List.of(), uncaught);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
