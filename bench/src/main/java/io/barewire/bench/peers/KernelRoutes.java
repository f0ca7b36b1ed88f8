package io.barewire.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many IPv4 routes a network namespace has, counted by the kernel in `/proc/net/fib_triestat`. Each look costs the
/// more the more there are, so looks are as far apart as four of them take.
final class KernelRoutes {
    private static final long LEAST_PAUSE_NANOS = 2_000_000;

    private final Path file;
    private long nextLook;
    private int last;

    /// @param process one in the namespace
    KernelRoutes(long process) {
        file = Path.of("/proc/" + process + "/net/fib_triestat");
    }

    /// At most a little old.
    int count() {
        long now = System.nanoTime();
        if (now >= nextLook) {
            try {
                last = parse(Files.readString(file));
            } catch (IOException failure) {
                throw new BenchFailure("the kernel does not count its routes in " + file, failure);
            }
            nextLook = System.nanoTime() + Math.max(LEAST_PAUSE_NANOS, 4 * (System.nanoTime() - now));
        }
        return last;
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
