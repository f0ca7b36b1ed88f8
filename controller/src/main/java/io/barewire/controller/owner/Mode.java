package io.barewire.controller.owner;

/// What is wished of a [ClusterFunction].
public enum Mode {
    /// Done here, unless OVN-Kubernetes does it.
    AUTO,
    /// Done here, whoever else does it.
    ON,
    /// Watched; what would be written is only logged.
    REPORT,
    /// Nothing.
    OFF
}
