package io.barewire.bench.kube;

import io.barewire.bench.kube.Figures.Row;
import io.barewire.bench.peers.BenchFailure;
import io.barewire.bench.peers.Leftovers;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// The measured node's agent, as its users run it: from exec to the first UPDATE at a router, which comes when all
/// objects have been read and the configuration is in force, and then at rest.
final class Agents {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final URI READY = URI.create("http://127.0.0.1:7473/readyz");

    private final Path launcher;
    private final Path folder;
    private final Path kubeconfig;
    private final Rack rack;
    private final Leftovers leftovers;
    private final Waiting waiting;
    private final Figures figures = new Figures(
            "An agent's start and memory",
            Row.below(5, "sync", "first UPDATE at a router, s"),
            Row.of("mesh", "first UPDATE at a node of the mesh, s"),
            Row.of("ready", "ready, s"),
            Row.of("cpu", "CPU s until it rests, a minute at most"),
            Row.of("rest.cpus", "CPUs it keeps busy then"),
            Row.of("resident", "resident, MiB"),
            Row.of("proportional", "by share (Pss), MiB"),
            Row.of("own", "its own, MiB"),
            Row.below(15, "growth", "resident, more than in the empty cluster, MiB"));

    Agents(Path launcher, Path folder, Path kubeconfig, Rack rack, Leftovers leftovers, Waiting waiting) {
        this.launcher = launcher;
        this.folder = folder;
        this.kubeconfig = kubeconfig;
        this.rack = rack;
        this.leftovers = leftovers;
        this.waiting = waiting;
    }

    Figures figures() {
        return figures;
    }

    /// What the node's start comes to.
    enum Outcome {
        /// There is nothing that configures it.
        NOTHING,
        /// All its sessions are up.
        READY,
        /// One of the mesh's sessions is up, and both with routers.
        MESH
    }

    /// Starts one, measures it until it rests, and ends it.
    ///
    /// @param base what its memory is compared with; empty for nothing
    void measure(String column, String base, Outcome outcome) {
        rack.forget();
        Program agent = start();
        try {
            switch (outcome) {
                case NOTHING -> awaitPage("its objects", agent, page -> page.contains("no object"));
                case READY -> {
                    figures.put(column, "sync", synced(agent, rack.router()));
                    awaitPage("readiness", agent, page -> page.startsWith("200"));
                }
                case MESH -> {
                    figures.put(column, "sync", synced(agent, rack.router()));
                    figures.put(column, "mesh", synced(agent, rack.meshNode()));
                }
            }
            figures.put(column, "ready", agent.seconds(System.nanoTime()));
            Program.Rest rest = agent.rest(waiting);
            Memory memory = rest.memory();
            figures.put(column, "cpu", agent.cpuSeconds());
            figures.put(column, "rest.cpus", rest.cpus());
            figures.put(column, "resident", memory.resident());
            figures.put(column, "proportional", memory.proportional());
            figures.put(column, "own", memory.own());
            figures.median(base, "resident")
                    .ifPresent(before -> figures.put(column, "growth", memory.resident() - before));
        } finally {
            end(agent);
        }
    }

    /// One with its sessions up.
    Program ready() {
        rack.forget();
        Program agent = start();
        synced(agent, rack.router());
        awaitPage("readiness", agent, page -> page.startsWith("200"));
        return agent;
    }

    void end(Program agent) {
        leftovers.remove(agent);
        agent.close();
    }

    private Program start() {
        return leftovers.add(Program.start(
                folder.resolve("agent.log"),
                List.of(
                        launcher.toString(),
                        "agent",
                        "--kubernetes",
                        "--kubeconfig=" + kubeconfig,
                        "--namespace=" + Fleet.NAMESPACE,
                        "--node=" + Fleet.name(0),
                        "--socket=" + folder.resolve("agent.sock"),
                        "--listen=" + Rack.NODE + ":179",
                        "--http=" + READY.getAuthority())));
    }

    private double synced(Program agent, Router router) {
        return agent.seconds(alive(
                agent, () -> waiting.get("the first UPDATE at " + router, PATIENCE, router.arrival(Fleet.subnet(0)))));
    }

    private void awaitPage(String what, Program agent, Predicate<String> good) {
        alive(agent, () -> {
            waiting.until(what, PATIENCE, () -> good.test(page()));
            return 0L;
        });
    }

    private interface Step {
        long take();
    }

    /// A failure says what the agent said.
    private static long alive(Program agent, Step step) {
        try {
            return step.take();
        } catch (BenchFailure failure) {
            throw new BenchFailure("the agent said:\n" + agent.lastWords() + "\n", failure);
        }
    }

    /// Status and text of its readiness; empty while it does not answer.
    private static String page() {
        try {
            HttpURLConnection connection = (HttpURLConnection) READY.toURL().openConnection();
            int status = connection.getResponseCode();
            try (var body = status == 200 ? connection.getInputStream() : connection.getErrorStream()) {
                return status + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException _) {
            return "";
        }
    }
}
