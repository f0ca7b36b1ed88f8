package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.util.List;

/// The pods of one network, one on each node.
enum PodNetwork {
    /// The cluster's own.
    DEFAULT {
        @Override
        String inOvn() {
            return "default";
        }

        @Override
        String pod(Node node) {
            return node.pod();
        }

        @Override
        String hostSubnet(Node node, Family family) {
            return node.hostSubnet(family);
        }

        @Override
        String clusterNetwork(Family family) {
            return family.clusterNetwork();
        }

        @Override
        String gateway(Node node, Family family) {
            return node.gateway(family);
        }

        @Override
        String podAddress(Node node, Family family) {
            return node.podAddress(family);
        }
    },

    /// A ClusterUserDefinedNetwork. IPv4 alone.
    BLUE {
        @Override
        String inOvn() {
            return "cluster_udn_blue";
        }

        @Override
        List<Family> families(Topology topology) {
            return topology.families().stream()
                    .filter(family -> family == Family.IPV4)
                    .toList();
        }

        @Override
        String pod(Node node) {
            return "blue" + node.number();
        }

        @Override
        String hostSubnet(Node node, Family family) {
            return address(node, family, 0) + "/24";
        }

        @Override
        String clusterNetwork(Family family) {
            return "10.10.0.0/16";
        }

        @Override
        String gateway(Node node, Family family) {
            return address(node, family, 1);
        }

        @Override
        String podAddress(Node node, Family family) {
            return address(node, family, 3);
        }

        private String address(Node node, Family family, int host) {
            if (family != Family.IPV4) {
                throw new IllegalArgumentException("blue has no " + family);
            }
            return "10.10.%d.%d".formatted(node.number(), host);
        }
    };

    /// What OVN-Kubernetes calls it in annotations and in OVN.
    abstract String inOvn();

    /// Those that its pods have.
    List<Family> families(Topology topology) {
        return topology.families();
    }

    /// The pod's name.
    abstract String pod(Node node);

    /// The pod addresses that a node hands out.
    abstract String hostSubnet(Node node, Family family);

    /// All its pods.
    abstract String clusterNetwork(Family family);

    /// The node's own address towards its pods.
    abstract String gateway(Node node, Family family);

    abstract String podAddress(Node node, Family family);
}
