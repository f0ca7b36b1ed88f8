package io.barewire.ovn;

import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import java.util.List;

/// Says which neighbors packets for a next hop are handed to, as the kernel of this node would do it: the same that
/// OVN-Kubernetes reads from the kernel's routes.
@FunctionalInterface
public interface Gateways {
    /// Every next hop is a neighbor. Without a kernel nothing else is known; a link-local address beside a global
    /// one comes first, as in the kernel (RFC 2545 §3).
    Gateways NEIGHBORS = hop -> hop.isInstanceItself()
            ? List.of()
            : List.of(hop.nextHop().linkLocal().orElse(hop.address()));

    /// @return empty when the next hop cannot be reached, or packets go to no neighbor
    List<IpAddress> of(ScopedNextHop nextHop);
}
