package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A ClusterUserDefinedNetwork on a real OVN: two nodes with real agents.
@Tag("root")
@Tag("ovn")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OvnNetworkTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Screen screen = new Screen(System.out, false);
    private final Topology topology = Topology.of(2, List.of(Family.IPV4));
    private final Path folder;
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
        return options;
    }

    @AfterEach
    void takeDown() throws InterruptedException {
        lab.takeDown(screen);
        assertEquals(List.of(), lab.remains());
        screen.close();
    }

    private void run() throws InterruptedException {
        OvnLab ovn = new OvnLab(lab, GatewayMode.SGW, folder);
        ovn.layOut(screen);
        lab.writeManifests();
        new Mesh(lab, screen).start(topology.nodes());
        new OvnNetworkStory(ovn, folder, screen).run();
    }

    @Test
    void podsOfANetworkMeetThroughRoutersOfItsOwnAndNobodyElse() throws InterruptedException {
        run();
    }

    @Test
    void withAVrfDeviceItsTableHasTheRoutesToo() throws InterruptedException {
        Commands.Outcome made = lab.commands()
                .run(LIMIT, List.of("unshare", "--net", "ip", "link", "add", "blue", "type", "vrf", "table", "1001"));
        assumeTrue(made.succeeded(), "this kernel has no VRF devices");
        run();
        Node first = topology.nodes().getFirst();
        Node second = topology.nodes().getLast();
        String routes = lab.node(first).ip("route show table 1001 proto bgp");
        assertTrue(
                routes.contains(PodNetwork.BLUE.hostSubnet(second, Family.IPV4) + " via " + second.address(Family.IPV4)
                        + " dev " + OvnNode.EXTERNAL_BRIDGE),
                routes);
    }
}
