package io.barewire.daemon.demo;

import io.barewire.daemon.demo.OutsideRouter.Identity;
import io.barewire.daemon.demo.Topology.Node;
import java.util.List;
import java.util.Optional;

/// OKEP-5259, "Enable No-overlay Mode for the Default Network with Unmanaged Routing": with a route reflector that is
/// no node.
final class DefaultUnmanaged extends Workflow {
    private static final long AS = 64512;
    private static final Identity REFLECTOR = new Identity("rr", "172.18.0.2", AS);

    private static final String CONF = """
            [default]
            transport = no-overlay
            cluster-subnets = 10.244.0.0/16/24

            [no-overlay]
            routing = unmanaged
            outbound-snat = disable
            """;

    private static final String ADVERTISEMENTS = """
            apiVersion: k8s.ovn.org/v1
            kind: RouteAdvertisements
            metadata:
              name: default
            spec:
              advertisements:
              - PodNetwork
              frrConfigurationSelector:
                matchLabels:
                  network: default
              networkSelectors:
              - networkSelectionType: DefaultNetwork
              nodeSelector: {}
            """;

    private static final String CONFIGURATION = """
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata:
              name: external-rr
              namespace: frr-k8s-system
              labels:
                network: default
            spec:
              bgp:
                routers:
                - asn: 64512
                  neighbors:
                  - address: 172.18.0.2
                    asn: 64512
                    disableMP: true
                    toReceive:
                      allowed:
                        mode: filtered
                        prefixes:
                        - prefix: 10.244.0.0/16
                          ge: 24
            """;

    private Optional<OutsideRouter> reflector = Optional.empty();

    DefaultUnmanaged(Scene scene) {
        super(scene, PodNetwork.DEFAULT);
    }

    @Override
    List<Step> steps() {
        return List.of(
                Step.of("Default network, unmanaged: what is missing is said until it is there", this::begin),
                Step.of("With a route reflector outside pods reach each other", this::run),
                Step.of("An FRRConfiguration that contradicts another is refused", this::contradict));
    }

    private String begin() throws InterruptedException {
        screen.show("cat ovnkube.conf   # in ConfigMap ovn-kubernetes/ovnkube-config", CONF);
        cluster.objects().apply(ClusterObjects.ovnKubeConfig(CONF));
        screen.tell("Event NoRouteAdvertisements of ovn-kubernetes/default: "
                + view.awaitDefaultNetworkEvent("NoRouteAdvertisements"));
        view.awaitNoRoutes();
        cluster.objects().apply(ADVERTISEMENTS);
        view.awaitAccepted("default", false);
        view.showAdvertisements();
        return "between pods: " + pings.noPair(screen);
    }

    private String run() throws InterruptedException {
        OutsideRouter router = OutsideRouter.start(lab, folder, REFLECTOR, AS);
        reflector = Optional.of(router);
        screen.show("cat external-rr.yaml", CONFIGURATION);
        cluster.objects().apply(CONFIGURATION);
        view.awaitAccepted("default", true);
        view.awaitRoutes(PodNetwork.DEFAULT);
        view.awaitSessions(lab.topology().nodes().size());
        view.showAdvertisements();
        view.showConfigurations();
        view.showSessions();
        Node narrator = lab.topology().nodes().getFirst();
        screen.show(
                "barewire show routes received " + REFLECTOR.address() + "   # on " + narrator.name(),
                lab.show(narrator, "routes", "received", REFLECTOR.address()));
        return "the reflector is " + router.program() + "; " + pings.everyPair(screen);
    }

    private String contradict() throws InterruptedException {
        String other = CONFIGURATION.replace("external-rr", "other").replace("asn: 64512", "asn: 64999");
        String refused = cluster.objects()
                .refusal(ApiObjects.parse(other).getFirst())
                .orElseThrow(() -> new StepFailure("an FRRConfiguration with another AS was taken"));
        screen.tell(refused);
        if (!refused.contains("different asns")) {
            throw new StepFailure("the refusal does not say why");
        }
        cluster.objects().delete(ADVERTISEMENTS);
        cluster.objects().delete(CONFIGURATION);
        view.awaitNoRoutes();
        reflector.orElseThrow().stop();
        return "the admission webhook says which two disagree; with the objects the routes are gone";
    }
}
