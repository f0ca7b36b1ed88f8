package io.barewire.daemon.demo;

import java.util.List;

/// OKEP-5259, "Create a ClusterUserDefinedNetwork in No-overlay Mode with Managed Routing".
final class NetworkManaged extends Workflow {
    private static final String CONF = """
            [bgp.managed]
            as-number = 64514
            topology = full-mesh
            """;
    private static final String NETWORK = BlueNetwork.yaml("Enable", "Managed");

    NetworkManaged(Scene scene) {
        super(scene, PodNetwork.BLUE);
    }

    @Override
    List<Step> steps() {
        return List.of(
                Step.of("A ClusterUserDefinedNetwork, managed: its pods reach each other", this::run),
                Step.of("How it is routed does not change under its pods", this::change));
    }

    private String run() throws InterruptedException {
        cluster.objects().apply(ClusterObjects.ovnKubeConfig(CONF));
        screen.show("cat ovnkube.conf   # in ConfigMap ovn-kubernetes/ovnkube-config", CONF);
        screen.show("cat blue.yaml", NETWORK);
        screen.tell("simpler than in a cluster: blue has no VRF device, its routes are those of the default VRF");
        cluster.objects().apply(NETWORK);
        view.awaitAccepted("ovnk-managed-bgp-cudn", true);
        view.awaitTransport("blue", true);
        view.awaitRoutes(PodNetwork.BLUE);
        int nodes = lab.topology().nodes().size();
        view.awaitSessions(nodes * (nodes - 1));
        view.showNetworks();
        view.showAdvertisements();
        view.showConfigurations();
        view.showSessions();
        view.showKernel(lab.topology().nodes().getFirst());
        return pings.everyPair(screen);
    }

    private String change() {
        String refused = cluster.objects()
                .refusal(ApiObjects.parse(BlueNetwork.yaml("Disable", "Unmanaged"))
                        .getFirst())
                .orElseThrow(() -> new StepFailure("the API server took another routing"));
        screen.tell(refused);
        if (!refused.contains("Network spec is immutable")) {
            throw new StepFailure("the refusal does not say why");
        }
        return "the API server refuses it, by a rule of the kind";
    }
}
