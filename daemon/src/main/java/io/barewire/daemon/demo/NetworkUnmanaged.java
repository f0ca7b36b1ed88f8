package io.barewire.daemon.demo;

import io.barewire.daemon.demo.OutsideRouter.Identity;
import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.util.ArrayList;
import java.util.List;

/// OKEP-5259, "Create a ClusterUserDefinedNetwork in No-overlay Mode with Unmanaged Routing": with two top-of-rack
/// switches as external peers.
final class NetworkUnmanaged extends Workflow {
    private static final long AS = 64512;
    private static final List<Identity> TORS =
            List.of(new Identity("tor1", "172.18.0.3", 64600), new Identity("tor2", "172.18.0.4", 64601));

    private static final String NETWORK = BlueNetwork.yaml("Disable", "Unmanaged");

    private static final String ADVERTISEMENTS = """
            apiVersion: k8s.ovn.org/v1
            kind: RouteAdvertisements
            metadata:
              name: blue
            spec:
              nodeSelector: {}
              frrConfigurationSelector:
                matchLabels:
                  network: blue
              networkSelectors:
              - networkSelectionType: ClusterUserDefinedNetwork
                clusterUserDefinedNetworkSelector:
                  networkSelector:
                    matchLabels:
                      network: blue
              advertisements:
              - PodNetwork
            """;

    private final List<OutsideRouter> routers = new ArrayList<>();

    NetworkUnmanaged(Scene scene) {
        super(scene, PodNetwork.BLUE);
    }

    @Override
    List<Step> steps() {
        return List.of(
                Step.of("A ClusterUserDefinedNetwork, unmanaged: its condition says what is missing", this::begin),
                Step.of("With two ToRs in other ASes its pods reach each other", this::run),
                Step.of("A ToR dies: no ping and no route is lost, and its sessions say why they ended", this::kill));
    }

    private String begin() throws InterruptedException {
        cluster.objects().delete(BlueNetwork.yaml("Enable", "Managed"));
        view.awaitNoRoutes();
        cluster.objects().apply(NETWORK);
        view.awaitTransport("blue", false);
        view.showNetworks();
        return "between pods: " + pings.noPair(screen);
    }

    private String configuration() {
        StringBuilder yaml = new StringBuilder("""
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata:
                  name: blue
                  namespace: frr-k8s-system
                  labels:
                    network: blue
                spec:
                  bgp:
                    routers:
                    - asn: %d
                      neighbors:
                """.formatted(AS));
        for (Identity tor : TORS) {
            yaml.append("""
                          - address: %s
                            asn: %d
                            disableMP: true
                            holdTime: 1m30s
                            keepaliveTime: 30s
                            passwordSecret: {}
                            port: 179
                            toAdvertise:
                              allowed:
                                mode: filtered
                            toReceive:
                              allowed:
                                mode: filtered
                                prefixes:
                                - ge: 24
                                  le: 24
                                  prefix: 10.10.0.0/16
                    """.formatted(tor.address(), tor.as()));
        }
        return yaml.toString();
    }

    private String run() throws InterruptedException {
        for (Identity tor : TORS) {
            routers.add(OutsideRouter.start(lab, folder, tor, AS));
        }
        screen.show("cat blue-tors.yaml", configuration());
        cluster.objects().apply(configuration());
        cluster.objects().apply(ADVERTISEMENTS);
        view.awaitAccepted("blue", true);
        view.awaitTransport("blue", true);
        view.awaitRoutes(PodNetwork.BLUE);
        view.awaitSessions(TORS.size() * lab.topology().nodes().size());
        view.showNetworks();
        view.showAdvertisements();
        view.showConfigurations();
        view.showSessions();
        Node narrator = lab.topology().nodes().getFirst();
        screen.show("barewire show routes   # on " + narrator.name(), lab.show(narrator, "routes"));
        return "%s: %s; %s"
                .formatted(routers.getFirst().program(), OutsideRouter.names(routers), pings.everyPair(screen));
    }

    private String kill() throws InterruptedException {
        List<RouteWatch> watches = RouteWatch.startEverywhere(lab, screen);
        List<Node> nodes = lab.topology().nodes();
        Pings.Lasting ping = pings.lasting(nodes.getFirst(), nodes.getLast(), Family.IPV4);
        OutsideRouter victim = routers.getFirst();
        screen.tell("killed: " + victim.identity().name());
        victim.stop();
        view.awaitDown(victim.identity().address(), nodes.size());
        view.showSessions();
        screen.tell("Event SessionDown: "
                + view.awaitSessionDownEvent(victim.identity().address()));
        view.awaitRoutes(PodNetwork.BLUE);
        String seen = pings.everyPair(screen);
        int answered = ping.stop(screen);
        RouteWatch.stopWithoutLoss(watches);
        return seen + "; of " + answered + " pings meanwhile none lost";
    }
}
