package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A cluster node.
///
/// @param internalAddresses those of type InternalIP, in the order of `status.addresses`
/// @param subnets what its pods live in, by network: the annotation `k8s.ovn.org/node-subnets`, and for
///     [#DEFAULT_NETWORK], where that is silent, `spec.podCIDRs`
/// @param hostNetworks its addresses, each with the network that it is on: the annotation `k8s.ovn.org/host-cidrs`
/// @param settled whether it is Ready and takes Pods; so is one that says nothing about it
public record Node(
        String name,
        Origin origin,
        Map<String, String> labels,
        List<IpAddress> internalAddresses,
        Map<String, List<Prefix>> subnets,
        Map<IpAddress, Prefix> hostNetworks,
        boolean settled)
        implements ClusterObject {
    /// The cluster's own network, which every node has.
    public static final String DEFAULT_NETWORK = "default";

    public Node {
        for (IpAddress address : internalAddresses) {
            if (address.isUnspecified() || address.isMulticast()) {
                throw new IllegalArgumentException(address + " cannot be a node's address");
            }
        }
        labels = Map.copyOf(labels);
        internalAddresses = List.copyOf(internalAddresses);
        subnets = subnets.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
        hostNetworks = Map.copyOf(hostNetworks);
    }

    public Node withInternalAddresses(List<IpAddress> others) {
        return new Node(name, origin, labels, others, subnets, hostNetworks, settled);
    }

    /// The first InternalIP of a family.
    public Optional<IpAddress> internalAddress(AddressFamily family) {
        return internalAddresses.stream()
                .filter(address -> address.family() == family)
                .findFirst();
    }

    /// What its pods have in one network; empty while it has none there.
    public List<Prefix> subnets(String network) {
        return subnets.getOrDefault(network, List.of());
    }
}
