package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.ovn.snat.GatewayMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/// The steps of the demo on a real OVN. What is claimed is looked up where packets are: on the bridge between the
/// nodes, in OVN's gateway routers, in the kernels.
final class OvnStory {
    private static final Duration LIMIT = Waiting.LIMIT;
    private static final String GENEVE_PORT = "6081";

    private final OvnLab ovn;
    private final Lab lab;
    private final Path folder;
    private final Screen screen;
    private final Topology topology;
    private final Pings pings;
    private final Mesh mesh;
    /// Tells the story from its own point of view.
    private final Node narrator;
    private final Node other;

    private Map<Node, String> lasting = Map.of();
    private Optional<Pings.Lasting> meanwhile = Optional.empty();

    /// @param folder of the lab
    OvnStory(OvnLab ovn, Path folder, Screen screen) {
        this.ovn = ovn;
        this.lab = ovn.lab();
        this.folder = folder;
        this.screen = screen;
        this.topology = lab.topology();
        this.pings = new Pings(lab);
        this.mesh = new Mesh(lab, screen);
        this.narrator = topology.nodes().getFirst();
        this.other = topology.nodes().getLast();
    }

    /// All of it, but for taking the lab down.
    List<Step> steps() {
        String routers = switch (ovn.mode()) {
            case SHARED -> "every kernel and every gateway router gets its routes";
            case LOCAL -> "every kernel gets its routes, and no gateway router";
        };
        List<Step> steps = new ArrayList<>(List.of(
                Step.of(
                        "Lay out %d nodes with an OVN each, %s"
                                .formatted(topology.nodes().size(), OvnLab.name(ovn.mode())),
                        this::layOut),
                Step.of("Without BGP's routes nodes reach each other, and pods do not", this::withoutRoutes),
                Step.of("Start an agent on every node", this::startAgents),
                Step.of("The agents form a mesh, and " + routers, this::converge),
                Step.of("Pods reach each other with their own addresses, and nothing is in a tunnel", this::noTunnel),
                Step.of("What " + narrator.name() + " knows: routes, OVN, kernel", this::lookAround),
                Step.of("Outbound SNAT: to the outside as the node, between pods as the pod", this::outboundSnat),
                Step.of("Every agent is killed: pods reach each other as before", this::killAll),
                Step.of("They come back: routes are taken over as they are, no ping was lost", this::bringBack),
                Step.of("One agent is killed: the others withdraw its routes", this::killOne)));
        if (ovn.mode() == GatewayMode.SHARED) {
            steps.add(Step.of(
                    "A ClusterUserDefinedNetwork: its pods meet through routers of its own, and nobody else's",
                    new OvnNetworkStory(ovn, folder, screen)::run));
        }
        return List.copyOf(steps);
    }

    private String layOut() throws InterruptedException {
        ovn.layOut(screen);
        screen.tell(ovn.zone(narrator).versions());
        return topology.nodes().size() * 6
                + " daemons of OVN and Open vSwitch; this machine's own network is untouched";
    }

    private String withoutRoutes() throws InterruptedException {
        for (Node node : topology.others(narrator)) {
            for (Family family : topology.families()) {
                pings.awaitAnswer(lab.node(narrator), node.address(family), screen);
            }
        }
        return narrator.name() + " reaches the other nodes; between pods: " + pings.noPair(screen);
    }

    private String startAgents() throws InterruptedException {
        lab.writeManifests();
        screen.tell("$ " + Commands.typed(lab.agentCommand(narrator)));
        mesh.start(topology.nodes());
        return topology.nodes().size() + " agents answer";
    }

    private String converge() throws InterruptedException {
        long began = System.nanoTime();
        awaitRoutes(_ -> true, topology.nodes());
        return "all in place " + Screen.seconds(Duration.ofNanos(System.nanoTime() - began))
                + " after the last agent answered";
    }

