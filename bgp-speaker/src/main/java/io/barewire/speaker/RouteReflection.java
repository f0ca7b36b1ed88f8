package io.barewire.speaker;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.Optional;

/// How we reflect routes (RFC 4456) when some peers are our clients
/// ([io.barewire.rib.PeerPolicy#routeReflectorClient]).
///
/// @param clusterId the same on all reflectors of one cluster that back each other up (§7), any four octets written as
///     an IPv4 address; left out: the BGP identifier, so that we are a cluster of our own
/// @param clientToClient clients hear of each other from us; off where they are fully meshed
public record RouteReflection(Optional<IpAddress> clusterId, boolean clientToClient) {
    public static final RouteReflection DEFAULT = new RouteReflection(Optional.empty(), true);

    public RouteReflection {
        clusterId.ifPresent(id -> {
            if (id.family() != AddressFamily.IPV4) {
                throw new IllegalArgumentException("cluster id " + id + " is not four octets");
            }
        });
    }

    public RouteReflection withClusterId(IpAddress clusterId) {
        return new RouteReflection(Optional.of(clusterId), clientToClient);
    }

    public RouteReflection withClientToClient(boolean clientToClient) {
        return new RouteReflection(clusterId, clientToClient);
    }
}
