package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.ovn.snat.GatewayMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A ClusterUserDefinedNetwork on a real OVN: two nodes with real agents.
@Tag("root")
@Tag("ovn")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OvnNetworkTest {
    private final Screen screen = new Screen(System.out, false);
    private final Topology topology = Topology.of(2, List.of(Family.values()));
    private final Commands commands = new Commands(Map.of("BAREWIRE_CLASS_PATH", DemoTest.classPath()));
    private final Path folder;
    private Optional<Lab> lab = Optional.empty();

    OvnNetworkTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private List<String> agentOptions(Node node, GatewayMode mode) {
        List<String> options = new ArrayList<>(Lab.manifestOptions(folder, node));
        options.addAll(List.of("--ovn-nb", "unix:" + OvnZone.northbound(folder, node)));
        options.addAll(
                switch (mode) {
                    case SHARED -> List.of("--ovn-import", "--ovn-snat=shared");
                    case LOCAL -> List.of("--ovn-snat=local");
                });
        return options;
    }

    @AfterEach
    void takeDown() throws InterruptedException {
        if (lab.isPresent()) {
            lab.get().takeDown(screen);
            assertEquals(List.of(), lab.get().remains());
        }
        screen.close();
    }

    private Lab run(GatewayMode mode) throws InterruptedException {
        Lab laid = new Lab(
                "v" + ProcessHandle.current().pid(),
                topology,
                folder,
                DemoTest.repository().resolve("barewire").toString(),
                false,
                commands,
                node -> agentOptions(node, mode));
        lab = Optional.of(laid);
        OvnLab ovn = new OvnLab(laid, mode, folder);
        ovn.layOut(screen);
        laid.writeManifests();
        new Mesh(laid, screen).start(topology.nodes());
        new OvnNetworkStory(ovn, folder, screen).run();
        return laid;
    }

    @Test
    void podsOfANetworkMeetThroughRoutersOfItsOwnAndNobodyElse() throws InterruptedException {
        run(GatewayMode.SHARED);
    }

    @Test
    void withAVrfDeviceItsTableHasTheRoutesToo() throws InterruptedException {
        assumeTrue(NetworkVrf.isPossible(commands), "this kernel has no VRF devices");
        Lab laid = run(GatewayMode.SHARED);
        for (Node node : topology.nodes()) {
            assertEquals(
                    List.of(),
                    NetworkVrf.bgpRoutes(laid.node(node)).missing(laid.wantedRoutes(PodNetwork.BLUE, node, _ -> true)));
        }
    }

    @Test
    void inLocalGatewayModeTheKernelForwardsByTheTableOfTheVrf() throws InterruptedException {
        assumeTrue(NetworkVrf.isPossible(commands), "this kernel has no VRF devices");
        run(GatewayMode.LOCAL);
    }
}
