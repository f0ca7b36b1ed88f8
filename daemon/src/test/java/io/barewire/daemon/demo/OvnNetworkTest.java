package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A ClusterUserDefinedNetwork on a real OVN in shared gateway mode, beside the default network: two nodes, a pod of
/// each network on both, and agents that exchange the routes of both networks and write them.
@Tag("root")
@Tag("ovn")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OvnNetworkTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String OUTSIDE = Topology.outside(Family.IPV4);

    /// What the node's kernel has to do with it.
    enum Kernel {
        /// The network has a VRF device, and its routes are in that one's table too.
        VRF,
        /// Agents leave the kernel alone (`--no-fib`).
        NOT_USED
    }

    private final Screen screen = new Screen(System.out, false);
    private final Topology topology = Topology.of(2, List.of(Family.IPV4));
    private final Node first = topology.nodes().getFirst();
    private final Node second = topology.nodes().getLast();
    private final Path folder;
    private Kernel kernel = Kernel.NOT_USED;
    private final Lab lab;

    OvnNetworkTest(@TempDir Path folder) {
        this.folder = folder;
        this.lab = new Lab(
                "v" + ProcessHandle.current().pid(),
                topology,
                folder,
                DemoTest.repository().resolve("barewire").toString(),
                false,
                new Commands(Map.of("BAREWIRE_CLASS_PATH", DemoTest.classPath())),
                this::agentOptions);
    }

    private List<String> agentOptions(Node node) {
        List<String> options = new ArrayList<>(Lab.manifestOptions(folder, node));
        options.addAll(
                List.of("--ovn-nb", "unix:" + OvnZone.northbound(folder, node), "--ovn-import", "--ovn-snat=shared"));
        if (kernel == Kernel.NOT_USED) {
            options.add("--no-fib");
        }
        return options;
    }

    @AfterEach
    void takeDown() throws InterruptedException {
        lab.takeDown(screen);
        assertEquals(List.of(), lab.remains());
        screen.close();
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void podsOfANetworkMeetThroughRoutersOfItsOwnAndNobodyElse(Kernel kernel) throws InterruptedException {
        this.kernel = kernel;
        OvnLab ovn = new OvnLab(lab, GatewayMode.SGW, folder);
        ovn.layOut(screen);
        if (kernel == Kernel.VRF) {
            addVrfDevices();
        }
        ovn.add(PodNetwork.BLUE, screen);
        Pings blue = new Pings(lab, PodNetwork.BLUE);
        blue.noPair(screen);

        for (Node node : topology.nodes()) {
            Manifests.write(
                    lab.manifests(node), Manifests.NODES, Manifests.nodes(topology, List.of(PodNetwork.values())));
            Manifests.write(lab.manifests(node), "blue.yaml", BlueNetwork.yaml("Enabled", "Managed"));
        }
        lab.writeOvnKube(false);
        new Mesh(lab, screen).start(topology.nodes());
        awaitRows(ovn);

        blue.meet(screen);
        new Pings(lab).meet(screen);
        Capture capture = Capture.start(lab, folder, "blue", screen);
        blue.everyPair(screen);
        blue.bareWire(first, second, Family.IPV4, 1500, GatewayMode.SGW.routersBetweenPods());
        String pods = PodNetwork.BLUE.clusterNetwork(Family.IPV4);
        capture.await(18, screen, "icmp", "and", "src", "net", pods, "and", "dst", "net", pods);
        assertEquals(0, capture.count("udp", "port", "6081"));
        assertEquals(
                0,
                capture.count(
                        "icmp", "and", "src", "net", Topology.nodeNetwork(Family.IPV4), "and", "dst", "net", pods));
        apart(blue);
        outside(blue, capture);
        capture.stop();
    }

    private void addVrfDevices() throws InterruptedException {
        for (Node node : topology.nodes()) {
            Commands.Outcome made = lab.commands()
                    .run(
                            LIMIT,
                            lab.node(node)
                                    .inside(List.of("ip", "link", "add", "blue", "type", "vrf", "table", "1001")));
            if (!made.succeeded()) {
                System.out.println("skipped: this kernel has no VRF devices");
            }
            assumeTrue(
                    made.succeeded(),
                    "this kernel has no VRF devices: " + made.errors().strip());
            lab.node(node).ip("link set blue up");
        }
    }

    /// Each router of the network has the other node's pods, by the other node.
    private void awaitRows(OvnLab ovn) throws InterruptedException {
        Waiting.until(LIMIT, screen, () -> {
            for (Node node : topology.nodes()) {
                BgpRoutes found = ovn.zone(node).gatewayRoutes(PodNetwork.BLUE);
                Node other = topology.others(node).getFirst();
                String gateway = found.gateways().get(PodNetwork.BLUE.hostSubnet(other, Family.IPV4));
                if (!other.address(Family.IPV4).equals(gateway)) {
                    return Optional.of(node.name() + " has " + found.gateways());
                }
            }
            return Optional.empty();
        });
    }

    private void apart(Pings pings) throws InterruptedException {
        for (Node to : topology.nodes()) {
            assertFalse(pings.answers(lab.pod(first), PodNetwork.BLUE.podAddress(to, Family.IPV4)), to.name());
            assertFalse(pings.answers(lab.pod(PodNetwork.BLUE, first), to.podAddress(Family.IPV4)), to.name());
        }
    }

    /// Outbound SNAT is the network's own affair: its pods are seen as their node, the default network's are not.
    private void outside(Pings pings, Capture capture) throws InterruptedException {
        Waiting.until(
                LIMIT,
                screen,
                () -> pings.answers(lab.pod(PodNetwork.BLUE, first), OUTSIDE)
                        ? Optional.empty()
                        : Optional.of("nobody outside answers " + PodNetwork.BLUE.pod(first)));
        capture.await(1, screen, "icmp", "and", "src", first.address(Family.IPV4), "and", "dst", OUTSIDE);
        assertFalse(pings.answers(lab.pod(first), OUTSIDE));
    }
}
