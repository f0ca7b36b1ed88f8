package io.barewire.speaker.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.LocRibEntry;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.AddPath;
import io.barewire.speaker.GracefulRestart;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.wire.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Clusters of reflectors (RFC 4456) and routers that tell all their paths (RFC 7911), through deaths, partitions and
/// lost connections.
class ReflectionSimulationTest {
    private static final Duration QUIET = Duration.ofMinutes(3);

    @Test
    void clustersConvergeWhateverHappens() {
        Seeds.forSeeds(100, rng -> {
            SimNet net = net(rng, clusters(rng, Wiring.ONE_PATH));
            live(net, rng);
            net.isSettled();
        });
    }

    /// RFC 4456 §7: why a cluster has two.
    @Test
    void oneReflectorOfAClusterIsEnough() {
        Seeds.forSeeds(50, rng -> {
            List<Boolean> reflector = new ArrayList<>(List.of(true, true));
            List<Integer> cluster = new ArrayList<>(List.of(0, 0));
            for (int i = rng.between(2, 4); i > 0; i--) {
                reflector.add(false);
                cluster.add(0);
            }
            SimNet net = net(rng, new Wiring.Clusters(cluster, reflector, rng.oneIn(2), Wiring.ONE_PATH));
            net.start();
            net.run(QUIET);
            net.routers.get(rng.between(0, 1)).die(rng.oneIn(2));
            net.run(QUIET);
            net.isSettled();
        });
    }

    @Test
    void everyPathReachesEverybody() {
        Seeds.forSeeds(100, rng -> {
            Wiring wiring = rng.oneIn(2) ? clusters(rng, Wiring.ALL_PATHS) : new Wiring.FullMesh(Wiring.ALL_PATHS);
            SimNet net = net(rng, wiring);
            live(net, rng);
            net.isSettled();
            net.routers.forEach(router -> hasEveryPath(router, net.routers));
        });
    }

    private static void hasEveryPath(SimRouter router, List<SimRouter> all) {
        for (LocRibEntry entry : router.core().rib().locRib(RouteQuery.first(RouteQuery.MOST_ROUTES))) {
            Set<IpAddress> told = entry.paths().stream()
                    .flatMap(path -> path.nextHop().stream())
                    .map(nextHop -> nextHop.address())
                    .collect(Collectors.toSet());
            Set<IpAddress> origins = all.stream()
                    .filter(other -> other.originated().contains(entry.prefix()) && !other.equals(router))
                    .map(SimRouter::address)
                    .collect(Collectors.toSet());
            assertEquals(origins, told, () -> entry.prefix() + " at " + router.address());
        }
    }

    /// Trouble, then quiet with everybody back.
    private static void live(SimNet net, Rng rng) {
        net.start();
        for (int i = rng.between(5, 40); i > 0; i--) {
            net.run(Duration.ofMillis(rng.between(1, 8_000)));
            net.trouble();
        }
        net.heal();
        net.routers.forEach(net::startAgain);
        net.run(QUIET);
        assertTrue(net.routers.stream().allMatch(SimRouter::isAlive));
    }

    private static SimNet net(Rng rng, Wiring wiring) {
        int size =
                wiring instanceof Wiring.Clusters clusters ? clusters.cluster().size() : rng.between(2, 5);
        SimNet net = new SimNet(rng, size, SimNet.TIMERS, GracefulRestart.DEFAULT, wiring);
        net.routers.forEach(router -> router.announce(SimNet.prefix(rng)));
        return net;
    }

    private static Wiring.Clusters clusters(Rng rng, AddPath addPath) {
        List<Boolean> reflector = new ArrayList<>();
        List<Integer> cluster = new ArrayList<>();
        for (int number = rng.between(1, 3); number > 0; number--) {
            int reflectors = rng.between(1, 2);
            for (int i = reflectors + rng.between(1, 2); i > 0; i--) {
                reflector.add(i <= reflectors);
                cluster.add(number);
            }
        }
        return new Wiring.Clusters(cluster, reflector, rng.oneIn(2), addPath);
    }
}
