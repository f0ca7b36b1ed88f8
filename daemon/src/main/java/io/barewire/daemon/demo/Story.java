package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.speaker.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The steps of the demo. Each one claims something that an administrator cares about, and looks at the kernel, not
/// only
/// at what the agents say of themselves.
final class Story {
    private static final Duration CONVERGENCE = Waiting.LIMIT;

    private static final int NODES_ON_THE_WAY = 2;

    private static final Question.Page FIRST_PAGE = new Question.Page(Optional.empty(), Optional.empty(), 100);

    private final Lab lab;
    private final Screen screen;
    private final Topology topology;
    private final Pings pings;
    private final Mesh mesh;
    /// Tells the story from its own point of view.
    private final Node narrator;
    /// Loses its agent.
    private final Node victim;
    /// Announces what is not its own.
    private final Node thief;

    private final List<RouteWatch> watches = new ArrayList<>();
    private final List<Pings.Lasting> lasting = new ArrayList<>();

    Story(Lab lab, Screen screen) {
        this.lab = lab;
        this.screen = screen;
        this.topology = lab.topology();
        this.pings = new Pings(lab);
        this.mesh = new Mesh(lab, screen);
        this.narrator = topology.nodes().getFirst();
        this.victim = topology.nodes().get(1);
        this.thief = topology.nodes().getLast();
    }

    /// All of it, but for taking the lab down.
    List<Step> steps() {
        return List.of(
                Step.of(
                        "Lay out %d nodes with a pod each, on a bridge"
                                .formatted(topology.nodes().size()),
                        this::layOut),
                Step.of("Start an agent on every node", this::startAgents),
                Step.of("The agents form a mesh, and every kernel gets its routes", this::converge),
                Step.of("Every pod reaches every other pod", () -> pings.everyPair(screen)),
                Step.of("What " + narrator.name() + " knows: sessions, routes, kernel", this::lookAround),
                Step.of("There is no tunnel", this::noTunnel),
                Step.of("A stolen and a foreign prefix are refused", this::refuse),
                Step.of("An agent is killed: the others withdraw its routes, and only those", this::kill),
                Step.of("It comes back: no route was lost elsewhere", this::bringBack),
                Step.of("An agent that is told to stop leaves its node's routes in place", this::stopGently));
    }

    private String layOut() throws InterruptedException {
        lab.layOut(screen);
        return topology.nodes().size() * 2 + 1 + " network namespaces; this machine's own network is untouched";
    }

    private String startAgents() throws InterruptedException {
        lab.writeManifests();
        screen.tell("with nothing but the cluster's Nodes and ovnkube.conf, for example on " + narrator.name() + ":");
        screen.tell("$ " + Commands.typed(lab.agentCommand(narrator)));
        mesh.start(topology.nodes());
        return topology.nodes().size() + " agents answer";
    }

    private String converge() throws InterruptedException {
        long began = System.nanoTime();
        try {
            mesh.awaitKernelRoutes(_ -> true, topology.nodes());
        } catch (StepFailure failure) {
            mesh.show(narrator, "neighbors");
            throw failure;
        }
        mesh.awaitConverged(narrator);
        int routes = topology.nodes().size()
                * (topology.nodes().size() - 1)
                * topology.families().size();
        return routes + " kernel routes in place, " + Screen.seconds(Duration.ofNanos(System.nanoTime() - began))
                + " after the last agent answered";
    }

    private String lookAround() throws InterruptedException {
        mesh.show(narrator, "neighbors");
        mesh.show(narrator, "routes");
        mesh.show(narrator, "fib");
        for (Family family : topology.families()) {
            screen.show(
                    "ip -n " + lab.node(narrator).name() + " " + family.flag() + " route show proto bgp",
                    lab.node(narrator).ip(family.flag() + " route show proto bgp"));
        }
        int sessions = (topology.nodes().size() - 1) * topology.families().size();
        return sessions + " sessions of " + narrator.name() + ", as many routes";
    }

