package io.barewire.mesh.cluster;

import io.barewire.mesh.objects.ObjectKey;
import java.util.Optional;

/// Which objects are followed.
///
/// @param node the name of this node's Node
/// @param namespace of FRRConfigurations, RoutingPolicies and their Secrets; those of other namespaces have no meaning
/// @param ovnKubeConfig the ConfigMap with `ovnkube.conf`, if there may be one
/// @param meshKeySecret the name of the Secret with the managed mesh's keys, in `namespace`
/// @param kubeOvnPods of a cluster with Kube-OVN, the Pods that may be announced
/// @param allNodes all Nodes are followed also without a managed mesh, for their addresses
public record ClusterSourceConfig(
        String node,
        String namespace,
        Optional<ObjectKey> ovnKubeConfig,
        String meshKeySecret,
        KubeOvnPods kubeOvnPods,
        boolean allNodes) {
    /// Which Pods are followed. Annotations cannot be selected by, so that whoever follows all reads of every change of
    /// every Pod.
    public enum KubeOvnPods {
        /// None, and no Services: announcing either is left to others.
        NONE,
        /// Those of this node; one that asks to be announced by every node is announced by its own.
        OWN,
        /// All: for a node that has the sessions of others.
        ALL
    }

    /// With the Pods of this node, and other Nodes only for a managed mesh.
    public ClusterSourceConfig(String node, String namespace, Optional<ObjectKey> ovnKubeConfig, String meshKeySecret) {
        this(node, namespace, ovnKubeConfig, meshKeySecret, KubeOvnPods.OWN, false);
    }

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
