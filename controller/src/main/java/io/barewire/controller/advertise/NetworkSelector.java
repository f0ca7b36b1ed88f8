package io.barewire.controller.advertise;

import io.barewire.mesh.objects.LabelSelector;

/// One of `spec.networkSelectors`.
public sealed interface NetworkSelector {
    /// The cluster's own network.
    enum Default implements NetworkSelector {
        DEFAULT_NETWORK
    }

    /// Those ClusterUserDefinedNetworks with these labels.
    record ClusterNetworks(LabelSelector labels) implements NetworkSelector {}

    /// What OVN-Kubernetes' API knows elsewhere, but not here.
    ///
    /// @param type as it is written
    record Unsupported(String type) implements NetworkSelector {}
}
