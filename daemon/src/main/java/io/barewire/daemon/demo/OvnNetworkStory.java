package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.ovn.snat.GatewayMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A ClusterUserDefinedNetwork beside the default network of a lab with OVN, whose agents run: its pods
/// meet through routers of its own, with their own addresses, and nobody else's pods meet them. In local
/// gateway mode it takes a kernel with VRF devices.
final class OvnNetworkStory {
    private static final Duration LIMIT = Waiting.LIMIT;
    private static final PodNetwork BLUE = PodNetwork.BLUE;

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
        addDevices();
        ovn.add(BLUE, screen);
        pings.noPair(screen);
        for (Node node : topology.nodes()) {
            Manifests.write(
                    lab.manifests(node), Manifests.NODES, Manifests.nodes(topology, List.of(PodNetwork.values())));
            Manifests.write(
                    lab.manifests(node), "blue.yaml", BlueNetwork.yaml(topology.families(), "Enable", "Managed"));
        }
        awaitRoutes();
        // While a router's flows change it may lose a packet.
        new Mesh(lab, screen).awaitSnat(BLUE, true);
        ovn.sync();
        showRoutes();
        pings.meet(screen);
        Capture capture = Capture.start(lab, folder, "blue", screen);
        String seen = pings.everyPair(screen);
        requireBareWire(capture);
        requireApart();
        requireSeenAsNode(capture);
        capture.stop();
        return seen + "; nobody of the default network reaches them";
    }

    /// The VRF devices that OVN-Kubernetes makes for the network.
    private void addDevices() throws InterruptedException {
        if (ovn.mode() == GatewayMode.SHARED && !NetworkVrf.isPossible(lab.commands())) {
            screen.tell("this kernel has no VRF devices: agents say that they miss blue's, and OVN needs none");
            return;
        }
        for (Node node : topology.nodes()) {
            new NetworkVrf(lab, new OvnNode(node).network(BLUE)).add();
        }
    }

    /// What forwards on each node sends the packets for other nodes' pods to those nodes. It has routes to
    /// the default network's as well, which its pods are not let out to.
    private void awaitRoutes() throws InterruptedException {
        Waiting.until(LIMIT, screen, () -> {
            for (Node node : topology.nodes()) {
                BgpRoutes wanted = lab.wantedRoutes(BLUE, node, _ -> true);
                for (String difference : routes(node).missing(wanted)) {
                    return Optional.of("for blue " + node.name() + " has " + difference);
                }
            }
            return Optional.empty();
        });
    }

    private BgpRoutes routes(Node node) throws InterruptedException {
        return switch (ovn.mode()) {
            case SHARED -> ovn.zone(node).gatewayRoutes(BLUE);
            case LOCAL -> NetworkVrf.bgpRoutes(lab.node(node));
        };
    }

    private void showRoutes() throws InterruptedException {
        switch (ovn.mode()) {
            case SHARED -> {
                String router = new OvnNode(narrator).network(BLUE).gatewayRouter();
                screen.show(
                        Commands.typed(ovn.zone(narrator).nbctlCommand("lr-route-list", router)),
                        ovn.zone(narrator).nbctl("lr-route-list", router));
            }
            case LOCAL -> {
                for (Family family : topology.families()) {
                    String words = family.flag() + " route show table " + NetworkVrf.TABLE;
                    Namespace host = lab.node(narrator);
                    screen.show("ip -n " + host.name() + " " + words, host.ip(words));
                }
            }
        }
    }

    private void requireBareWire(Capture capture) throws InterruptedException {
        int paths = topology.nodes().size() * (topology.nodes().size() - 1);
        for (Family family : topology.families()) {
            pings.bareWire(narrator, other, family, 1500, ovn.routersBetweenPods(BLUE));
            String pods = BLUE.clusterNetwork(family);
            String nodes = Topology.nodeNetwork(family);
            int expected = 2 * Pings.REQUESTS * (paths + 1);
            capture.await(expected, screen, family.icmp(), "and", "src", "net", pods, "and", "dst", "net", pods);
            capture.requireNone(family.icmp(), "and", "src", "net", nodes, "and", "dst", "net", pods);
        }
        capture.requireNone("udp", "port", "6081");
    }

    private void requireApart() throws InterruptedException {
        List<Pings.Stray> strays = new ArrayList<>();
        for (Node to : topology.nodes()) {
            for (Family family : topology.families()) {
                strays.add(new Pings.Stray(lab.pod(narrator), BLUE.podAddress(to, family)));
                strays.add(new Pings.Stray(lab.pod(BLUE, narrator), to.podAddress(family)));
            }
        }
        pings.nobodyAnswers(strays, screen);
    }

    /// Outbound SNAT is the network's own affair: the default network's pods go on being seen as themselves.
    private void requireSeenAsNode(Capture capture) throws InterruptedException {
        List<Pings.Stray> strays = new ArrayList<>();
        for (Family family : topology.families()) {
            String outside = Topology.outside(family);
            String pods = BLUE.clusterNetwork(family);
            pings.awaitAnswer(lab.pod(BLUE, narrator), outside, screen);
            capture.await(1, screen, family.icmp(), "and", "src", narrator.address(family), "and", "dst", outside);
            capture.requireNone(family.icmp(), "and", "src", "net", pods, "and", "dst", outside);
            strays.add(new Pings.Stray(lab.pod(narrator), outside));
        }
        pings.nobodyAnswers(strays, screen);
    }
}
