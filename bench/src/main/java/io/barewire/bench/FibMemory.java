package io.barewire.bench;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;

import io.barewire.fib.FibConfig;
import io.barewire.fib.KernelFib;
import io.barewire.rib.RouteChange;
import io.barewire.rib.ScopedNextHop;
import io.barewire.testkit.Rng;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.Prefix;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// What a route in the kernel costs in our heap: the heap is walked (the JVM's class histogram, after a collection)
/// before a table of so many routes goes into the kernel and when all are in it. As root; one argument, the number of
/// routes.
public final class FibMemory {
    private static final int BATCH = 4096;

    private FibMemory() {}

    public static void main(String[] words) throws Exception {
        int routes = Integer.parseInt(words[0]);
        inNewNamespace(() -> {
            ip("link add left type veth peer name right");
            ip("link set right up");
            ip("link set left up");
            ip("address add 192.0.2.1/24 dev left");
            try (KernelFib fib = KernelFib.open(FibConfig.DEFAULT, InstantSource.system())) {
                fib.converged();
                long before = RibOctets.sum(RibOctets.histogram());
                fill(fib, routes);
                while (fib.totals().installed() < routes) {
                    LockSupport.parkNanos(10_000_000);
                }
                System.out.printf(
                        "%,d routes in the kernel, %.1f octets of heap each%n",
                        routes, (RibOctets.sum(RibOctets.histogram()) - before) / (double) routes);
            }
        });
    }

    private static void fill(KernelFib fib, int routes) {
        List<ScopedNextHop> via = List.of(ScopedNextHop.of(NextHop.of(IpAddress.parse("192.0.2.2"))));
        List<RouteChange> batch = new ArrayList<>();
        for (Nlri block : DfzLikeTable.blocks(routes, new Rng(1))) {
            for (Prefix prefix : block.toList()) {
                batch.add(new RouteChange(prefix, via));
                if (batch.size() == BATCH) {
                    fib.apply(batch);
                    batch.clear();
                }
            }
        }
        fib.apply(batch);
    }
}
