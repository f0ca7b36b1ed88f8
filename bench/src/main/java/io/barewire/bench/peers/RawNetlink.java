package io.barewire.bench.peers;

import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.Route;
import io.barewire.netlink.RouteBatch;
import io.barewire.netlink.RouteSocket;
import io.barewire.netlink.RouteTemplate;
import io.barewire.testkit.Namespace;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;

/// What the kernel takes at most: the routes of a table in batches, without any daemon. Stands beside the daemons of a
/// [KernelWorkload].
final class RawNetlink implements Daemon {
    private static final int WARM_UP = 20_000;
    static final int MAIN_TABLE = 254;
    static final int PROTOCOL_BGP = 186;
    static final int METRIC = 20;
    private static final Duration LOOK = Duration.ofMillis(1);

    @Override
    public String name() {
        return Comparison.LIMIT;
    }

    @Override
    public boolean hasKernelRoutes() {
        return true;
    }

    @Override
    public boolean reloads() {
        return false;
    }

    @Override
    public Home open(Leftovers leftovers) {
        throw new UnsupportedOperationException("there is no daemon in it");
    }

    /// Adds the routes in their order and deletes them in any: ascending is what the kernel is slowest at.
    static Result measure(List<Prefix> prefixes) {
        Route like = Route.unicast(
                prefixes.getFirst(), MAIN_TABLE, PROTOCOL_BGP, METRIC, List.of(Route.Hop.via(Cable.tester(0))));
        RouteTemplate adding = RouteTemplate.adding(like);
        RouteTemplate deleting = RouteTemplate.deleting(like);
        List<Prefix> shuffled = new ArrayList<>(prefixes);
        Collections.shuffle(shuffled, new Random(1));
        Result result = new Result();
        try {
            Namespace.inNewNamespace(() -> {
                Namespace.ip("link add bench0 type veth peer name bench1");
                Namespace.ip("link set bench1 up");
                Namespace.ip("link set bench0 up");
                Namespace.ip("address add " + Cable.DAEMON + "/16 dev bench0");
                List<Prefix> some = prefixes.subList(0, Math.min(WARM_UP, prefixes.size()));
                try (RouteSocket socket = RouteSocket.open()) {
                    send(socket, some, adding);
                    send(socket, some, deleting);
                    int before = KernelRoutes.ofThread().count();
                    int full = before + prefixes.size();
                    timed("load", result, full, () -> send(socket, prefixes, adding));
                    timed("withdraw", result, before, () -> send(socket, shuffled, deleting));
                }
            });
        } catch (Exception failure) {
            throw new BenchFailure("bare netlink", failure);
        }
        return result;
    }

    private interface Step {
        void run() throws NetlinkException;
    }

    /// No process lives in this namespace, but this thread. Another one looks at the kernel's routes as for a daemon:
    /// looks hold up whoever changes them.
    private static void timed(String key, Result result, int goal, Step step) throws Exception {
        try (Meter meter = new Meter(Machine.namespaceOfThread(), Optional.empty())) {
            FutureTask<Long> seen = new FutureTask<>(() -> {
                KernelRoutes kernel = KernelRoutes.ofThread();
                while (!kernel.isAt(goal)) {
                    Thread.sleep(LOOK);
                }
                return System.nanoTime();
            });
            Meter.Stretch stretch = meter.begin();
            Thread.ofPlatform().daemon().name("kernel-routes").start(seen);
            step.run();
            Phase phase = stretch.end(seen.get());
            result.put(key, phase.seconds()).put(key + ".cpu", phase.generatorCpuSeconds());
            result.others(key, phase);
        }
    }

    private static void send(RouteSocket socket, List<Prefix> prefixes, RouteTemplate message) throws NetlinkException {
        RouteBatch batch = new RouteBatch();
        for (Prefix prefix : prefixes) {
            batch.put(message, prefix);
            if (!batch.hasRoom()) {
                send(socket, batch);
            }
        }
        send(socket, batch);
    }

    private static void send(RouteSocket socket, RouteBatch batch) throws NetlinkException {
        RouteBatch.Result result = socket.send(batch);
        if (!result.refusals().isEmpty()) {
            throw new BenchFailure(
                    "the kernel refused a route: " + result.refusals().getFirst());
        }
    }
}
