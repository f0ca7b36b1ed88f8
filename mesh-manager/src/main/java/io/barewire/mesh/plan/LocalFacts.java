package io.barewire.mesh.plan;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.Optional;
import java.util.Set;

/// What a plan needs to know about the machine it is for.
///
/// @param hostName sent to peers in the FQDN capability
/// @param addresses of all interfaces: neighbors with one of them are the node itself
/// @param routerId the BGP identifier to use when no object names one and the Node has no IPv4 InternalIP,
///     as [RouterId#ofInterfaces] finds it
public record LocalFacts(String hostName, Set<IpAddress> addresses, Optional<IpAddress> routerId) {
    public LocalFacts {
        if (routerId.isPresent()
                && (routerId.get().family() != AddressFamily.IPV4
                        || routerId.get().isUnspecified())) {
            throw new IllegalArgumentException(routerId.get() + " is not an IPv4 address above 0.0.0.0");
        }
        addresses = Set.copyOf(addresses);
    }
}
