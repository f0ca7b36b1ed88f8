package io.barewire.daemon.demo;

import static io.barewire.daemon.demo.OvnNode.CLUSTER_ROUTER;

import io.barewire.daemon.demo.Topology.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What OVN-Kubernetes writes into the Northbound database of a node that is a zone of its own, as far as
/// one default network without services needs it: a switch for the pods, the cluster router, the gateway
/// router, and the switch between that and the wire. There is no transit switch and no remote chassis:
/// nothing for a tunnel to do.
///
/// ```
///   pod, ovn-k8s-mp0 ── node1 ── ovn_cluster_router ── join ── GR_node1 ── ext_node1 ── breth0
/// ```
final class LogicalTopology {
    private final OvnNode node;
    private final GatewayMode mode;
    private final List<Family> families;
    private final List<String> words = new ArrayList<>();

    private LogicalTopology(OvnNode node, GatewayMode mode, List<Family> families) {
        this.node = node;
        this.mode = mode;
        this.families = families;
    }

    /// The words for one call of `ovn-nbctl`.
    static List<String> commands(OvnNode node, GatewayMode mode, List<Family> families) {
        LogicalTopology topology = new LogicalTopology(node, mode, families);
        topology.nodeSwitch();
        topology.clusterRouter();
        topology.gatewayRouter();
        topology.externalSwitch();
        families.forEach(topology::routes);
        return List.copyOf(topology.words);
    }

    private void nodeSwitch() {
        add("set NB_Global . name=%s options:name=%s".formatted(node.name(), node.name()));
        add("ls-add %s".formatted(node.name()));
        add("set Logical_Switch %s other_config:subnet=%s".formatted(node.name(), node.hostSubnet()));
        switchPort(node.podPort(), node.podAddress(), node.node()::podAddress);
        switchPort("k8s-" + node.name(), node.managementAddress(), node.node()::managementAddress);
    }

    private void switchPort(String port, String ipv4, Function<Family, String> address) {
        add("lsp-add %s %s".formatted(node.name(), port));
        words.addAll(List.of("--", "lsp-set-addresses", port, node.mac(ipv4) + " " + each(address)));
    }

    /// One of each family.
    private String each(Function<Family, String> word) {
        return families.stream().map(word).collect(Collectors.joining(" "));
    }

    private void clusterRouter() {
        add("lr-add %s".formatted(CLUSTER_ROUTER));
        add("set Logical_Router %s options:always_learn_from_arp_request=false".formatted(CLUSTER_ROUTER));
        add("lrp-add %s rtos-%s %s %s"
                .formatted(
                        CLUSTER_ROUTER,
                        node.name(),
                        node.mac(node.router()),
                        each(family -> node.node().gateway(family) + "/" + family.hostSubnetLength())));
        routerPort(node.name(), "stor-" + node.name(), "rtos-" + node.name());
        add("ls-add join");
        add("lrp-add %s rtoj-%s 0a:58:64:40:00:01 %s"
                .formatted(
                        CLUSTER_ROUTER,
                        CLUSTER_ROUTER,
                        each(family -> OvnNode.clusterRouterJoin(family) + "/" + OvnNode.joinLength(family))));
        routerPort("join", "jtor-" + CLUSTER_ROUTER, "rtoj-" + CLUSTER_ROUTER);
    }

    private void gatewayRouter() {
        String router = node.gatewayRouter();
        add("lr-add %s".formatted(router));
        add(("set Logical_Router %s options:chassis=%s options:always_learn_from_arp_request=false"
                        + " options:dynamic_neigh_routers=false options:lb_force_snat_ip=router_ip"
                        + " options:mac_binding_age_threshold=300 options:snat-ct-zone=0 external_ids:physical_ip=%s")
                .formatted(router, node.name(), node.address()));
        add("lrp-add %s rtoj-%s %s %s"
                .formatted(
                        router,
                        router,
                        node.joinMac(),
                        each(family -> node.joinAddress(family) + "/" + OvnNode.joinLength(family))));
        routerPort("join", "jtor-" + router, "rtoj-" + router);
    }

    private void externalSwitch() {
        String router = node.gatewayRouter();
        add("ls-add ext_%s".formatted(node.name()));
        add("lsp-add ext_%s %s".formatted(node.name(), node.localnetPort()));
        add("lsp-set-type %s localnet".formatted(node.localnetPort()));
        add("lsp-set-addresses %s unknown".formatted(node.localnetPort()));
        add("lsp-set-options %s network_name=physnet".formatted(node.localnetPort()));
        add("lrp-add %s %s %s %s"
                .formatted(
                        router,
                        node.externalPort(),
                        node.mac(),
                        each(family -> node.node().address(family) + "/" + family.nodeNetworkLength())));
        add("lsp-add ext_%s etor-%s".formatted(node.name(), router));
        add("lsp-set-type etor-%s router".formatted(router));
        add("lsp-set-addresses etor-%s %s".formatted(router, node.mac()));
        add("lsp-set-options etor-%s router-port=%s nat-addresses=router exclude-lb-vips-from-garp=true"
                .formatted(router, node.externalPort()));
    }

    private void routes(Family family) {
        String pods = node.node().hostSubnet(family);
        String join = node.joinAddress(family);
        add("lr-route-add %s %s %s".formatted(CLUSTER_ROUTER, join, join));
        String leaves = switch (mode) {
            case SGW -> join;
            case LGW -> node.node().managementAddress(family);
        };
        add("--policy=src-ip lr-route-add %s %s %s".formatted(CLUSTER_ROUTER, pods, leaves));
        // Only the node's own pods: everything else is for BGP's routes to say, or for the default route.
        add("lr-route-add %s %s %s".formatted(node.gatewayRouter(), pods, OvnNode.clusterRouterJoin(family)));
        add("lr-route-add %s %s %s %s"
                .formatted(node.gatewayRouter(), family.defaultRoute(), Topology.outside(family), node.externalPort()));
    }

    private void routerPort(String logicalSwitch, String port, String peer) {
        add("lsp-add %s %s".formatted(logicalSwitch, port));
        add("lsp-set-type %s router".formatted(port));
        add("lsp-set-addresses %s router".formatted(port));
        add("lsp-set-options %s router-port=%s".formatted(port, peer));
    }

    private void add(String command) {
        if (!words.isEmpty()) {
            words.add("--");
        }
        words.addAll(List.of(command.split(" ", -1)));
    }
}
