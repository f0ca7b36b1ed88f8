package io.barewire.bench;

import io.barewire.fib.FibConfig;
import io.barewire.fib.FibTotals;
import io.barewire.fib.KernelFib;
import io.barewire.netlink.Link;
import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.Route;
import io.barewire.netlink.RouteBatch;
import io.barewire.netlink.RouteSocket;
import io.barewire.netlink.RouteTemplate;
import io.barewire.rib.RouteChange;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// 20,000 routes into a kernel and out again; one operation is one route, added and deleted. `raw` is the limit: the
/// same messages without a book. `fib` is what the product does: diff, ownership, state of every route.
///
/// Runs only in a network namespace that has nothing but its loopback, which `./dev bench micro` makes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NetlinkBenchmark {
    private static final int ROUTES = 20_000;
    private static final IpAddress GATEWAY = IpAddress.parse("192.0.2.2");
    private static final Route LIKE =
            Route.unicast(Prefix.parse("10.0.0.0/24"), 254, 186, 20, List.of(Route.Hop.via(GATEWAY)));

    private final List<Prefix> prefixes = new ArrayList<>();
    private final List<RouteChange> wanted = new ArrayList<>();
    private final List<RouteChange> gone = new ArrayList<>();

    private final RouteTemplate adding = RouteTemplate.adding(LIKE);
    private final RouteTemplate deleting = RouteTemplate.deleting(LIKE);

    @Setup
    public void build() throws Exception {
        try (RouteSocket socket = RouteSocket.open()) {
            List<Link> links = socket.links();
            if (links.size() != 1) {
                throw new IllegalStateException(
                        "not an empty network namespace: run this by ./dev bench micro, as root");
            }
        }
        ip("link add bench0 type veth peer name bench1");
        ip("link set bench1 up");
        ip("link set bench0 up");
        ip("address add 192.0.2.1/24 dev bench0");
        for (int i = 0; i < ROUTES; i++) {
            Prefix prefix = Prefix.of(IpAddress.ipv4(0x0A000000 | i << 8), 24);
            prefixes.add(prefix);
            wanted.add(new RouteChange(prefix, List.of(ScopedNextHop.of(NextHop.of(GATEWAY)))));
            gone.add(new RouteChange(prefix, List.of()));
        }
        // The kernel's trie deletes in ascending order far slower than in any other.
        Collections.shuffle(prefixes, new Random(1));
    }

    @TearDown
    public void removeLinks() throws Exception {
        ip("link delete bench0");
    }

    @Benchmark
    @OperationsPerInvocation(ROUTES)
    public int raw() throws NetlinkException {
        try (RouteSocket socket = RouteSocket.open()) {
            return send(socket, adding) + send(socket, deleting);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUTES)
    public long fib() throws NetlinkException {
        try (KernelFib fib = KernelFib.open(FibConfig.DEFAULT, InstantSource.system())) {
            fib.converged();
            fib.apply(wanted);
            await(fib, ROUTES);
            fib.apply(gone);
            await(fib, 0);
            return fib.totals().deleted();
        }
    }

    private static void await(KernelFib fib, int installed) {
        for (FibTotals now = fib.totals(); now.installed() != installed || now.pending() != 0; now = fib.totals()) {
            Thread.onSpinWait();
        }
    }

    private int send(RouteSocket socket, RouteTemplate message) throws NetlinkException {
        RouteBatch batch = new RouteBatch();
        int sent = 0;
        for (Prefix prefix : prefixes) {
            batch.put(message, prefix);
            if (!batch.hasRoom()) {
                sent += send(socket, batch);
            }
        }
        return sent + send(socket, batch);
    }

    private static int send(RouteSocket socket, RouteBatch batch) throws NetlinkException {
        RouteBatch.Result result = socket.send(batch);
        if (!result.refusals().isEmpty()) {
            throw new IllegalStateException(result.refusals().getFirst().toString());
        }
        return result.known();
    }

    private static void ip(String words) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(("ip " + words).split(" ")).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("ip " + words + " failed");
        }
    }
}
