package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import io.barewire.wire.Prefix;
import java.util.List;

/// What `ovnkube.conf` says about the default network.
///
/// @param clusterSubnets `[default] cluster-subnets`
/// @param asNumber `[bgp-managed] as-number`
/// @param frrNamespace `[bgp-managed] frr-namespace`, empty when not set
public record OvnKubeConfig(
        Origin origin,
        Transport transport,
        List<ClusterSubnet> clusterSubnets,
        boolean outboundSnat,
        Routing routing,
        long asNumber,
        String frrNamespace)
        implements ClusterObject {
    /// Private use (RFC 6996), what OVN-Kubernetes takes when `as-number` is not set.
    public static final long DEFAULT_AS_NUMBER = 64512;

    /// How packets travel between nodes.
    public enum Transport {
        OVERLAY,
        NO_OVERLAY
    }

    /// Who sets up routing when there is no overlay.
    public enum Routing {
        MANAGED,
        UNMANAGED
    }

    /// A block of pod addresses and the length of each node's piece of it.
    public record ClusterSubnet(Prefix prefix, int hostSubnetLength) {
        public ClusterSubnet {
            if (hostSubnetLength < prefix.length()
                    || hostSubnetLength > prefix.family().bits()) {
                throw new IllegalArgumentException("host subnet length " + hostSubnetLength + " is not within "
                        + prefix.length() + " to " + prefix.family().bits() + " for " + prefix);
            }
        }

        /// `10.244.0.0/16/24`, as it is written.
        @Override
        public String toString() {
            return prefix + "/" + hostSubnetLength;
        }
    }

    public OvnKubeConfig {
        if (asNumber < 1 || asNumber > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("AS " + asNumber + " is not within 1 to 4294967295");
        }
        clusterSubnets = List.copyOf(clusterSubnets);
    }

    /// Whether nodes form the mesh by themselves.
    public boolean managedMesh() {
        return transport == Transport.NO_OVERLAY && routing == Routing.MANAGED;
    }
}
