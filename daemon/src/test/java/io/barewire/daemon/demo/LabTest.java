package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The network of the demo with routes set by hand: what the demo claims to see must be there to be seen, and its
/// failures too.
@Tag("root")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LabTest {
    private static final List<Family> BOTH = List.of(Family.values());

    private final Screen screen = new Screen(System.out, false);
    private final Topology topology = Topology.of(2, BOTH);
    private final Node first = topology.nodes().getFirst();
    private final Node second = topology.nodes().getLast();

    private final Path folder;
    private final Lab lab;

    LabTest(@TempDir Path folder) {
        this.folder = folder;
        String name = "t" + ProcessHandle.current().pid();
        this.lab = new Lab(name, topology, folder, "unused", false, new Commands(Map.of()));
    }

    @AfterEach
    void takeDown() throws InterruptedException {
        lab.takeDown(screen);
        assertEquals(List.of(), lab.remains());
        screen.close();
    }

    private void route(Node from, Node to) throws InterruptedException {
        for (Family family : BOTH) {
            lab.node(from)
                    .ip("route add " + to.hostSubnet(family) + " via " + to.nextHop(family)
                            + " dev eth0 proto bgp metric 20");
        }
    }

    @Test
    void podsReachEachOtherOverTheBareWireOnceTheKernelsHaveRoutes() throws InterruptedException {
        lab.layOut(screen);
        Pings pings = new Pings(lab);
        assertThrows(StepFailure.class, () -> pings.everyPair(screen));
        route(first, second);
        route(second, first);
        assertEquals(List.of(), lab.kernelRoutes(first).differencesFrom(lab.wantedRoutes(first, _ -> true)));
        pings.everyPair(screen);
        for (Family family : BOTH) {
            pings.bareWire(first, second, family, 1500, 2);
            assertThrows(StepFailure.class, () -> pings.bareWire(first, second, family, 1501, 2));
        }
    }

    @Test
    void aRouteLostForAMomentIsSeenByTheKernelsRecordAndByThePing() throws InterruptedException {
        lab.layOut(screen);
        route(first, second);
        route(second, first);
        RouteWatch watch = RouteWatch.start(lab, first, screen);
        Pings.Lasting ping = new Pings(lab).lasting(first, second, Family.IPV4);
        Waiting.until(Duration.ofSeconds(30), screen, () -> answered(3));
        lab.node(first).ip("route delete " + second.hostSubnet(Family.IPV4));
        Waiting.until(
                Duration.ofSeconds(30),
                screen,
                () -> lab.logged("ping-pod1-pod2-ipv4").contains("Unreachable")
                        ? Optional.empty()
                        : Optional.of("an unreachable pod"));
        lab.node(first)
                .ip("route add " + second.hostSubnet(Family.IPV4) + " via " + second.address(Family.IPV4)
                        + " proto bgp metric 20");
        Waiting.until(Duration.ofSeconds(30), screen, () -> answered(6));
        assertThrows(StepFailure.class, () -> ping.stop(screen));
        assertEquals(List.of(second.hostSubnet(Family.IPV4)), watch.stop().deleted());
    }

    private Optional<String> answered(int count) {
        int answers =
                PingReport.parse(lab.logged("ping-pod1-pod2-ipv4")).answered().size();
        return answers >= count ? Optional.empty() : Optional.of(answers + " answers");
    }

    @Test
    void aProcessThatDoesNotHeedATerminationIsGoneToo() throws InterruptedException {
        lab.watch("stubborn", List.of("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"));
        Waiting.until(
                Duration.ofSeconds(30),
                screen,
                () -> lab.logged("stubborn").contains("deaf") ? Optional.empty() : Optional.of("deafness"));
        lab.takeDown(screen);
        assertEquals(List.of(), lab.remains());
    }

    @Test
    void whatACrashedLabLeftIsTakenAwayByItsStateFileAlone() throws InterruptedException {
        lab.layOut(screen);
        lab.watch("sleep", List.of("sleep", "600"));
        LabState left = LabState.read(Lab.stateFile(folder)).orElseThrow();
        assertTrue(left.namespaces().contains(lab.node(first).name()));
        Lab.takeDown(left, new Commands(Map.of()), screen);
        assertEquals(List.of(), lab.remains());
        assertTrue(Files.exists(Lab.stateFile(folder)));
    }
}
