package io.barewire.controller.owner;

import java.util.Locale;

/// What OVN-Kubernetes' cluster manager does as well, depending on its release and configuration.
public enum ClusterFunction {
    /// Judges RouteAdvertisements and generates FRRConfigurations.
    ROUTE_ADVERTISEMENTS,
    /// Keeps the base FRRConfiguration and the RouteAdvertisements of managed routing.
    MANAGED_ROUTING,
    /// Says whether the transport of a ClusterUserDefinedNetwork has been accepted.
    NETWORK_STATUS;

    /// As the command line has it: `route-advertisements`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
