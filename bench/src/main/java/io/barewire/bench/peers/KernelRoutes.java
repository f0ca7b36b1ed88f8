package io.barewire.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many IPv4 routes a network namespace has, counted by the kernel in `/proc/net/fib_triestat`.
///
/// A look walks the whole table, and whoever adds routes meanwhile waits for its end when the kernel has to let go of
/// a part of its trie (`synchronize_rcu`). So the next look comes when half of the time has passed that is left until
/// the number that is waited for, as far as can be foreseen, but never later than a third of the time waited so far.
final class KernelRoutes {
    private static final long LEAST_PAUSE_NANOS = 2_000_000;

    private final Path file;
    private int last;
    private int goal = -1;
    private long began;
    private long lastLook;
    private long nextLook;

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
            look(now);
        }
        return last;
    }

    /// Whether there are just so many, which is waited for.
    boolean isAt(int wanted) {
        if (wanted != goal) {
            goal = wanted;
            began = System.nanoTime();
            look(began);
        }
        return count() == wanted;
    }

    private void look(long now) {
        int before = last;
        try {
            last = parse(Files.readString(file));
        } catch (IOException failure) {
            throw new BenchFailure("the kernel does not count its routes in " + file, failure);
        }
        long looked = System.nanoTime();
        nextLook = looked
                + pauseNanos(Math.abs(goal - last), Math.abs(last - before), now - lastLook, now - began, looked - now);
        lastLook = now;
    }

    /// Until the next look.
    ///
    /// @param left routes until the number that is waited for
    /// @param moved routes since the look before
    /// @param since the look before, in nanoseconds
    /// @param waited so far, in nanoseconds
    /// @param cost of this look, in nanoseconds
    static long pauseNanos(long left, long moved, long since, long waited, long cost) {
        long least = Math.max(LEAST_PAUSE_NANOS, 2 * cost);
        long halfWay = moved == 0 ? 0 : left * since / moved / 2;
        return Math.clamp(halfWay, least, Math.max(least, waited / 3));
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
