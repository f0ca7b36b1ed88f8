package io.barewire.daemon.agent;

/// What `--ovn-snat` says: where pods' packets leave the node, which `[gateway] mode` tells OVN-Kubernetes.
public enum SnatMode {
    /// By OVN's gateway router.
    SHARED,
    /// By the kernel.
    LOCAL,
    /// What an earlier agent did is taken away.
    NONE
}
