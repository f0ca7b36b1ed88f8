package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A cluster node.
///
/// @param internalAddresses those of type InternalIP, in the order of `status.addresses`
/// @param hostSubnets what its pods live in: the `default` network of the annotation `k8s.ovn.org/node-subnets`, else
///     `spec.podCIDRs`; empty while neither is there
public record Node(
        String name,
        Origin origin,
        Map<String, String> labels,
        List<IpAddress> internalAddresses,
        List<Prefix> hostSubnets)
        implements ClusterObject {
    public Node {
        for (IpAddress address : internalAddresses) {
            if (address.isUnspecified() || address.isMulticast()) {
                throw new IllegalArgumentException(address + " cannot be a node's address");
            }
        }
        labels = Map.copyOf(labels);
        internalAddresses = List.copyOf(internalAddresses);
        hostSubnets = List.copyOf(hostSubnets);
    }

    /// The first InternalIP of a family: the address that other nodes peer with.
    public Optional<IpAddress> internalAddress(AddressFamily family) {
        return internalAddresses.stream()
                .filter(address -> address.family() == family)
                .findFirst();
    }
}
