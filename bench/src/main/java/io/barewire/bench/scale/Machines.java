package io.barewire.bench.scale;

import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.plan.Reflectors;
import io.barewire.wire.IpAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The nodes of a mesh in virtual time, with one host subnet each. A node does one thing at a time, in the order in
/// which things reach it. Messages are those of BGP: an OPEN and a KEEPALIVE from each end, an UPDATE for each
/// subnet, as next hops differ, and an End-of-RIB.
///
/// Not in it: TCP's windows, lost packets, kernels, and KEEPALIVEs that only keep a session.
final class Machines {
    private static final int MESSAGES_OF_A_SESSION = 2 * (1 + 1 + 1);

    private final Costs costs;
    private final List<Node> nodes;
    private final long[] starts;
    private final long[] busyUntil;
    private final long[] worked;
    private final int[] sessions;
    private final long[] paths;
    private long allSessions;
    private long updates;
    private long lastNews;

    Machines(int size, int zones, Costs costs, long seed) {
        this.costs = costs;
        this.nodes = IntStream.range(0, size)
                .mapToObj(number -> node(number, "zone-" + number % zones))
                .toList();
        this.starts = new SplittableRandom(seed).longs(size, 0, costs.start()).toArray();
        this.busyUntil = new long[size];
        this.worked = new long[size];
        this.sessions = new int[size];
        this.paths = new long[size];
    }

    private static Node node(int number, String zone) {
        return new Node(
                "node-" + number,
                Origin.NONE,
                Map.of(Reflectors.ZONE_LABEL, zone),
                List.of(IpAddress.ipv4((10 << 24) | (number + 1))),
                Map.of(),
                Map.of(),
                true);
    }

    List<Node> nodes() {
        return nodes;
    }

    long start(int node) {
        return starts[node];
    }

    int[] inOrderOfStart() {
        return IntStream.range(0, nodes.size())
                .boxed()
                .sorted(Comparator.comparingLong(node -> starts[node]))
                .mapToInt(node -> node)
                .toArray();
    }

    private long work(int node, long from, long takes) {
        busyUntil[node] = Math.max(busyUntil[node], from) + takes;
        worked[node] += takes;
        return busyUntil[node];
    }

    /// @return when both ends have done what it takes
    long session(int one, int other, long begin) {
        allSessions++;
        sessions[one]++;
        sessions[other]++;
        long here = work(one, begin, costs.session());
        long there = work(other, begin + costs.delay(), costs.session());
        return Math.max(here, there) + 2 * costs.delay();
    }

    void builds(int node, long from) {
        work(node, from, costs.build());
    }

    /// One UPDATE to one peer.
    ///
    /// @return when it is there
    long writes(int node, long from) {
        return work(node, from, costs.write()) + costs.delay();
    }

    /// @return when it is decided on
    long receives(int node, long arrived) {
        updates++;
        paths[node]++;
        return work(node, arrived, costs.receive());
    }

    /// A node got to know a subnet.
    void news(long at) {
        lastNews = Math.max(lastNews, at);
    }

    Outcome outcome(String topology) {
        return new Outcome(
                topology,
                nodes.size(),
                allSessions,
                IntStream.of(sessions).max().orElse(0),
                allSessions * MESSAGES_OF_A_SESSION + updates,
                LongStream.of(paths).max().orElse(0),
                lastNews - LongStream.of(starts).max().orElse(0),
                LongStream.of(worked).max().orElse(0));
    }
}
