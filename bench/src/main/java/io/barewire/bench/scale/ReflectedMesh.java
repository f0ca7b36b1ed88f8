package io.barewire.bench.scale;

import io.barewire.mesh.objects.Node;
import io.barewire.mesh.plan.Reflectors;
import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// Reflectors and their clients, as the agents choose them. A reflector tells what it knows to whoever comes up, and
/// news to all, by the rules of RFC 4456 §6: what clients say to everybody, what other reflectors say to clients. A
/// path that has passed fewer reflectors is better (§9), and news again. Clients hear each route from each of their
/// reflectors.
final class ReflectedMesh {
    private static final AddressFamily FAMILY = AddressFamily.IPV4;

    /// What a reflector has as its best path of a route.
    private static final byte NOTHING = 0;

    private static final byte BY_REFLECTOR = 1;
    private static final byte BY_NON_CLIENT = 2;
    private static final byte BY_CLIENT = 3;

    /// What happens at reflectors, where order matters.
    private sealed interface Event {
        long at();

        record Up(long at, int one, int other) implements Event {}

        /// @param best what it is for the receiver
        record Told(long at, int reflector, int from, int route, byte best) implements Event {}
    }

    private final Machines machines;
    private final List<Node> nodes;
    private final Reflectors reflectors;
    private final byte[][] best;
    private final BitSet[] known;
    private final List<List<Integer>> peersUp = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at));

    private ReflectedMesh(Machines machines) {
        this.machines = machines;
        this.nodes = machines.nodes();
        this.reflectors = Reflectors.among(nodes);
        this.best = new byte[nodes.size()][];
        this.known = new BitSet[nodes.size()];
        Arrays.setAll(known, _ -> new BitSet(nodes.size()));
        for (int node = 0; node < nodes.size(); node++) {
            known[node].set(node);
            peersUp.add(new ArrayList<>());
            best[node] = new byte[reflects(node) ? nodes.size() : 0];
            if (reflects(node)) {
                best[node][node] = BY_NON_CLIENT;
            }
        }
    }

    /// @throws IllegalStateException when some node does not get to know some subnet: a fault of the choice or the
    ///     model
    static Outcome run(Machines machines) {
        return new ReflectedMesh(machines).run();
    }

    private boolean reflects(int node) {
        return reflectors.reflects(nodes.get(node), FAMILY);
    }

    private boolean arePeers(int one, int other) {
        return reflectors.arePeers(nodes.get(one), nodes.get(other), FAMILY);
    }

    private Outcome run() {
        int[] order = machines.inOrderOfStart();
        int[] reflecting = IntStream.of(order).filter(this::reflects).toArray();
        boolean[] started = new boolean[nodes.size()];
        for (int one : order) {
            happen(machines.start(one));
            started[one] = true;
            for (int other : reflects(one) ? order : reflecting) {
                if (other != one && started[other] && arePeers(one, other)) {
                    events.add(new Event.Up(machines.session(one, other, machines.start(one)), one, other));
                }
            }
        }
        happen(Long.MAX_VALUE);
        for (int node = 0; node < nodes.size(); node++) {
            if (known[node].cardinality() != nodes.size()) {
                throw new IllegalStateException(
                        nodes.get(node).name() + " knows " + known[node].cardinality() + " subnets of " + nodes.size());
            }
        }
        return machines.outcome("route-reflector");
    }

    private void happen(long until) {
        for (Event next = events.peek(); next != null && next.at() <= until; next = events.peek()) {
            events.remove();
            switch (next) {
                case Event.Up(long at, int one, int other) -> {
                    peersUp.get(one).add(other);
                    peersUp.get(other).add(one);
                    begin(one, other, at);
                    begin(other, one, at);
                }
                case Event.Told told -> told(told);
            }
        }
    }

    private void begin(int from, int to, long at) {
        if (!reflects(from)) {
            machines.builds(from, at);
            send(from, to, from, at);
            return;
        }
        for (int route = 0; route < nodes.size(); route++) {
            if (tells(from, to, route)) {
                machines.builds(from, at);
                send(from, to, route, at);
            }
        }
    }

    /// RFC 4456 §6, and nothing back to where it came from.
    private boolean tells(int reflector, int to, int route) {
        byte path = best[reflector][route];
        boolean own = route == reflector;
        boolean toClient = !reflects(to);
        return path != NOTHING && route != to && (own || toClient || path == BY_CLIENT);
    }

    private void send(int from, int to, int route, long at) {
        long arrives = machines.writes(from, at);
        if (reflects(to)) {
            byte path = !reflects(from) ? BY_CLIENT : from == route ? BY_NON_CLIENT : BY_REFLECTOR;
            events.add(new Event.Told(arrives, to, from, route, path));
            return;
        }
        learns(to, route, machines.receives(to, arrives));
    }

    private void learns(int node, int route, long at) {
        if (!known[node].get(route)) {
            known[node].set(route);
            machines.news(at);
        }
    }

    private void told(Event.Told told) {
        int reflector = told.reflector();
        long at = machines.receives(reflector, told.at());
        learns(reflector, told.route(), at);
        if (told.best() <= best[reflector][told.route()]) {
            return;
        }
        best[reflector][told.route()] = told.best();
        machines.builds(reflector, at);
        for (int peer : peersUp.get(reflector)) {
            if (peer != told.from() && tells(reflector, peer, told.route())) {
                send(reflector, peer, told.route(), at);
            }
        }
    }
}
