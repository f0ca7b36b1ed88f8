package io.barewire.bench.kube;

import io.barewire.bench.peers.BenchFailure;
import io.barewire.bench.peers.Commands;
import io.barewire.testkit.Namespace;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/// The network around the measured node: a cable to a namespace with two routers and one node of the mesh in it, which
/// also has the addresses of all other nodes. Those refuse connections.
final class Rack implements AutoCloseable {
    static final IpAddress NODE = IpAddress.parse("10.64.128.1");
    static final List<IpAddress> ROUTERS = List.of(IpAddress.parse("10.64.129.1"), IpAddress.parse("10.64.129.2"));
    static final long ROUTER_AS = 64_513;

    /// What the addresses of nodes are counted from.
    static final IpAddress FIRST_NODE = IpAddress.parse("10.64.0.1");

    private static final String OUR_MAC = "02:00:00:00:00:01";
    private static final String THEIR_MAC = "02:00:00:00:00:02";

    private final CompletableFuture<List<Router>> routers = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    private Rack() {
        thread = Thread.ofPlatform().name("rack").daemon().start(this::run);
    }

    /// Makes the cable from the namespace that this process is in, which must have nothing in it but `lo`.
    ///
    /// @param nodes how many there are, with the measured one
    static Rack build(int nodes) throws IOException {
        requireOwnNamespace();
        Rack rack = new Rack();
        rack.routers(); // the cable is there
        String neighbors = Fleet.others(nodes)
                .mapToObj(Fleet::address)
                .map(address -> "neighbour replace " + address + " lladdr " + THEIR_MAC + " dev bench0 nud permanent\n")
                .collect(Collectors.joining());
        Commands.runWith(
                "address add " + NODE + "/16 dev bench0\nlink set bench0 up\n" + neighbors, "ip", "-batch", "-");
        return rack;
    }

    private static void requireOwnNamespace() throws IOException {
        long others = NetworkInterface.networkInterfaces()
                .filter(each -> !each.getName().equals("lo"))
                .count();
        if (others > 0) {
            throw new BenchFailure("this makes routes and runs agents, so it needs a network namespace of its own:"
                    + " run it as ./dev bench kube, which makes one");
        }
    }

    private void run() {
        try {
            Namespace.inNewNamespace(() -> {
                Namespace.ip("link add bench0 address " + THEIR_MAC + " type veth peer name bench0 address " + OUR_MAC
                        + " netns " + ProcessHandle.current().pid());
                for (IpAddress router : ROUTERS) {
                    Namespace.ip("address add " + router + "/16 dev bench0");
                }
                Namespace.ip("link set bench0 up");
                Namespace.ip("neighbour replace " + NODE + " lladdr " + OUR_MAC + " dev bench0 nud permanent");
                Namespace.ip("route add local 10.64.0.0/17 dev lo");
                serve();
            });
        } catch (Exception | AssertionError failure) {
            routers.completeExceptionally(failure);
        }
    }

    private void serve() throws Exception {
        List<Router> all = new ArrayList<>();
        try {
            for (IpAddress router : ROUTERS) {
                all.add(Router.start(router, ROUTER_AS));
            }
            all.add(Router.start(Fleet.address(1), Fleet.AS));
            routers.complete(List.copyOf(all));
            over.await();
        } finally {
            all.forEach(Router::close);
        }
    }

    private List<Router> routers() {
        try {
            return routers.get();
        } catch (ExecutionException failure) {
            throw new BenchFailure("no network namespace for the routers", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", interrupted);
        }
    }

    /// The one whose clock counts.
    Router router() {
        return routers().getFirst();
    }

    /// The other node of the mesh that is really there.
    Router meshNode() {
        return routers().getLast();
    }

    /// What was announced to them so far is of no interest any more.
    void forget() {
        routers().forEach(Router::forget);
    }

    @Override
    public void close() {
        over.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
