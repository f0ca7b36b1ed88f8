package io.barewire.controller.advertise;

import java.util.List;

/// What a RouteAdvertisements comes to, the same for every node.
///
/// @param networks what it selects, by name
/// @param podRoutes follows from these
/// @param sources what it selects, by namespace and name
/// @param flaws what is wrong with it and keeps nothing from being done
record Scope(
        String name,
        TargetVrf target,
        boolean pods,
        boolean egressIps,
        List<Network> networks,
        PodRoutes podRoutes,
        List<Source> sources,
        List<String> flaws) {
    Scope {
        networks = List.copyOf(networks);
        sources = List.copyOf(sources);
        flaws = List.copyOf(flaws);
    }
}
