package io.barewire.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many IPv4 routes a network namespace has, counted by the kernel in `/proc/net/fib_triestat`.
///
/// A look walks the whole table, and whoever adds routes meanwhile waits for its end when the kernel has to let go of
/// a part of its trie (`synchronize_rcu`). So looks are as far apart as two of them take, or half of the time that is
/// left until the number that is waited for, as far as can be foreseen.
final class KernelRoutes {
    private static final long LEAST_PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 500_000_000;

    private final Path file;
    private long nextLook;
    private long lastLook;
    private int last;
    private int goal;

    /// @param process one in the namespace
    KernelRoutes(long process) {
        this(Path.of("/proc/" + process + "/net/fib_triestat"));
    }

    private KernelRoutes(Path file) {
        this.file = file;
    }

    /// Of the namespace of the thread that looks.
    static KernelRoutes ofThread() {
        return new KernelRoutes(Path.of("/proc/thread-self/net/fib_triestat"));
    }

    /// At most a little old.
    int count() {
        long now = System.nanoTime();
        if (now >= nextLook) {
            int before = last;
            try {
                last = parse(Files.readString(file));
            } catch (IOException failure) {
                throw new BenchFailure("the kernel does not count its routes in " + file, failure);
            }
            long cost = System.nanoTime() - now;
            long left = Math.abs((long) goal - last);
            long moved = Math.abs((long) last - before);
            long halfWay = moved == 0 ? 0 : left * (now - lastLook) / moved / 2;
            nextLook = now + cost + Math.clamp(halfWay, Math.max(LEAST_PAUSE_NANOS, 2 * cost), LONGEST_PAUSE_NANOS);
            lastLook = now;
        }
        return last;
    }

    /// Whether there are just so many, which is waited for.
    boolean isAt(int wanted) {
        goal = wanted;
        return count() == wanted;
    }

    /// The prefixes of the table `Main`.
    static int parse(String triestat) {
        return triestat.lines()
                .dropWhile(line -> !line.startsWith("Main:"))
                .map(String::strip)
                .filter(line -> line.startsWith("Prefixes:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring("Prefixes:".length()).strip()))
                .findFirst()
                .orElseThrow(() -> new BenchFailure("no table Main in fib_triestat"));
    }
}
