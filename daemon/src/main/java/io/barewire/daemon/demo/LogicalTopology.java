package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.ovn.snat.GatewayMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What OVN-Kubernetes writes into the Northbound database of a node that is a zone of its own, as far as
/// one network without services needs it: a switch for the pods, the cluster router, the gateway
/// router, and the switch between that and the wire. There is no transit switch and no remote chassis:
/// nothing for a tunnel to do.
///
/// ```
///   pod, ovn-k8s-mp0 ── node1 ── ovn_cluster_router ── join ── GR_node1 ── ext_node1 ── breth0
/// ```
///
/// A network that is not the default one has a management port in local gateway mode alone: in the other
/// the host has no part in it here.
final class LogicalTopology {
    /// OVN-Kubernetes' priorities for what keeps advertised networks apart.
    private static final int PASS = 1100;
    private static final int DROP = 1050;

    private final OvnNode node;
    private final OvnNetwork network;
    private final GatewayMode mode;
    private final List<Family> families;
    private final List<String> words = new ArrayList<>();

    private LogicalTopology(OvnNetwork network, GatewayMode mode, List<Family> families) {
        this.node = network.node();
        this.network = network;
        this.mode = mode;
        this.families = families;
    }

    /// The words for one call of `ovn-nbctl`.
    static List<String> commands(OvnNetwork network, GatewayMode mode, List<Family> families) {
        LogicalTopology topology = new LogicalTopology(network, mode, families);
        topology.nodeSwitch();
        topology.clusterRouter();
        topology.gatewayRouter();
        topology.externalSwitch();
        families.forEach(topology::routes);
        return List.copyOf(topology.words);
    }

    /// The same for what keeps this network's pods and those of other networks apart, at the switch of each:
    /// who asks is not let out.
    ///
    /// @param all networks, this one among them
    static List<String> isolation(OvnNetwork network, List<PodNetwork> all, List<Family> families) {
        LogicalTopology topology = new LogicalTopology(network, GatewayMode.SHARED, families);
        for (Family family : families) {
            String ip = family == Family.IPV4 ? "ip4" : "ip6";
            String every =
                    all.stream().map(each -> each.clusterNetwork(family)).collect(Collectors.joining(", ", "{", "}"));
            String own = network.network().clusterNetwork(family);
            topology.rule(PASS, ip + ".dst == " + own, "allow");
            topology.rule(DROP, ip + ".src == " + every + " && " + ip + ".dst == " + every, "drop");
        }
        return List.copyOf(topology.words);
    }

    private void rule(int priority, String match, String verdict) {
        add("--apply-after-lb acl-add %s from-lport %d".formatted(network.nodeSwitch(), priority));
        words.addAll(List.of(match, verdict));
    }

    private void nodeSwitch() {
        String pods = network.nodeSwitch();
        add("set NB_Global . name=%s options:name=%s".formatted(node.name(), node.name()));
        add("ls-add %s".formatted(pods));
        add("set Logical_Switch %s other_config:subnet=%s".formatted(pods, network.hostSubnet(Family.IPV4)));
        switchPort(network.podPort(), network::podAddress);
        if (network.isDefault() || mode == GatewayMode.LOCAL) {
            switchPort(network.managementSwitchPort(), network::managementAddress);
        }
    }

    private void switchPort(String port, Function<Family, String> address) {
        add("lsp-add %s %s".formatted(network.nodeSwitch(), port));
        words.addAll(List.of(
                "--", "lsp-set-addresses", port, OvnNode.mac(address.apply(Family.IPV4)) + " " + each(address)));
    }

    /// One of each family.
    private String each(Function<Family, String> word) {
        return families.stream().map(word).collect(Collectors.joining(" "));
    }

