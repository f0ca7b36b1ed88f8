package io.barewire.ovn.snat;

import io.barewire.wire.Prefix;
import java.util.List;

/// A pod network without an overlay, as one node has it.
///
/// @param name as OVN-Kubernetes calls it: [#DEFAULT], or `cluster_udn_blue`
/// @param subnets of the whole network
/// @param hostSubnets of this node
/// @param outboundSnat pods are seen as their node by everybody outside; without it only by other nodes
public record PodNetwork(String name, List<Prefix> subnets, List<Prefix> hostSubnets, boolean outboundSnat) {
    /// The name of the cluster's own network.
    public static final String DEFAULT = "default";

    public PodNetwork {
        subnets = List.copyOf(subnets);
        hostSubnets = List.copyOf(hostSubnets);
    }

    boolean isDefault() {
        return name.equals(DEFAULT);
    }
}
