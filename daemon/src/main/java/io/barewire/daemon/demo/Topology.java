package io.barewire.daemon.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Who has which address, as a cluster would assign them: a network between the nodes, and a piece of the cluster's pod
/// network for each node.
///
/// @param nodes in the order of their numbers, which begin with 1
/// @param families in the order in which they are shown
record Topology(List<Node> nodes, List<Family> families) {
    static final int SMALLEST = 2;
    static final int LARGEST = 20;
    static final long AS = 64512;

    /// The address plan of one address family.
    enum Family {
        IPV4("172.18.0.%s", 24, "10.244.%s.0/24", "10.244.%s.%d", 24, "10.244.0.0/16", "203.0.113.0/24"),
        IPV6(
                "fd00:18::%s",
                64, "fd00:10:244:%s::/64", "fd00:10:244:%s::%d", 64, "fd00:10:244::/48", "2001:db8:bad::/64");

        private final String nodeAddress;
        private final int nodeNetworkLength;
        private final String hostSubnet;
        private final String podAddress;
        private final int hostSubnetLength;
        private final String clusterNetwork;
        private final String foreign;

        Family(
                String nodeAddress,
                int nodeNetworkLength,
                String hostSubnet,
                String podAddress,
                int hostSubnetLength,
                String clusterNetwork,
                String foreign) {
            this.nodeAddress = nodeAddress;
            this.nodeNetworkLength = nodeNetworkLength;
            this.hostSubnet = hostSubnet;
            this.podAddress = podAddress;
            this.hostSubnetLength = hostSubnetLength;
            this.clusterNetwork = clusterNetwork;
            this.foreign = foreign;
        }

        /// As `ip` takes it: `-4` or `-6`.
        String flag() {
            return this == IPV4 ? "-4" : "-6";
        }

        /// `10.244.0.0/16/24`, as `cluster-subnets` in `ovnkube.conf` has it.
        String clusterSubnet() {
            return clusterNetwork + "/" + hostSubnetLength;
        }

        /// All pods.
        String clusterNetwork() {
            return clusterNetwork;
        }

        /// Documentation space (RFC 5737, RFC 3849), which nobody in the cluster may claim.
        String foreignPrefix() {
            return foreign;
        }

        int nodeNetworkLength() {
            return nodeNetworkLength;
        }

        int hostSubnetLength() {
            return hostSubnetLength;
        }

        /// Of one address.
        int addressLength() {
            return this == IPV4 ? 32 : 128;
        }

        /// As `tcpdump` takes it.
        String icmp() {
            return this == IPV4 ? "icmp" : "icmp6";
        }

        String defaultRoute() {
            return this == IPV4 ? "0.0.0.0/0" : "::/0";
        }

        /// Octets of the packet around a ping's payload: IP header and ICMP header.
        int pingHeaders() {
            return this == IPV4 ? 28 : 48;
        }

        @Override
        public String toString() {
            return this == IPV4 ? "IPv4" : "IPv6";
        }
    }

    /// One node and the pod behind it.
    record Node(int number) {
        String name() {
            return "node" + number;
        }

        String pod() {
            return "pod" + number;
        }

        String address(Family family) {
            return family.nodeAddress.formatted(digits(family, 10 + number));
        }

        /// What the others' kernels forward to: of an IPv6 router on the same network its link-local address
        /// (RFC 2545 §3).
        String nextHop(Family family) {
            return family == Family.IPV4 ? address(family) : "fe80::" + digits(family, 10 + number);
        }

        /// The pod addresses that this node hands out.
        String hostSubnet(Family family) {
            return family.hostSubnet.formatted(digits(family, number));
        }

        /// The node's own address towards its pods.
        String gateway(Family family) {
            return family.podAddress.formatted(digits(family, number), 1);
        }

        /// OVN-Kubernetes' way from the host to its pods.
        String managementAddress(Family family) {
            return family.podAddress.formatted(digits(family, number), 2);
        }

        /// The first that is left for pods.
        String podAddress(Family family) {
            return family.podAddress.formatted(digits(family, number), 3);
        }

        /// Half of the host subnet: whoever announced it would draw this node's packets, by longest match.
        String stolenHalf(Family family) {
            String subnet = hostSubnet(family);
            return subnet.substring(0, subnet.indexOf('/')) + "/" + (family.hostSubnetLength + 1);
        }

        private static String digits(Family family, int value) {
            return family == Family.IPV4 ? Integer.toString(value) : Integer.toHexString(value);
        }
    }

    Topology {
        nodes = List.copyOf(nodes);
        families = List.copyOf(families);
    }

    static Topology of(int nodes, List<Family> families) {
        if (nodes < SMALLEST || nodes > LARGEST) {
            throw new IllegalArgumentException(nodes + " nodes are not within " + SMALLEST + " to " + LARGEST);
        }
        return new Topology(IntStream.rangeClosed(1, nodes).mapToObj(Node::new).toList(), families);
    }

    /// The network between the nodes.
    static String nodeNetwork(Family family) {
        return family.nodeAddress.formatted(family == Family.IPV4 ? "0" : "") + "/" + family.nodeNetworkLength;
    }

    /// Who is at the bridge without being a node: the nodes' default router.
    static String outside(Family family) {
        return family.nodeAddress.formatted("1");
    }

    List<Node> others(Node node) {
        List<Node> others = new ArrayList<>(nodes);
        others.remove(node);
        return others;
    }
}