    private String noTunnel() throws InterruptedException {
        int mtu = 0;
        for (Node node : topology.nodes()) {
            List<String> devices = new ArrayList<>();
            for (JsonNode link : lab.node(node).ipJson("-d link show up")) {
                String name = link.path("ifname").asText();
                String kind = link.path("linkinfo")
                        .path("info_kind")
                        .asText(link.path("link_type").asText());
                devices.add(name + " (" + kind + ")");
                if (!kind.equals("veth") && !kind.equals("loopback")) {
                    throw new StepFailure(node.name() + " has a device " + name + " of kind " + kind);
                }
                if (name.equals("eth0")) {
                    mtu = link.path("mtu").asInt();
                }
            }
            screen.tell(node.name() + ": " + String.join(", ", devices));
        }
        for (Family family : topology.families()) {
            pings.bareWire(narrator, thief, family, mtu, NODES_ON_THE_WAY);
        }
        screen.tell("$ ping -M do: packets of %d octets, as large as the wire takes, pass unfragmented".formatted(mtu));
        screen.tell("from " + narrator.pod() + " to " + thief.pod() + ", and their answers have crossed two routers: "
                + thief.name() + " and " + narrator.name());
        return "no tunnel device, no room for a tunnel header, no hidden hop";
    }

    /// One node claims half of another's pods, by a longer prefix, and a prefix that no node owns.
    private String refuse() throws InterruptedException {
        Node robbed = narrator;
        List<String> prefixes = new ArrayList<>();
        for (Family family : topology.families()) {
            prefixes.add(robbed.stolenHalf(family));
            prefixes.add(family.foreignPrefix());
        }
        screen.tell(thief.name() + " announces " + String.join(", ", prefixes) + " to all others,");
        screen.tell("told to do so by " + lab.manifests(thief).resolve(Manifests.HIJACK));
        Manifests.write(lab.manifests(thief), Manifests.HIJACK, Manifests.hijack(topology, thief, prefixes));
        for (Node node : topology.others(thief)) {
            awaitReceived(node, prefixes, true);
        }
        for (Family family : topology.families()) {
            mesh.show(narrator, "routes", "received", thief.address(family));
        }
        for (Node node : topology.others(thief)) {
            requireRefused(node, prefixes);
        }
        mesh.awaitKernelRoutes(_ -> true, topology.nodes());
        for (Family family : topology.families()) {
            screen.show(
                    "ip -n " + lab.node(narrator).name() + " " + family.flag() + " route show proto bgp",
                    lab.node(narrator).ip(family.flag() + " route show proto bgp"));
        }
        Manifests.remove(lab.manifests(thief), Manifests.HIJACK);
        for (Node node : topology.others(thief)) {
            awaitReceived(node, prefixes, false);
        }
        return prefixes.size() + " prefixes received and refused on "
                + topology.others(thief).size() + " nodes; none in a kernel; withdrawn again with the file";
    }

    private void awaitReceived(Node node, List<String> prefixes, boolean wanted) throws InterruptedException {
        Waiting.until(CONVERGENCE, screen, () -> {
            Set<String> received = received(node).stream()
                    .map(route -> route.path("prefix").asText())
                    .collect(Collectors.toSet());
            for (String prefix : prefixes) {
                if (received.contains(prefix) != wanted) {
                    return Optional.of(node.name() + (wanted ? " has not received " : " still has ") + prefix + " from "
                            + thief.name());
                }
            }
            return Optional.empty();
        });
    }

    private List<JsonNode> received(Node node) {
        List<JsonNode> routes = new ArrayList<>();
        for (Family family : topology.families()) {
            Question question = new Question.Received(Endpoint.parse(thief.address(family)), FIRST_PAGE);
            lab.ask(node, question).path("routes").forEach(routes::add);
        }
        return routes;
    }

    private void requireRefused(Node node, List<String> prefixes) {
        for (JsonNode route : received(node)) {
            String prefix = route.path("prefix").asText();
            if (route.path("verdict").asText().equals("accepted") == prefixes.contains(prefix)) {
                throw new StepFailure(node.name() + " says of " + prefix + ": " + route);
            }
        }
    }

