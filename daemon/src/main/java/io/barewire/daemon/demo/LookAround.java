package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.util.List;
import java.util.Optional;

/// What to type into a lab that was left up.
///
/// @param ovn when the lab has one
/// @param cluster when the lab is one
record LookAround(Lab lab, Optional<OvnLab> ovn, Optional<ClusterLab> cluster, String name, String launcher) {
    String text() {
        Topology topology = lab.topology();
        Node first = topology.nodes().getFirst();
        Node last = topology.nodes().getLast();
        Family family = topology.families().getFirst();
        // The one whose workflow was the last.
        PodNetwork network = cluster.isPresent() ? PodNetwork.BLUE : PodNetwork.DEFAULT;
        // From outside, a lab in a user namespace is entered by a process that sits in it.
        String enter = lab.anchor()
                .map(anchor -> "nsenter --preserve-credentials --user --mount --net --target " + anchor.pid() + " ")
                .orElse("");
        String northbound = ovn.map(zones -> "  "
                        + Commands.typed(
                                zones.zone(first).nbctlCommand("lr-route-list", new OvnNode(first).gatewayRouter()))
                        + "\n")
                .orElse("");
        String objects = cluster.map(kube -> kube.lookAround(enter))
                .orElseGet(() ->
                        "The agents read " + lab.manifests(first) + " and its neighbors: change a file there and see.");
        String barewire = Commands.typed(List.of(launcher));
        String show = barewire + " show";
        String socket = " --socket " + lab.socket(first);
        return """

                The lab is up. Look around:
                  %s neighbors%s
                  %s routes%s
                  %s fib%s
                  %sip -n %s route
                  %sip netns exec %s ping %s
                %s%s
                The agents' logs are %s and its neighbors.
                Take it down:
                  %s demo --down%s
                """.formatted(
                show,
                socket,
                show,
                socket,
                show,
                socket,
                enter,
                lab.node(first).name(),
                enter,
                lab.pod(network, first).name(),
                network.podAddress(last, family),
                northbound,
                objects,
                lab.log("agent-" + first.name()),
                launcher,
                name.equals(DemoCommand.DEFAULT_NAME) ? "" : " --name " + name).stripTrailing();
    }
}
