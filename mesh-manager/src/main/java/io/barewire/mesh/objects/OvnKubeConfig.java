package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import io.barewire.wire.Prefix;
import java.util.List;

/// What `ovnkube.conf` says about the default network.
///
/// @param clusterSubnets `[default] cluster-subnets`
/// @param asNumber `[bgp-managed] as-number`
/// @param topology `[bgp-managed] topology`
/// @param frrNamespace `[bgp-managed] frr-namespace`, empty when not set
/// @param attachment `[default] cluster-default-nad`: the NetworkAttachmentDefinition of the default network
/// @param serviceSubnets `[kubernetes] service-cidrs`
public record OvnKubeConfig(
        Origin origin,
        Transport transport,
        List<ClusterSubnet> clusterSubnets,
        boolean outboundSnat,
        Routing routing,
        long asNumber,
        Topology topology,
        String frrNamespace,
        ObjectKey attachment,
        List<Prefix> serviceSubnets)
        implements ClusterObject {
    /// Private use (RFC 6996), what OVN-Kubernetes takes when `as-number` is not set.
    public static final long DEFAULT_AS_NUMBER = 64512;

    /// The default network's NetworkAttachmentDefinition where nothing is said of it.
    public static final ObjectKey DEFAULT_ATTACHMENT = new ObjectKey("ovn-kubernetes", "default");

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

    /// Who has sessions with whom in the managed mesh.
    public enum Topology {
        FULL_MESH,
        /// Beyond OVN-Kubernetes, which refuses it: some nodes reflect routes to the others.
        ROUTE_REFLECTOR
    }

    public OvnKubeConfig {
        if (asNumber < 1 || asNumber > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("AS " + asNumber + " is not within 1 to 4294967295");
        }
        clusterSubnets = List.copyOf(clusterSubnets);
        serviceSubnets = List.copyOf(serviceSubnets);
    }

    /// Of a cluster whose services are nowhere.
    public OvnKubeConfig(
            Origin origin,
            Transport transport,
            List<ClusterSubnet> clusterSubnets,
            boolean outboundSnat,
            Routing routing,
            long asNumber,
            Topology topology,
            String frrNamespace,
            ObjectKey attachment) {
        this(
                origin,
                transport,
                clusterSubnets,
                outboundSnat,
                routing,
                asNumber,
                topology,
                frrNamespace,
                attachment,
                List.of());
    }

    /// Whether nodes form the mesh by themselves.
    public boolean managedMesh() {
        return transport == Transport.NO_OVERLAY && routing == Routing.MANAGED;
    }
}
