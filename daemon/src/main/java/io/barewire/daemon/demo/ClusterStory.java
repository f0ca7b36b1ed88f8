package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The steps of the demo on a real API server: a cluster is made, then OKEP-5259's four workflows follow each other in
/// it, each with something that goes wrong and is told of.
final class ClusterStory {
    private final ClusterLab cluster;
    private final Lab lab;
    private final Path folder;
    private final Screen screen;
    private final Mesh mesh;

    /// @param folder of the lab
    ClusterStory(ClusterLab cluster, Path folder, Screen screen) {
        this.cluster = cluster;
        this.lab = cluster.lab();
        this.folder = folder;
        this.screen = screen;
        this.mesh = new Mesh(lab, screen);
    }

    /// All of it, but for taking the lab down.
    List<Step> steps() {
        List<Step> steps = new ArrayList<>(List.of(
                Step.of(
                        "Lay out %d nodes with a pod each of two networks"
                                .formatted(lab.topology().nodes().size()),
                        this::layOut),
                Step.of("Start an API server, and give it what a cluster has", this::startControlPlane),
                Step.of(
                        "Start the controller, and an agent on every node, with the rights of deploy/base",
                        this::start)));
        Workflow.Scene scene = new Workflow.Scene(cluster, new ClusterView(cluster, screen), screen, folder);
        Stream.of(
                        new DefaultManaged(scene),
                        new DefaultUnmanaged(scene),
                        new NetworkManaged(scene),
                        new NetworkUnmanaged(scene))
                .forEach(workflow -> steps.addAll(workflow.steps()));
        return steps;
    }

    private String layOut() throws InterruptedException {
        cluster.layOut(screen);
        return "between pods: " + new Pings(lab).noPair(screen) + "; this machine's own network is untouched";
    }

    private String startControlPlane() throws InterruptedException {
        String made = cluster.startControlPlane(screen);
        screen.tell("as an administrator: --kubeconfig " + cluster.adminKubeconfig());
        return made;
    }

    private String start() throws InterruptedException {
        Node narrator = lab.topology().nodes().getFirst();
        screen.tell("$ " + Commands.typed(cluster.controllerCommand()));
        screen.tell("$ " + Commands.typed(lab.agentCommand(narrator)) + "   # and so on every node");
        lab.topology().nodes().forEach(lab::startAgent);
        cluster.startController(screen);
        mesh.awaitAnswers(lab.topology().nodes());
        return "the controller leads, " + lab.topology().nodes().size() + " agents answer";
    }
}