    private String kill() throws InterruptedException {
        watches.addAll(RouteWatch.startEverywhere(lab, screen));
        List<Node> survivors = topology.others(victim);
        if (survivors.size() > 1) {
            for (Family family : topology.families()) {
                lasting.add(pings.lasting(survivors.getFirst(), survivors.getLast(), family));
            }
            screen.tell("meanwhile " + survivors.getFirst().pod() + " pings "
                    + survivors.getLast().pod() + " ten times a second");
        }
        ProcessIdentity agent = lab.agent(victim);
        screen.tell("$ kill -KILL " + agent.pid() + "    # the agent of " + victim.name());
        long began = System.nanoTime();
        agent.kill();
        mesh.awaitKernelRoutes(node -> !node.equals(victim), survivors);
        String took = Screen.seconds(Duration.ofNanos(System.nanoTime() - began));
        for (Family family : topology.families()) {
            screen.show(
                    "ip -n " + lab.node(narrator).name() + " " + family.flag() + " route show proto bgp",
                    lab.node(narrator).ip(family.flag() + " route show proto bgp"));
        }
        requireOwnRoutesKept();
        return "withdrawn on " + survivors.size() + " nodes within " + took + "; " + victim.name()
                + " itself forwards on";
    }

    /// A node whose agent is gone goes on forwarding by the routes that it had.
    private void requireOwnRoutesKept() throws InterruptedException {
        List<String> differences = lab.kernelRoutes(victim).differencesFrom(lab.wantedRoutes(victim, _ -> true));
        if (!differences.isEmpty()) {
            throw new StepFailure(victim.name() + ", whose agent is gone, has " + String.join(", ", differences));
        }
    }

    private String bringBack() throws InterruptedException {
        mesh.start(List.of(victim));
        mesh.awaitConverged(victim);
        mesh.awaitKernelRoutes(_ -> true, topology.nodes());
        String pairs = pings.everyPair(screen);
        int answered = 0;
        for (Pings.Lasting ping : lasting) {
            answered += ping.stop(screen);
        }
        lasting.clear();
        Set<String> ofVictim = new LinkedHashSet<>();
        topology.families().forEach(family -> ofVictim.add(victim.hostSubnet(family)));
        for (RouteWatch watch : watches) {
            RouteLog log = watch.stop();
            Set<String> lost = new LinkedHashSet<>(log.deleted());
            if (!watch.node().equals(victim)) {
                lost.removeAll(ofVictim);
            }
            if (!lost.isEmpty()) {
                throw new StepFailure("the kernel of " + watch.node().name() + " lost " + String.join(", ", lost)
                        + " for a while; see " + watch.log());
            }
            screen.tell("the kernel of " + watch.node().name() + " has deleted: "
                    + (log.deleted().isEmpty() ? "nothing" : String.join(", ", log.deleted())));
        }
        watches.clear();
        return pairs + (answered == 0 ? "" : "; " + answered + " pings between the others meanwhile, none lost");
    }

    private String stopGently() throws InterruptedException {
        ProcessIdentity agent = lab.agent(victim);
        RouteWatch watch = RouteWatch.start(lab, victim, screen);
        screen.tell("$ kill -TERM " + agent.pid() + "    # the agent of " + victim.name());
        agent.terminate();
        agent.awaitEnd(Waiting.LIMIT);
        requireOwnRoutesKept();
        mesh.start(List.of(victim));
        mesh.awaitConverged(victim);
        mesh.awaitKernelRoutes(_ -> true, topology.nodes());
        RouteLog log = watch.stop();
        if (!log.deleted().isEmpty()) {
            throw new StepFailure("the kernel of " + victim.name() + " lost " + String.join(", ", log.deleted())
                    + " for a while; see " + watch.log());
        }
        return "its routes stayed, and the next agent took them over as they were";
    }
}
