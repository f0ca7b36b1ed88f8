package io.barewire.controller.advertise;

import io.barewire.controller.advertise.Network.Transport;
import java.util.List;

/// What a RouteAdvertisements comes to, the same for every node.
///
/// @param networks what it selects, by name
/// @param sources what it selects, by namespace and name
record Scope(
        String name, TargetVrf target, boolean pods, boolean egressIps, List<Network> networks, List<Source> sources) {
    Scope {
        networks = List.copyOf(networks);
        sources = List.copyOf(sources);
    }

    /// Those whose packets need routes between nodes.
    List<Network> withoutOverlay() {
        return networks.stream()
                .filter(network -> network.transport() == Transport.NO_OVERLAY)
                .toList();
    }
}
