package io.barewire.daemon.demo;

import static io.barewire.testkit.acceptance.Criterion.OVN_N1;
import static io.barewire.testkit.acceptance.Criterion.OVN_S8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.ovn.snat.GatewayMode;
import io.barewire.ovn.snat.Nft;
import io.barewire.ovn.snat.OutboundSnat;
import io.barewire.ovn.snat.PacketFilter;
import io.barewire.ovn.snat.PodNetwork;
import io.barewire.ovn.snat.SnatConfig;
import io.barewire.ovn.snat.SnatStatus;
import io.barewire.ovn.snat.SnatWish;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OvnLabTest {
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
                case SHARED ->
                    ovn.zone(from)
                            .nbctl(
                                    "--wait=hv",
                                    "lr-route-add",
                                    node.gatewayRouter(),
                                    pods,
                                    to.nextHop(family),
                                    node.externalPort());
                case LOCAL ->
                    lab.node(from)
                            .ip(family.flag() + " route add " + pods + " via " + to.nextHop(family) + " dev "
                                    + OvnNode.EXTERNAL_BRIDGE + " proto bgp metric 20");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GatewayMode.class)
    @Acceptance(OVN_N1)
    void podsReachEachOtherThroughOvnOnceWhatForwardsHasRoutes(GatewayMode mode) throws InterruptedException {
        OvnLab ovn = new OvnLab(lab, mode, folder);
        ovn.layOut(screen);
        Pings pings = new Pings(lab);
        for (Family family : topology.families()) {
            pings.awaitAnswer(lab.node(first), second.address(family), screen);
        }
        pings.noPair(screen);
        route(ovn, first, second);
        route(ovn, second, first);
        pings.meet(screen);
        Capture capture = Capture.start(lab, folder, "pods", screen);
        pings.everyPair(screen);
        for (Family family : topology.families()) {
            pings.bareWire(
                    first, second, family, 1500, ovn.routersBetweenPods(io.barewire.daemon.demo.PodNetwork.DEFAULT));
            String pods = family.clusterNetwork();
            capture.await(18, screen, family.icmp(), "and", "src", "net", pods, "and", "dst", "net", pods);
        }
        assertEquals(0, capture.count("udp", "port", "6081"));
        awaitUnanswered(pings, capture, Family.IPV4);
        assertEquals(0, capture.count("icmp", "and", "src", first.address(Family.IPV4)));
        capture.stop();
    }

    /// Pings go on between pods all the while: not one of their packets may have another source, at no moment.
    @ParameterizedTest
    @EnumSource(GatewayMode.class)
    @Acceptance(OVN_S8)
    void whoPodsAreOutsideIsWhatIsWantedAndAmongThemselvesTheyAreWhoTheyAre(GatewayMode mode)
            throws InterruptedException {
        OvnLab ovn = new OvnLab(lab, mode, folder);
        ovn.layOut(screen);
        route(ovn, first, second);
        route(ovn, second, first);
        Pings pings = new Pings(lab);
        for (Family family : topology.families()) {
            pings.awaitAnswer(lab.pod(first), second.podAddress(family), screen);
        }
        Capture capture = Capture.start(lab, folder, "snat", screen);
        List<Pings.Lasting> lasting = topology.families().stream()
                .map(family -> pings.lasting(first, second, family))
                .toList();
        List<OutboundSnat> agents =
                topology.nodes().stream().map(node -> snat(mode, node)).toList();
        try {
            want(ovn, agents, true);
            for (Family family : topology.families()) {
                String outside = Topology.outside(family);
                pings.awaitAnswer(lab.pod(first), outside, screen);
                pings.awaitAnswer(lab.pod(second), outside, screen);
                awaitPing(capture, family, first.address(family), outside);
            }
            want(ovn, agents, false);
            for (Family family : topology.families()) {
                awaitUnanswered(pings, capture, family);
                pings.awaitAnswer(lab.pod(first), second.address(family), screen);
                awaitPing(capture, family, first.address(family), second.address(family));
            }
            want(ovn, agents, true);
            for (Family family : topology.families()) {
                pings.awaitAnswer(lab.pod(first), Topology.outside(family), screen);
            }
            for (Pings.Lasting each : lasting) {
                assertTrue(each.stop(screen) > 0);
            }
            for (Family family : topology.families()) {
                String nodes = Topology.nodeNetwork(family);
                String pods = family.clusterNetwork();
                assertEquals(0, capture.count(family.icmp(), "and", "src", "net", nodes, "and", "dst", "net", pods));
            }
        } finally {
            agents.forEach(OutboundSnat::close);
            capture.stop();
        }
    }

    private void awaitUnanswered(Pings pings, Capture capture, Family family) throws InterruptedException {
        String pod = first.podAddress(family);
        String outside = Topology.outside(family);
        pings.awaitQuestion(
                lab.pod(first), outside, capture, screen, family.icmp(), "and", "src", pod, "and", "dst", outside);
    }

    private void awaitPing(Capture capture, Family family, String from, String to) throws InterruptedException {
        capture.await(1, screen, family.icmp(), "and", "src", from, "and", "dst", to);
    }

    private OutboundSnat snat(GatewayMode mode, Node node) {
        Nft nft = new Nft(lab.node(node).inside(List.of("nft")));
        return OutboundSnat.start(new SnatConfig(
                List.of(Endpoint.parse("unix:" + OvnZone.northbound(folder, node))),
                Optional.empty(),
                Optional.<PacketFilter>of(nft).filter(_ -> mode == GatewayMode.LOCAL)));
    }

    private void want(OvnLab ovn, List<OutboundSnat> agents, boolean outbound) throws InterruptedException {
        for (Node node : topology.nodes()) {
            OutboundSnat agent = agents.get(node.number() - 1);
            agent.want(new SnatWish(
                    node.name(),
                    ovn.mode(),
                    addresses(List.of(node)),
                    addresses(topology.others(node)),
                    List.of(),
                    List.of(new PodNetwork(
                            PodNetwork.DEFAULT,
                            prefixes(Family::clusterNetwork),
                            prefixes(node::hostSubnet),
                            outbound))));
            Waiting.until(Waiting.LIMIT, screen, () -> {
                List<SnatStatus.Network> networks = agent.status().networks();
                return networks.isEmpty() || networks.getFirst().outboundSnat() != outbound
                        ? Optional.of("the wish is not looked at yet")
                        : networks.getFirst().why();
            });
            ovn.zone(node).nbctl("--wait=hv", "sync");
        }
    }

    private Set<IpAddress> addresses(List<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> topology.families().stream().map(family -> IpAddress.parse(node.address(family))))
                .collect(Collectors.toSet());
    }

    private List<Prefix> prefixes(Function<Family, String> of) {
        return topology.families().stream().map(of).map(Prefix::parse).toList();
    }
}
