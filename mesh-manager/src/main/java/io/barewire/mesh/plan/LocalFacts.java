package io.barewire.mesh.plan;

import io.barewire.wire.IpAddress;
import java.util.Optional;
import java.util.Set;

/// What a plan needs to know about the machine it is for.
///
/// @param hostName sent to peers in the FQDN capability
/// @param addresses of all interfaces: neighbors with one of them are the node itself
/// @param routerId the BGP identifier to use when no object names one and the Node has no IPv4 InternalIP
public record LocalFacts(String hostName, Set<IpAddress> addresses, Optional<IpAddress> routerId) {
    public LocalFacts {
        addresses = Set.copyOf(addresses);
    }
}
