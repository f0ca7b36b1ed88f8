package io.barewire.mesh.plan;

import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.rib.PrefixFilter;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.List;

/// A pod network whose routes nodes exchange by themselves.
///
/// @param name as the annotation `k8s.ovn.org/node-subnets` has it
/// @param vrf where its pods are; empty for the default VRF
/// @param subnets what its host subnets are cut from
record MeshNetwork(String name, String vrf, List<ClusterSubnet> subnets) {
    MeshNetwork {
        subnets = List.copyOf(subnets);
    }

    /// What a node takes in from another.
    PrefixFilter importable(AddressFamily family) {
        return PrefixFilter.of(subnets.stream()
                .filter(subnet -> subnet.prefix().family() == family)
                .map(subnet ->
                        new PrefixFilter.Rule(subnet.prefix(), subnet.hostSubnetLength(), subnet.hostSubnetLength()))
                .toList());
    }

    boolean accepts(Prefix hostSubnet) {
        return importable(hostSubnet.family()).permits(hostSubnet);
    }
}
