package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.ovn.OvnConfig;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.ovn.snat.Nft;
import io.barewire.ovn.snat.OutboundSnat;
import io.barewire.ovn.snat.PacketFilter;
import io.barewire.ovn.snat.PodNetwork;
import io.barewire.ovn.snat.SnatConfig;
import io.barewire.ovn.snat.SnatStatus;
import io.barewire.ovn.snat.SnatWish;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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

    /// Pings go on between pods all the while: not one of their packets may have another source, at no moment.
    @ParameterizedTest
    @EnumSource(GatewayMode.class)
    void whoPodsAreOutsideIsWhatIsWantedAndAmongThemselvesTheyAreWhoTheyAre(GatewayMode mode)
            throws InterruptedException {
        OvnLab ovn = new OvnLab(lab, mode, folder);
        ovn.layOut(screen);
        route(ovn, first, second);
        route(ovn, second, first);
        Pings pings = new Pings(lab);
        pings.everyPair(screen);
        Capture capture = Capture.start(lab, folder, "snat", screen);
        Pings.Lasting lasting = pings.lasting(first, second, Family.IPV4);
        List<OutboundSnat> agents =
                topology.nodes().stream().map(node -> snat(mode, node)).toList();
        try {
            want(ovn, agents, true);
            assertTrue(pings.answers(lab.pod(first), OUTSIDE));
            assertTrue(pings.answers(lab.pod(second), OUTSIDE));
            capture.await(1, screen, "icmp", "and", "src", first.address(Family.IPV4), "and", "dst", OUTSIDE);

            want(ovn, agents, false);
            assertFalse(pings.answers(lab.pod(first), OUTSIDE));
            capture.await(1, screen, "icmp", "and", "src", first.podAddress(Family.IPV4), "and", "dst", OUTSIDE);
            assertTrue(pings.answers(lab.pod(first), second.address(Family.IPV4)));
            capture.await(
                    1,
                    screen,
                    "icmp",
                    "and",
                    "src",
                    first.address(Family.IPV4),
                    "and",
                    "dst",
                    second.address(Family.IPV4));

            want(ovn, agents, true);
            assertTrue(pings.answers(lab.pod(first), OUTSIDE));
            assertTrue(lasting.stop() > 0);
            assertEquals(
                    0,
                    capture.count(
                            "icmp",
                            "and",
                            "src",
                            "net",
                            Topology.nodeNetwork(Family.IPV4),
                            "and",
                            "dst",
                            "net",
                            Family.IPV4.clusterNetwork()));
        } finally {
            agents.forEach(OutboundSnat::close);
            capture.stop();
        }
    }

    private OutboundSnat snat(GatewayMode mode, Node node) {
        OvnConfig database = new OvnConfig(
                List.of(Endpoint.parse("unix:" + OvnZone.northbound(folder, node))),
                Optional.empty(),
                false,
                OvnConfig.DEFAULT_OWNER,
                false);
        Nft nft = new Nft(lab.node(node).inside(List.of("nft")));
        return OutboundSnat.start(new SnatConfig(
                Optional.of(database), Optional.<PacketFilter>of(nft).filter(_ -> mode == GatewayMode.LGW)));
    }

    private void want(OvnLab ovn, List<OutboundSnat> agents, boolean outbound) throws InterruptedException {
        for (Node node : topology.nodes()) {
            OutboundSnat agent = agents.get(node.number() - 1);
            agent.want(new SnatWish(
                    node.name(),
                    switch (ovn.mode()) {
                        case SGW -> io.barewire.ovn.snat.GatewayMode.SHARED;
                        case LGW -> io.barewire.ovn.snat.GatewayMode.LOCAL;
                    },
                    Set.of(IpAddress.parse(node.address(Family.IPV4))),
                    topology.others(node).stream()
                            .map(other -> IpAddress.parse(other.address(Family.IPV4)))
                            .collect(Collectors.toSet()),
                    List.of(),
                    List.of(new PodNetwork(
                            PodNetwork.DEFAULT,
                            List.of(Prefix.parse(Family.IPV4.clusterNetwork())),
                            List.of(Prefix.parse(node.hostSubnet(Family.IPV4))),
                            outbound))));
            Waiting.until(Duration.ofSeconds(20), screen, () -> {
                List<SnatStatus.Network> networks = agent.status().networks();
                return networks.isEmpty() || networks.getFirst().outboundSnat() != outbound
                        ? Optional.of("the wish is not looked at yet")
                        : networks.getFirst().why();
            });
            ovn.zone(node).nbctl("--wait=hv", "sync");
        }
    }
}
