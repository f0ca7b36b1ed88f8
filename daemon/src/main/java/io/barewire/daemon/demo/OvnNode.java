package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;

/// Names and addresses that OVN-Kubernetes would give to what a node consists of; IPv4 unless a family is
/// named.
record OvnNode(Node node) {
    /// The bridge that the host and the gateway router share; its LOCAL port is the host's interface.
    static final String EXTERNAL_BRIDGE = "breth0";

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

    /// What it has of a network.
    OvnNetwork network(PodNetwork network) {
        return new OvnNetwork(this, network);
    }

    /// Of the default network.
    String gatewayRouter() {
        return network(PodNetwork.DEFAULT).gatewayRouter();
    }

    String externalPort() {
        return network(PodNetwork.DEFAULT).externalPort();
    }

    /// What OVN-Kubernetes makes of an address of its own: 0a:58 and the address.
    static String mac(String address) {
        StringBuilder mac = new StringBuilder("0a:58");
        for (String octet : address.split("\\.", -1)) {
            mac.append(":%02x".formatted(Integer.parseInt(octet)));
        }
        return mac.toString();
    }
}
