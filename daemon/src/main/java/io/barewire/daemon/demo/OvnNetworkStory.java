package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A ClusterUserDefinedNetwork beside the default network of a lab with OVN in shared gateway mode, whose agents
/// run: its pods meet through routers of its own, with their own addresses, and nobody else's pods meet them. IPv4.
final class OvnNetworkStory {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final PodNetwork BLUE = PodNetwork.BLUE;
    private static final String PODS = BLUE.clusterNetwork(Family.IPV4);
    private static final String OUTSIDE = Topology.outside(Family.IPV4);

    private final OvnLab ovn;
    private final Lab lab;
    private final Path folder;
    private final Screen screen;
    private final Topology topology;
    private final Pings pings;
    private final Node narrator;
    private final Node other;

    /// @param folder of the lab
    OvnNetworkStory(OvnLab ovn, Path folder, Screen screen) {
        this.ovn = ovn;
        this.lab = ovn.lab();
        this.folder = folder;
        this.screen = screen;
        this.topology = lab.topology();
        this.pings = new Pings(lab, BLUE);
        this.narrator = topology.nodes().getFirst();
        this.other = topology.nodes().getLast();
    }

    String run() throws InterruptedException {
        addDevices().ifPresent(why -> screen.tell(why + ": agents say that they miss blue's, and OVN needs none"));
        ovn.add(BLUE, screen);
        pings.noPair(screen);
        for (Node node : topology.nodes()) {
            Manifests.write(
                    lab.manifests(node), Manifests.NODES, Manifests.nodes(topology, List.of(PodNetwork.values())));
            Manifests.write(lab.manifests(node), "blue.yaml", BlueNetwork.yaml("Enable", "Managed"));
        }
        awaitRows();
        // While a router's flows change it may lose a packet.
        new Mesh(lab, screen).awaitSnat(BLUE, true);
        ovn.sync();
        OvnNetwork network = new OvnNode(narrator).network(BLUE);
        screen.show(
                Commands.typed(ovn.zone(narrator).nbctlCommand("lr-route-list", network.gatewayRouter())),
                ovn.zone(narrator).nbctl("lr-route-list", network.gatewayRouter()));
        pings.meet(screen);
        Capture capture = Capture.start(lab, folder, "blue", screen);
        String seen = pings.everyPair(screen);
        pings.bareWire(narrator, other, Family.IPV4, 1500, ovn.mode().routersBetweenPods());
        int paths = topology.nodes().size() * (topology.nodes().size() - 1);
        capture.await(
                2 * Pings.REQUESTS * (paths + 1), screen, "icmp", "and", "src", "net", PODS, "and", "dst", "net", PODS);
        capture.requireNone("udp", "port", "6081");
        capture.requireNone("icmp", "and", "src", "net", Topology.nodeNetwork(Family.IPV4), "and", "dst", "net", PODS);
        requireApart();
        requireSeenAsNode(capture);
        capture.stop();
        return seen + "; nobody of the default network reaches them";
    }

    /// The VRF device that OVN-Kubernetes makes for the network.
    ///
    /// @return why there is none
    private Optional<String> addDevices() throws InterruptedException {
        for (Node node : topology.nodes()) {
            Namespace host = lab.node(node);
            Commands.Outcome made = lab.commands()
                    .run(LIMIT, host.inside(List.of("ip", "link", "add", "blue", "type", "vrf", "table", "1001")));
            if (!made.succeeded()) {
                return Optional.of("this kernel has no VRF devices");
            }
            host.ip("link set blue up");
        }
        return Optional.empty();
    }

    /// Each of the network's gateway routers sends the other nodes' pods' packets to those nodes.
    private void awaitRows() throws InterruptedException {
        Waiting.until(LIMIT, screen, () -> {
            for (Node node : topology.nodes()) {
                BgpRoutes found = ovn.zone(node).gatewayRoutes(BLUE);
                for (Node to : topology.others(node)) {
                    String subnet = BLUE.hostSubnet(to, Family.IPV4);
                    String gateway = found.gateways().getOrDefault(subnet, "nobody");
                    if (!gateway.equals(to.address(Family.IPV4))) {
                        return Optional.of(new OvnNode(node).network(BLUE).gatewayRouter() + " sends packets for "
                                + subnet + " to " + gateway);
                    }
                }
            }
            return Optional.empty();
        });
    }

    private void requireApart() throws InterruptedException {
        for (Node to : topology.nodes()) {
            requireSilence(lab.pod(narrator), BLUE.podAddress(to, Family.IPV4));
            requireSilence(lab.pod(BLUE, narrator), to.podAddress(Family.IPV4));
        }
    }

    private void requireSilence(Namespace from, String to) throws InterruptedException {
        if (pings.answers(from, to)) {
            throw new StepFailure(to + " answers " + from.name() + ", which is in another network");
        }
    }

    /// Outbound SNAT is the network's own affair: the default network's pods go on being seen as themselves.
    private void requireSeenAsNode(Capture capture) throws InterruptedException {
        pings.awaitAnswer(lab.pod(BLUE, narrator), OUTSIDE, screen);
        capture.await(1, screen, "icmp", "and", "src", narrator.address(Family.IPV4), "and", "dst", OUTSIDE);
        requireSilence(lab.pod(narrator), OUTSIDE);
    }
}
