package io.barewire.bench.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bench.kube.Figures.Row;
import io.barewire.bench.peers.BenchFailure;
import io.barewire.bench.peers.Leftovers;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// The controller as its users run it: its memory, how long the API server waits for its verdict, and how long the
/// status of a node stays whose agent has gone.
final class Controllers {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CLEANED = 20;

    private final Path launcher;
    private final Path folder;
    private final Path kubeconfig;
    private final ApiServer api;
    private final Leftovers leftovers;
    private final Waiting waiting;
    private final Figures figures = new Figures(
            "The controller",
            Row.of("ready", "ready, s"),
            Row.of("resident", "resident, MiB"),
            Row.of("own", "its own, MiB"),
            Row.of("one.median", "review of an object for one node, median, ms"),
            Row.of("one.p99", "p99"),
            Row.of("every.median", "review of an object for every node, median, ms"),
            Row.of("every.p99", "p99"),
            Row.of("clean.median", "from an agent's end to its status' end, median, ms"),
            Row.of("clean.most", "most"));

    Controllers(Path launcher, Path folder, Path kubeconfig, ApiServer api, Leftovers leftovers, Waiting waiting) {
        this.launcher = launcher;
        this.folder = folder;
        this.kubeconfig = kubeconfig;
        this.api = api;
        this.leftovers = leftovers;
        this.waiting = waiting;
    }

    Figures figures() {
        return figures;
    }

    /// @param nodes how many there are, each with an agent's Pod and its status
    /// @param reviews of each kind
    void measure(String column, int nodes, int reviews) {
        Program controller = leftovers.add(Program.start(
                folder.resolve("controller.log"),
                List.of(
                        launcher.toString(),
                        "controller",
                        "--kubeconfig=" + kubeconfig,
                        "--namespace=" + Fleet.NAMESPACE,
                        "--webhook-port=" + Reviewer.PORT)));
        try (Reviewer reviewer = new Reviewer()) {
            waiting.until("readiness", PATIENCE, reviewer::isReady);
            figures.put(column, "ready", controller.seconds(System.nanoTime()));
            Memory memory = controller.rest(waiting).memory();
            figures.put(column, "resident", memory.resident());
            figures.put(column, "own", memory.own());
            reviews(column, "one", reviewer, reviews, i -> Fleet.configuration(i % nodes));
            reviews(column, "every", reviewer, reviews, Fleet::forEveryNode);
            cleaning(column, nodes);
        } catch (BenchFailure failure) {
            throw new BenchFailure("the controller said:\n" + controller.lastWords() + "\n", failure);
        } finally {
            leftovers.remove(controller);
            controller.close();
        }
    }

    private void reviews(String column, String kind, Reviewer reviewer, int count, IntFunction<ObjectNode> objects) {
        Latencies times = new Latencies();
        for (int i = 0; i < count; i++) {
            waiting.say("review %d of %d".formatted(i + 1, count));
            String review = Reviewer.review(objects.apply(i));
            long asked = System.nanoTime();
            reviewer.ask(review);
            times.add(System.nanoTime() - asked);
        }
        figures.put(column, kind + ".median", times.at(0.5));
        figures.put(column, kind + ".p99", times.at(0.99));
    }

    /// Agents end, one after the other.
    private void cleaning(String column, int nodes) {
        Latencies times = new Latencies();
        for (int node = nodes - 1; node >= Math.max(0, nodes - CLEANED); node--) {
            String name = Fleet.name(node);
            long ended = System.nanoTime();
            try {
                var _ = api.delete(Resource.PODS, Fleet.NAMESPACE, "barewire-" + name, Optional.empty());
            } catch (ApiFailure failure) {
                throw new BenchFailure("a Pod could not be deleted", failure);
            }
            waiting.until("FRRNodeState " + name + " gone", PATIENCE, () -> isGone(name));
            times.add(System.nanoTime() - ended);
        }
        figures.put(column, "clean.median", times.at(0.5));
        figures.put(column, "clean.most", times.at(1));
    }

    private boolean isGone(String name) {
        try {
            return api.get(Fleet.FRR_NODE_STATES, "", name).isEmpty();
        } catch (ApiFailure failure) {
            throw new BenchFailure("FRRNodeState " + name, failure);
        }
    }
}