    private void awaitRoutes(Predicate<Node> inMesh, List<Node> nodes) throws InterruptedException {
        mesh.awaitKernelRoutes(inMesh, nodes);
        switch (ovn.mode()) {
            case SHARED -> mesh.awaitRoutes(node -> ovn.zone(node).gatewayRoutes(), inMesh, nodes);
            case LOCAL -> {
                for (Node node : nodes) {
                    List<String> found = ovn.zone(node).gatewayRoutes().differencesFrom(new BgpRoutes(Map.of()));
                    if (!found.isEmpty()) {
                        throw new StepFailure(new OvnNode(node).gatewayRouter() + " has " + String.join(", ", found));
                    }
                }
            }
        }
    }

    private String noTunnel() throws InterruptedException {
        pings.meet(screen);
        Capture capture = Capture.start(lab, folder, "pods", screen);
        String seen = pings.everyPair(screen);
        int hops = ovn.routersBetweenPods(PodNetwork.DEFAULT);
        int paths = topology.nodes().size() * (topology.nodes().size() - 1);
        // Requests and answers; one more path with full-sized packets.
        int expected = 2 * Pings.REQUESTS * (paths + 1);
        for (Family family : topology.families()) {
            pings.bareWire(narrator, other, family, 1500, hops);
            String pods = family.clusterNetwork();
            String nodes = Topology.nodeNetwork(family);
            capture.await(expected, screen, family.icmp(), "and", "src", "net", pods, "and", "dst", "net", pods);
            capture.requireNone(family.icmp(), "and", "src", "net", nodes, "and", "dst", "net", pods);
            screen.tell(
                    "on the wire: %d ICMP packets from pod address to pod address over %s".formatted(expected, family));
        }
        capture.requireNone("udp", "port", GENEVE_PORT);
        capture.stop();
        screen.tell("none from a node's address, no Geneve (udp port %s); an answer crosses %d routers"
                .formatted(GENEVE_PORT, hops));
        return seen;
    }

    private String lookAround() throws InterruptedException {
        OvnNode node = new OvnNode(narrator);
        mesh.show(narrator, "routes");
        if (ovn.mode() == GatewayMode.SHARED) {
            mesh.show(narrator, "ovn");
        }
        screen.show(
                Commands.typed(ovn.zone(narrator).nbctlCommand("lr-route-list", node.gatewayRouter())),
                ovn.zone(narrator).nbctl("lr-route-list", node.gatewayRouter()));
        for (Family family : topology.families()) {
            String words = family.flag() + " route show proto bgp";
            screen.show(
                    "ip -n " + lab.node(narrator).name() + " " + words,
                    lab.node(narrator).ip(words));
        }
        return topology.others(narrator).size() * topology.families().size() + " routes of " + narrator.name();
    }

    private String outboundSnat() throws InterruptedException {
        Capture capture = Capture.start(lab, folder, "outside", screen);
        for (Family family : topology.families()) {
            String outside = Topology.outside(family);
            String pod = narrator.podAddress(family);
            String[] question = {family.icmp(), "and", "src", pod, "and", "dst", outside};
            pings.awaitQuestion(lab.pod(narrator), outside, capture, screen, question);
            screen.tell("without: " + outside + " sees " + pod + ", and has no way back");
        }
        capture.stop();
        lab.writeOvnKube(true);
        awaitSnat(true);
        mesh.show(narrator, "ovn");

        Capture translated = Capture.start(lab, folder, "snat", screen);
        for (Node node : topology.nodes()) {
            for (Family family : topology.families()) {
                pings.awaitAnswer(lab.pod(node), Topology.outside(family), screen);
            }
        }
        pings.everyPair(screen);
        for (Family family : topology.families()) {
            requireTranslated(translated, family);
        }
        translated.stop();
        lab.writeOvnKube(false);
        awaitSnat(false);
        return "somebody outside sees the nodes; pods see each other";
    }

