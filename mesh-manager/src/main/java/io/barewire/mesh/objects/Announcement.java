package io.barewire.mesh.objects;

/// Who announces something of Kube-OVN's to routers outside, as its annotation `ovn.kubernetes.io/bgp` says.
public enum Announcement {
    /// Nobody.
    NONE,
    /// Every node: packets may enter anywhere, and are handed on within the cluster. `true` or `cluster`.
    CLUSTER,
    /// Each Pod's own node, and its address alone: `local`.
    LOCAL
}
