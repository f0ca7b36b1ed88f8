package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import io.barewire.wire.Prefix;
import java.util.List;

/// A `Subnet` (kubeovn.io/v1) of Kube-OVN, as far as routing is concerned.
///
/// @param cidrs `spec.cidrBlock`, one of each family
/// @param throughNodes whether nodes hand packets on to it at all
/// @param announcement what routers outside are to know: the annotation `ovn.kubernetes.io/bgp`, and without
///     it the whole when `natOutgoing` is false
/// @param gateway where its packets enter and leave
public record KubeOvnSubnet(
        String name,
        Origin origin,
        List<Prefix> cidrs,
        boolean throughNodes,
        Announcement announcement,
        Gateway gateway)
        implements ClusterObject {
    public static final String KIND = "Subnet";

    /// Where packets from outside may enter.
    public sealed interface Gateway {
        /// `gatewayType: distributed`: every node hands them on.
        record Distributed() implements Gateway {}

        /// `gatewayType: centralized`: these nodes do. Without `enableEcmp` it is the one that Kube-OVN says in
        /// `status.activateGateway`, and another one when that is lost.
        record Centralized(List<String> nodes) implements Gateway {
            public Centralized {
                nodes = List.copyOf(nodes);
            }
        }
    }

    public KubeOvnSubnet {
        cidrs = List.copyOf(cidrs);
    }

    /// Whether a node is to announce the whole of it.
    public boolean announcedBy(String node) {
        return throughNodes
                && announcement == Announcement.CLUSTER
                && switch (gateway) {
                    case Gateway.Distributed _ -> true;
                    case Gateway.Centralized(List<String> nodes) -> nodes.contains(node);
                };
    }
}