    private void requireTranslated(Capture capture, Family family) throws InterruptedException {
        String outside = Topology.outside(family);
        String pods = family.clusterNetwork();
        String nodes = Topology.nodeNetwork(family);
        String icmp = family.icmp();
        int paths = topology.nodes().size() * (topology.nodes().size() - 1);
        capture.await(2 * Pings.REQUESTS * paths, screen, icmp, "and", "src", "net", pods, "and", "dst", "net", pods);
        for (Node node : topology.nodes()) {
            capture.await(1, screen, icmp, "and", "src", node.address(family), "and", "dst", outside);
        }
        capture.requireNone(icmp, "and", "src", "net", pods, "and", "dst", outside);
        capture.requireNone(icmp, "and", "src", "net", nodes, "and", "dst", "net", pods);
    }

    /// Until every agent says that it is as `ovnkube.conf` wants it, and OVN has it in its flows.
    private void awaitSnat(boolean outbound) throws InterruptedException {
        mesh.awaitSnat(PodNetwork.DEFAULT, outbound);
        ovn.sync();
    }

    private String killAll() throws InterruptedException {
        lasting = lasting();
        meanwhile = Optional.of(pings.lasting(narrator, other, Family.IPV4));
        screen.tell("meanwhile " + narrator.pod() + " pings " + other.pod() + " ten times a second");
        List<String> pids = topology.nodes().stream()
                .map(node -> Long.toString(lab.agent(node).pid()))
                .toList();
        // Stopped first: none may live to see that another is gone.
        List<String> stop = new ArrayList<>(List.of("sh", "-c", "kill -STOP \"$@\"", "sh"));
        stop.addAll(pids);
        lab.commands().require(LIMIT, stop);
        screen.tell("$ kill -KILL " + String.join(" ", pids));
        topology.nodes().forEach(node -> lab.agent(node).kill());
        for (Node node : topology.nodes()) {
            lab.agent(node).awaitEnd(LIMIT);
        }
        String seen = pings.everyPair(screen);
        requireUnchanged();
        return seen;
    }

    private String bringBack() throws InterruptedException {
        mesh.start(topology.nodes());
        for (Node node : topology.nodes()) {
            mesh.awaitConverged(node);
        }
        awaitRoutes(_ -> true, topology.nodes());
        requireUnchanged();
        int answered = meanwhile.orElseThrow().stop(screen);
        return answered + " pings, none lost; gateway routers and OVN-Kubernetes' own routes are as before";
    }

    /// What must not change while agents come and go: the rows of each gateway router, and OVN-Kubernetes' own routes.
    private Map<Node, String> lasting() throws InterruptedException {
        Map<Node, String> found = new HashMap<>();
        for (Node node : topology.nodes()) {
            String router = new OvnNode(node).gatewayRouter();
            String rows = ovn.zone(node)
                    .nbctl("get", "Logical_Router", router, "static_routes")
                    .strip();
            found.put(node, router + " has rows " + rows + ", the kernel " + ovn.ownRoutes(node));
        }
        return found;
    }

    private void requireUnchanged() throws InterruptedException {
        Map<Node, String> now = lasting();
        for (Node node : topology.nodes()) {
            if (!Objects.equals(now.get(node), lasting.get(node))) {
                throw new StepFailure("before: " + lasting.get(node) + "; now: " + now.get(node));
            }
        }
    }

    private String killOne() throws InterruptedException {
        ProcessIdentity agent = lab.agent(other);
        screen.tell("$ kill -KILL " + agent.pid() + "    # the agent of " + other.name());
        long began = System.nanoTime();
        agent.kill();
        awaitRoutes(node -> !node.equals(other), topology.others(other));
        String took = Screen.seconds(Duration.ofNanos(System.nanoTime() - began));
        mesh.awaitKernelRoutes(_ -> true, List.of(other));
        mesh.start(List.of(other));
        awaitRoutes(_ -> true, topology.nodes());
        // What OVN's database has, its switches have a moment later.
        pings.meet(screen);
        return "withdrawn within " + took + ", back with the agent; " + pings.everyPair(screen);
    }
}
