package io.barewire.mesh.plan;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a plan needs to know about the machine it is for.
///
/// @param hostName sent to peers in the FQDN capability
/// @param addresses of the interfaces in each VRF, by its name, [Router#DEFAULT_VRF] for those in none: a neighbor of
///     that VRF with one of them is the node itself
/// @param networks that interfaces outside of VRFs are on; empty when they are not known
/// @param routerId the BGP identifier to use when no object names one and the Node has no IPv4 InternalIP,
///     as [RouterId#ofInterfaces] finds it
public record LocalFacts(
        String hostName, Map<String, Set<IpAddress>> addresses, Set<Prefix> networks, Optional<IpAddress> routerId) {
    public LocalFacts {
        if (routerId.isPresent()
                && (routerId.get().family() != AddressFamily.IPV4
                        || routerId.get().isUnspecified())) {
            throw new IllegalArgumentException(routerId.get() + " is not an IPv4 address above 0.0.0.0");
        }
        addresses = addresses.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
        networks = Set.copyOf(networks);
    }

    /// Of a machine whose networks are not known.
    public LocalFacts(String hostName, Map<String, Set<IpAddress>> addresses, Optional<IpAddress> routerId) {
        this(hostName, addresses, Set.of(), routerId);
    }

    public LocalFacts withRouterId(Optional<IpAddress> other) {
        return new LocalFacts(hostName, addresses, networks, other);
    }
}
