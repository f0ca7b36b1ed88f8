package io.barewire.daemon.demo;

import java.nio.file.Path;
import java.util.List;

/// One of OKEP-5259's four workflows, as steps of the demo.
abstract class Workflow {
    /// Where it happens.
    ///
    /// @param folder of the lab
    record Scene(ClusterLab cluster, ClusterView view, Screen screen, Path folder) {}

    final ClusterLab cluster;
    final Lab lab;
    final ClusterView view;
    final Screen screen;
    final Path folder;
    final Pings pings;

    /// @param network whose pods ping each other
    Workflow(Scene scene, PodNetwork network) {
        this.cluster = scene.cluster();
        this.lab = cluster.lab();
        this.view = scene.view();
        this.screen = scene.screen();
        this.folder = scene.folder();
        this.pings = new Pings(lab, network);
    }

    abstract List<Step> steps();
}
