package io.barewire.ovn.snat;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Set;

/// What source NAT of a node follows from.
///
/// @param node its name, of which routers and ports have theirs
/// @param ownAddresses of the node
/// @param otherNodes addresses of all others
/// @param services where services are, whose packets are OVN-Kubernetes' own affair
/// @param networks on this node, without an overlay; none: then nothing of ours is to be there
public record SnatWish(
        String node,
        GatewayMode mode,
        Set<IpAddress> ownAddresses,
        Set<IpAddress> otherNodes,
        List<Prefix> services,
        List<PodNetwork> networks) {
    public SnatWish {
        ownAddresses = Set.copyOf(ownAddresses);
        otherNodes = Set.copyOf(otherNodes);
        services = List.copyOf(services);
        networks = List.copyOf(networks);
    }
}
