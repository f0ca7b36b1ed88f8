package io.barewire.mesh.cluster;

import io.barewire.mesh.objects.ObjectKey;
import java.util.Optional;

/// Which objects are followed.
///
/// @param node the name of this node's Node
/// @param namespace of FRRConfigurations, RoutingPolicies and their Secrets; those of other namespaces have no meaning
/// @param ovnKubeConfig the ConfigMap with `ovnkube.conf`, if there may be one
public record ClusterSourceConfig(String node, String namespace, Optional<ObjectKey> ovnKubeConfig) {
    /// Where OVN-Kubernetes keeps it.
    public static final ObjectKey OVN_KUBE_CONFIG = new ObjectKey("ovn-kubernetes", "ovnkube-config");

    public ClusterSourceConfig {
        if (node.isBlank() || namespace.isBlank()) {
            throw new IllegalArgumentException("a node and a namespace are needed");
        }
    }
}
