package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A real OVN on two nodes, with routes set by hand: what the demo claims to see must be there to be seen, and its
/// failures too.
@Tag("root")
@Tag("ovn")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OvnLabTest {
    private static final String OUTSIDE = Topology.outside(Family.IPV4);

    private final Screen screen = new Screen(System.out, false);
    private final Topology topology = Topology.of(2, List.of(Family.values()));
    private final Node first = topology.nodes().getFirst();
    private final Node second = topology.nodes().getLast();

    private final Path folder;
    private final Lab lab;

    OvnLabTest(@TempDir Path folder) {
        this.folder = folder;
        String name = "o" + ProcessHandle.current().pid();
        this.lab = new Lab(name, topology, folder, "unused", false, new Commands(Map.of()));
    }

    @AfterEach
    void takeDown() throws InterruptedException {
        lab.takeDown(screen);
        assertEquals(List.of(), lab.remains());
        screen.close();
    }

    private void route(OvnLab ovn, Node from, Node to) throws InterruptedException {
        OvnNode node = new OvnNode(from);
        for (Family family : topology.families()) {
            String pods = to.hostSubnet(family);
            switch (ovn.mode()) {
                case SGW ->
                    ovn.zone(from)
                            .nbctl(
                                    "--wait=hv",
                                    "lr-route-add",
                                    node.gatewayRouter(),
                                    pods,
                                    to.nextHop(family),
                                    node.externalPort());
                case LGW ->
                    lab.node(from)
                            .ip(family.flag() + " route add " + pods + " via " + to.nextHop(family) + " dev "
                                    + OvnNode.EXTERNAL_BRIDGE + " proto bgp metric 20");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GatewayMode.class)
    void podsReachEachOtherThroughOvnOnceWhatForwardsHasRoutes(GatewayMode mode) throws InterruptedException {
        OvnLab ovn = new OvnLab(lab, mode, folder);
        ovn.layOut(screen);
        Pings pings = new Pings(lab);
        for (Family family : topology.families()) {
            assertTrue(pings.answers(lab.node(first), second.address(family)), family.toString());
        }
        pings.noPair(screen);
        route(ovn, first, second);
        route(ovn, second, first);
        Capture capture = Capture.start(lab, folder, "pods", screen);
        pings.everyPair(screen);
        for (Family family : topology.families()) {
            pings.bareWire(first, second, family, 1500, mode.routersBetweenPods());
            String pods = family.clusterNetwork();
            capture.await(18, screen, family.icmp(), "and", "src", "net", pods, "and", "dst", "net", pods);
        }
        assertEquals(0, capture.count("udp", "port", "6081"));
        assertFalse(pings.answers(lab.pod(first), OUTSIDE));
        capture.await(1, screen, "icmp", "and", "src", first.podAddress(Family.IPV4), "and", "dst", OUTSIDE);
        assertEquals(0, capture.count("icmp", "and", "src", first.address(Family.IPV4)));
        capture.stop();
    }
}
