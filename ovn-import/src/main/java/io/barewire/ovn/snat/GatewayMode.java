package io.barewire.ovn.snat;

/// Where pods' packets leave a node: `[gateway] mode` of OVN-Kubernetes.
public enum GatewayMode {
    /// By OVN's gateway router.
    SHARED,
    /// By the node's kernel.
    LOCAL
}
