package io.barewire.mesh.cluster;

import io.barewire.mesh.objects.ObjectKey;
import java.util.Optional;

/// Which objects are followed.
///
/// @param node the name of this node's Node
/// @param namespace of FRRConfigurations, RoutingPolicies and their Secrets; those of other namespaces have no meaning
/// @param ovnKubeConfig the ConfigMap with `ovnkube.conf`, if there may be one
/// @param meshKeySecret the name of the Secret with the managed mesh's keys, in `namespace`
public record ClusterSourceConfig(
        String node, String namespace, Optional<ObjectKey> ovnKubeConfig, String meshKeySecret) {
    /// Where OVN-Kubernetes keeps it.
    public static final ObjectKey OVN_KUBE_CONFIG = new ObjectKey("ovn-kubernetes", "ovnkube-config");

    /// The usual name.
    public static final String MESH_KEY_SECRET = "barewire-mesh-key";

    public ClusterSourceConfig {
        if (node.isBlank() || namespace.isBlank() || meshKeySecret.isBlank()) {
            throw new IllegalArgumentException("a node, a namespace and a name of the mesh's Secret are needed");
        }
    }
}
