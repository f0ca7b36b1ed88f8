package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.demo.Topology.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The agents of a lab, and what can be waited for of them: that they answer, that their sessions are established, that
/// their routes are where packets are forwarded.
final class Mesh {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration CONVERGENCE = Waiting.LIMIT;

    private final Lab lab;
    private final Screen screen;

    Mesh(Lab lab, Screen screen) {
        this.lab = lab;
        this.screen = screen;
    }

    /// Starts agents and waits until they answer.
    void start(List<Node> nodes) throws InterruptedException {
        nodes.forEach(lab::startAgent);
        awaitAnswers(nodes);
    }

    /// Waits until agents that were started answer.
    void awaitAnswers(List<Node> nodes) throws InterruptedException {
        Waiting.until(START, screen, () -> {
            for (Node node : nodes) {
                if (!lab.agent(node).alive()) {
                    screen.show(
                            "tail " + lab.log(lab.agent(node).what()),
                            lastLines(lab.agent(node).what()));
                    throw new StepFailure("the agent of " + node.name() + " has ended; see "
                            + lab.log(lab.agent(node).what()));
                }
                if (!lab.answers(node)) {
                    return Optional.of("the agent of " + node.name() + " does not answer");
                }
            }
            return Optional.empty();
        });
    }

    private String lastLines(String what) {
        List<String> lines = lab.logged(what).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    /// Where a node's routes are looked up.
    @FunctionalInterface
    interface Table {
        BgpRoutes of(Node node) throws InterruptedException;
    }

    /// Waits until the nodes' kernels have the routes to those in the mesh, and no other.
    void awaitKernelRoutes(Predicate<Node> inMesh, List<Node> nodes) throws InterruptedException {
        awaitRoutes(lab::kernelRoutes, inMesh, nodes);
    }

    /// The same for another table.
    void awaitRoutes(Table table, Predicate<Node> inMesh, List<Node> nodes) throws InterruptedException {
        Waiting.until(CONVERGENCE, screen, () -> {
            for (Node node : nodes) {
                List<String> differences = table.of(node).differencesFrom(lab.wantedRoutes(node, inMesh));
                if (!differences.isEmpty()) {
                    return Optional.of(node.name() + " has " + String.join(", ", differences));
                }
            }
            return Optional.empty();
        });
    }

    /// Waits until a node has its session with every other, over each family, and has heard all that these had to say:
    /// only then does an agent that came back take away what it found and nobody told it.
    void awaitConverged(Node node) throws InterruptedException {
        int wanted =
                lab.topology().others(node).size() * lab.topology().families().size();
        Waiting.until(CONVERGENCE, screen, () -> {
            JsonNode neighbors =
                    lab.ask(node, new Question.Neighbors(Optional.empty())).path("neighbors");
            if (neighbors.size() != wanted) {
                return Optional.of(node.name() + " knows " + neighbors.size() + " of " + wanted + " neighbors");
            }
            for (JsonNode neighbor : neighbors) {
                if (!neighbor.path("state").asText().equalsIgnoreCase("established")) {
                    return Optional.of(node.name() + "'s session with "
                            + neighbor.path("peer").asText() + " is in state "
                            + neighbor.path("state").asText());
                }
            }
            return lab.ask(node, new Question.Summary())
                            .path("speaker")
                            .path("converged")
                            .asBoolean()
                    ? Optional.empty()
                    : Optional.of(node.name() + " has not converged");
        });
    }

    /// Waits until every agent says that outbound SNAT of a network is in place.
    ///
    /// @param outbound as it is wanted
    void awaitSnat(PodNetwork of, boolean outbound) throws InterruptedException {
        Question question = new Question.Ovn(new Question.Page(Optional.empty(), Optional.empty(), 1));
        Waiting.until(CONVERGENCE, screen, () -> {
            for (Node node : lab.topology().nodes()) {
                JsonNode found = MissingNode.getInstance();
                for (JsonNode network : lab.ask(node, question).at("/snat/networks")) {
                    found = network.path("name").asText().equals(of.inOvn()) ? network : found;
                }
                if (found.path("outboundSnat").asBoolean() != outbound
                        || !found.path("inPlace").asBoolean()) {
                    return Optional.of("outbound SNAT of " + of.inOvn() + " at " + node.name() + ": "
                            + found.path("why").asText("not as wanted yet"));
                }
            }
            return Optional.empty();
        });
    }

    /// What a node's agent says, shown with its command.
    void show(Node node, String... words) throws InterruptedException {
        screen.show("barewire show " + String.join(" ", words), lab.show(node, words));
    }
}
