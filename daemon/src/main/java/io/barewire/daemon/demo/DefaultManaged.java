package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Node;
import java.util.List;

/// OKEP-5259, "Enable No-overlay Mode for the Default Network with Managed Routing".
final class DefaultManaged extends Workflow {
    private static final String CONF = """
            [default]
            transport = no-overlay
            cluster-subnets = 10.244.0.0/16/24

            [no-overlay]
            routing = managed
            outbound-snat = enable

            [bgp.managed]
            as-number = 64514
            topology = full-mesh
            """;
    private static final String ADVERTISEMENTS = "ovnk-managed-bgp-default";

    DefaultManaged(Scene scene) {
        super(scene, PodNetwork.DEFAULT);
    }

    @Override
    List<Step> steps() {
        return List.of(
                Step.of("Default network, managed: of ovnkube.conf alone come objects, sessions and routes", this::run),
                Step.of("A broken ovnkube.conf is told of, and takes no route away", this::breakConfiguration));
    }

    private String run() throws InterruptedException {
        screen.show("cat ovnkube.conf   # in ConfigMap ovn-kubernetes/ovnkube-config", CONF);
        cluster.objects().apply(ClusterObjects.ovnKubeConfig(CONF));
        view.awaitRoutes(PodNetwork.DEFAULT);
        view.awaitAccepted(ADVERTISEMENTS, true);
        int nodes = lab.topology().nodes().size();
        view.awaitSessions(nodes * (nodes - 1));
        view.showAdvertisements();
        view.showConfigurations();
        view.showSessions();
        view.showKernel(lab.topology().nodes().getFirst());
        return pings.everyPair(screen);
    }

    private String breakConfiguration() throws InterruptedException {
        List<RouteWatch> watches = RouteWatch.startEverywhere(lab, screen);
        String broken = CONF.replace("topology = full-mesh", "topology = ring");
        cluster.objects().apply(ClusterObjects.ovnKubeConfig(broken));
        String message = view.awaitDefaultNetworkEvent("NoOverlayConfigurationError");
        screen.tell("with topology = ring, Event NoOverlayConfigurationError of ovn-kubernetes/default: " + message);
        Node narrator = lab.topology().nodes().getFirst();
        screen.show("barewire show problems   # on " + narrator.name(), lab.show(narrator, "problems"));
        String seen = pings.everyPair(screen);
        cluster.objects().apply(ClusterObjects.ovnKubeConfig(CONF));
        view.awaitDefaultNetworkEvent("NoOverlayConfigurationReady");
        RouteWatch.stopWithoutLoss(watches);
        return seen + "; no kernel has deleted a route";
    }
}
