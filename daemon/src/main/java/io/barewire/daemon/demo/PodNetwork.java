package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;

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
        String managementAddress(Node node, Family family) {
            return node.managementAddress(family);
        }

        @Override
        String podAddress(Node node, Family family) {
            return node.podAddress(family);
        }
    },

    /// A ClusterUserDefinedNetwork.
    BLUE {
        @Override
        String inOvn() {
            return "cluster_udn_blue";
        }

        @Override
        String pod(Node node) {
            return "blue" + node.number();
        }

        @Override
        String hostSubnet(Node node, Family family) {
            return switch (family) {
                        case IPV4 -> address(node, family, 0);
                        case IPV6 -> "fd00:10:10:%x::".formatted(node.number());
                    }
                    + "/"
                    + family.hostSubnetLength();
        }

        @Override
        String clusterNetwork(Family family) {
            return switch (family) {
                case IPV4 -> "10.10.0.0/16";
                case IPV6 -> "fd00:10:10::/48";
            };
        }

        @Override
        String gateway(Node node, Family family) {
            return address(node, family, 1);
        }

        @Override
        String managementAddress(Node node, Family family) {
            return address(node, family, 2);
        }

        @Override
        String podAddress(Node node, Family family) {
            return address(node, family, 3);
        }

        private String address(Node node, Family family, int host) {
            return switch (family) {
                case IPV4 -> "10.10.%d.%d".formatted(node.number(), host);
                case IPV6 -> "fd00:10:10:%x::%x".formatted(node.number(), host);
            };
        }
    };

    /// What OVN-Kubernetes calls it in annotations and in OVN.
    abstract String inOvn();

    /// The pod's name.
    abstract String pod(Node node);

    /// The pod addresses that a node hands out.
    abstract String hostSubnet(Node node, Family family);

    /// All its pods.
    abstract String clusterNetwork(Family family);

    /// The node's own address towards its pods.
    abstract String gateway(Node node, Family family);

    /// OVN-Kubernetes' way from the host to its pods.
    abstract String managementAddress(Node node, Family family);

    abstract String podAddress(Node node, Family family);
}
