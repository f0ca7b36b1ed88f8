package io.barewire.speaker.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.session.Event;
import io.barewire.testkit.Rng;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Routers that peer as their [Wiring] has it, over links that delay and break as the seed has it.
final class SimNet {
    static final PeerConfig.Timers TIMERS =
            new PeerConfig.Timers(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofSeconds(5));

    final EventQueue queue = new EventQueue();
    final List<SimRouter> routers = new ArrayList<>();
    private final Rng rng;
    private final Wiring wiring;
    private final int slowestMillis;
    private final Set<Set<SimRouter>> partitioned = new HashSet<>();

    SimNet(Rng rng, int size) {
        this(rng, size, TIMERS);
    }

    SimNet(Rng rng, int size, PeerConfig.Timers timers) {
        this(rng, size, timers, GracefulRestart.DEFAULT);
    }

    SimNet(Rng rng, int size, PeerConfig.Timers timers, GracefulRestart restart) {
        this(rng, size, timers, restart, new Wiring.FullMesh(Wiring.ONE_PATH));
    }

    SimNet(Rng rng, int size, PeerConfig.Timers timers, GracefulRestart restart, Wiring wiring) {
        this.rng = rng;
        this.wiring = wiring;
        this.slowestMillis = rng.oneOf(1, 20, 400);
        for (int number = 0; number < size; number++) {
            routers.add(new SimRouter(this, number, timers, restart));
        }
    }

    Wiring wiring() {
        return wiring;
    }

    /// Starts everybody, not quite at once.
    void start() {
        for (SimRouter router : routers) {
            queue.after(rng.between(0, 2_000), () -> startAgain(router));
        }
    }

    void startAgain(SimRouter router) {
        if (!router.isAlive()) {
            router.start(routers.stream()
                    .filter(other -> wiring.arePeers(router.number(), other.number()))
                    .toList());
        }
    }

    /// Lets time pass, and looks after everything that happens.
    void run(Duration time, Runnable afterEach) {
        queue.run(time.toMillis(), afterEach);
    }

    void run(Duration time) {
        queue.run(time.toMillis(), () -> {});
    }

    long delay() {
        return rng.between(1, slowestMillis);
    }

    long between(Duration shortest, Duration longest) {
        return rng.between((int) shortest.toMillis(), (int) longest.toMillis());
    }

    boolean isPartitioned(SimRouter one, SimRouter other) {
        return partitioned.contains(Set.of(one, other));
    }

    void partition(SimRouter one, SimRouter other) {
        partitioned.add(Set.of(one, other));
    }

    void heal() {
        partitioned.clear();
    }

    /// A TCP handshake. Across a partition nothing comes back, and the connect retry timer ends it; where no
    /// process listens it is refused.
    SimTcp connect(SimPeer from, SimRouter to) {
        SimTcp tcp = new SimTcp(this, from, to);
        queue.after(delay(), () -> {
            if (isPartitioned(from.router(), to)) {
                return;
            }
            boolean listening = to.isAlive();
            if (listening) {
                // The three-way handshake is over at the connecting end first.
                queue.after(0, () -> from.connected(tcp));
                queue.after(delay(), () -> tcp.arriveAt(to));
            } else {
                queue.after(delay(), () -> from.happens(tcp, new Event.TcpConnectionFails("Connection refused")));
            }
        });
        return tcp;
    }

    Set<Prefix> originatedByTheLiving() {
        Set<Prefix> all = new TreeSet<>();
        routers.stream().filter(SimRouter::isAlive).forEach(router -> all.addAll(router.originated()));
        return all;
    }

    /// Something bad or new happens to somebody.
    void trouble() {
        SimRouter one = rng.oneOf(routers);
        SimRouter other = rng.oneOf(routers);
        switch (rng.between(1, 9)) {
            case 1 -> one.die(true);
            case 2 -> one.die(false);
            case 3, 4 -> startAgain(one);
            case 5 -> one.announce(prefix(rng));
            case 6 -> one.originated().stream().findFirst().ifPresent(one::withdraw);
            case 7 -> {
                if (!one.equals(other)) {
                    partition(one, other);
                }
            }
            case 8 -> heal();
            case 9 -> one.peers().forEach(SimPeer::resetConnections);
            default -> throw new AssertionError();
        }
    }

    /// Peers that live have a session, and everybody knows what the living originate.
    void isSettled() {
        for (SimRouter router : routers) {
            if (!router.isAlive()) {
                continue;
            }
            for (SimPeer peer : router.peers()) {
                assertEquals(
                        peer.other().isAlive(),
                        peer.isEstablished(),
                        () -> router.address() + " and " + peer.other().address() + ": " + peer.state());
            }
            assertEquals(originatedByTheLiving(), router.locRib(), () -> "routes of " + router.address());
        }
    }

    static Prefix prefix(Rng rng) {
        return Prefix.of(IpAddress.ipv4((172 << 24) | (rng.between(16, 31) << 16) | (rng.between(0, 9) << 8)), 24);
    }
}
