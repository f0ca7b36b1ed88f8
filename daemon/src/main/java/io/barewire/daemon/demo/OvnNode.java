package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;

/// Names and addresses that OVN-Kubernetes would give to what a node consists of; IPv4 unless a family is
/// named.
record OvnNode(Node node) {
    /// The bridge that the host and the gateway router share; its LOCAL port is the host's interface.
    static final String EXTERNAL_BRIDGE = "breth0";
    static final String MANAGEMENT_PORT = "ovn-k8s-mp0";
    static final String CLUSTER_ROUTER = "ovn_cluster_router";

    String name() {
        return node.name();
    }

    String address() {
        return node.address(Family.IPV4);
    }

    /// Of the host and of the gateway router alike.
    String mac() {
        return "02:42:ac:12:00:%02x".formatted(10 + node.number());
    }

    String gatewayRouter() {
        return "GR_" + name();
    }

    String externalPort() {
        return "rtoe-" + gatewayRouter();
    }

    /// Of the cluster router, towards the gateway router.
    static String clusterRouterJoin(Family family) {
        return family == Family.IPV4 ? "100.64.0.1" : "fd98::1";
    }

    static int joinLength(Family family) {
        return family == Family.IPV4 ? 16 : 64;
    }

    String joinAddress(Family family) {
        return family == Family.IPV4
                ? "100.64.0." + (1 + node.number())
                : "fd98::" + Integer.toHexString(1 + node.number());
    }

    String joinMac() {
        return "0a:58:64:40:00:%02x".formatted(1 + node.number());
    }

    String hostSubnet() {
        return node.hostSubnet(Family.IPV4);
    }

    String router() {
        return node.gateway(Family.IPV4);
    }

    String managementAddress() {
        return node.managementAddress(Family.IPV4);
    }

    String podAddress() {
        return node.podAddress(Family.IPV4);
    }

    /// Of an address within the node's host subnet: 0a:58 and the address.
    String mac(String address) {
        StringBuilder mac = new StringBuilder("0a:58");
        for (String octet : address.split("\\.", -1)) {
            mac.append(":%02x".formatted(Integer.parseInt(octet)));
        }
        return mac.toString();
    }

    String podPort() {
        return "default_" + node.pod();
    }

    String localnetPort() {
        return EXTERNAL_BRIDGE + "_" + name();
    }

    /// Made by ovn-controller between the two bridges.
    String patchPort() {
        return "patch-" + localnetPort() + "-to-br-int";
    }

    /// With the length of its network.
    static String withLength(String address, String network) {
        return address + network.substring(network.indexOf('/'));
    }
}