    private void clusterRouter() {
        String router = network.clusterRouter();
        add("lr-add %s".formatted(router));
        add("set Logical_Router %s options:always_learn_from_arp_request=false".formatted(router));
        add("lrp-add %s rtos-%s %s %s"
                .formatted(
                        router,
                        network.nodeSwitch(),
                        OvnNode.mac(network.router(Family.IPV4)),
                        each(family -> network.router(family) + "/" + family.hostSubnetLength())));
        routerPort(network.nodeSwitch(), "stor-" + network.nodeSwitch(), "rtos-" + network.nodeSwitch());
        if (!network.isDefault() && mode == GatewayMode.LOCAL) {
            // Where this router translates sources.
            add("lrp-set-gateway-chassis rtos-%s %s 1".formatted(network.nodeSwitch(), node.name()));
            add("set Logical_Router %s options:ct-commit-all=true".formatted(router));
        }
        add("ls-add %s".formatted(network.joinSwitch()));
        joinPort(router, network.clusterRouterJoinMac(), network::clusterRouterJoin);
    }

    private void joinPort(String router, String mac, Function<Family, String> address) {
        add("lrp-add %s rtoj-%s %s %s"
                .formatted(
                        router,
                        router,
                        mac,
                        each(family -> address.apply(family) + "/" + OvnNetwork.joinLength(family))));
        routerPort(network.joinSwitch(), "jtor-" + router, "rtoj-" + router);
    }

    private void gatewayRouter() {
        String router = network.gatewayRouter();
        add("lr-add %s".formatted(router));
        add(("set Logical_Router %s options:chassis=%s options:always_learn_from_arp_request=false"
                        + " options:dynamic_neigh_routers=false options:lb_force_snat_ip=router_ip"
                        + " options:mac_binding_age_threshold=300 external_ids:physical_ip=%s %s")
                .formatted(
                        router,
                        node.name(),
                        node.address(),
                        network.isDefault() ? "options:snat-ct-zone=0" : "options:disable_garp_rarp=true"));
        joinPort(router, network.joinMac(), network::joinAddress);
    }

    private void externalSwitch() {
        String router = network.gatewayRouter();
        String external = network.externalSwitch();
        add("ls-add %s".formatted(external));
        add("lsp-add %s %s".formatted(external, network.localnetPort()));
        add("lsp-set-type %s localnet".formatted(network.localnetPort()));
        add("lsp-set-addresses %s unknown".formatted(network.localnetPort()));
        add("lsp-set-options %s network_name=physnet".formatted(network.localnetPort()));
        add("lrp-add %s %s %s %s%s"
                .formatted(
                        router,
                        network.externalPort(),
                        node.mac(),
                        each(family -> node.node().address(family) + "/" + family.nodeNetworkLength()),
                        network.isDefault()
                                ? ""
                                : " " + each(family -> OvnNetwork.masquerade(family) + "/" + family.addressLength())));
        add("lsp-add %s etor-%s".formatted(external, router));
        add("lsp-set-type etor-%s router".formatted(router));
        add("lsp-set-addresses etor-%s %s".formatted(router, node.mac()));
        add("lsp-set-options etor-%s router-port=%s%s"
                .formatted(
                        router,
                        network.externalPort(),
                        network.isDefault() ? " nat-addresses=router exclude-lb-vips-from-garp=true" : ""));
    }

    private void routes(Family family) {
        String pods = network.hostSubnet(family);
        String join = network.joinAddress(family);
        add("lr-route-add %s %s %s".formatted(network.clusterRouter(), join, join));
        String leaves = switch (mode) {
            case SHARED -> join;
            case LOCAL -> network.managementAddress(family);
        };
        add("--policy=src-ip lr-route-add %s %s %s".formatted(network.clusterRouter(), pods, leaves));
        // Only the node's own pods: everything else is for BGP's routes to say, or for the default route.
        add("lr-route-add %s %s %s".formatted(network.gatewayRouter(), pods, network.clusterRouterJoin(family)));
        add("lr-route-add %s %s %s %s"
                .formatted(
                        network.gatewayRouter(),
                        family.defaultRoute(),
                        Topology.outside(family),
                        network.externalPort()));
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
