package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;

/// One network on one node: the names and addresses that OVN-Kubernetes would give to what it has in the node's
/// OVN. Those of another network than the default one begin with its name.
record OvnNetwork(OvnNode node, PodNetwork network) {
    private String prefix() {
        return isDefault() ? "" : network.inOvn() + "_";
    }

    boolean isDefault() {
        return network == PodNetwork.DEFAULT;
    }

    String nodeSwitch() {
        return prefix() + node.name();
    }

    String clusterRouter() {
        return prefix() + "ovn_cluster_router";
    }

    String joinSwitch() {
        return prefix() + "join";
    }

    String gatewayRouter() {
        return "GR_" + nodeSwitch();
    }

    String externalPort() {
        return "rtoe-" + gatewayRouter();
    }

    String externalSwitch() {
        return "ext_" + nodeSwitch();
    }

    String localnetPort() {
        return OvnNode.EXTERNAL_BRIDGE + "_" + nodeSwitch();
    }

    /// Made by ovn-controller between the two bridges.
    String patchPort() {
        return "patch-" + localnetPort() + "-to-br-int";
    }

    /// The host's interface in it.
    String managementPort() {
        return isDefault() ? "ovn-k8s-mp0" : "ovn-k8s-mp1";
    }

    String managementSwitchPort() {
        return "k8s-" + nodeSwitch();
    }

    String managementAddress(Family family) {
        return network.managementAddress(node.node(), family);
    }

    String podPort() {
        return "default_" + network.pod(node.node());
    }

    /// Of the cluster router, towards the gateway router.
    String clusterRouterJoin(Family family) {
        return joinAddress(family, 1);
    }

    String joinAddress(Family family) {
        return joinAddress(family, 1 + node.node().number());
    }

    private String joinAddress(Family family, int host) {
        return switch (family) {
            case IPV4 -> (isDefault() ? "100.64.0." : "100.65.0.") + host;
            case IPV6 -> (isDefault() ? "fd98::" : "fd99::") + Integer.toHexString(host);
        };
    }

    static int joinLength(Family family) {
        return family == Family.IPV4 ? 16 : 64;
    }

    String clusterRouterJoinMac() {
        return OvnNode.mac(clusterRouterJoin(Family.IPV4));
    }

    String joinMac() {
        return OvnNode.mac(joinAddress(Family.IPV4));
    }

    String hostSubnet(Family family) {
        return network.hostSubnet(node.node(), family);
    }

    String router(Family family) {
        return network.gateway(node.node(), family);
    }

    String podAddress(Family family) {
        return network.podAddress(node.node(), family);
    }

    /// What the gateway router of a network that is not the default one has for its own beside the node's address: the
    /// bridge puts the node's in its place.
    static String masquerade(Family family) {
        return switch (family) {
            case IPV4 -> "169.254.0.11";
            case IPV6 -> "fd69::b";
        };
    }

    /// What takes the pods' place towards the host in local gateway mode, whose kernel puts the node's in
    /// its place.
    static String managementMasquerade(Family family) {
        return switch (family) {
            case IPV4 -> "169.254.0.12";
            case IPV6 -> "fd69::c";
        };
    }
}
