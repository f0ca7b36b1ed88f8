package io.barewire.mesh.objects;

import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.ImportPolicy.DefaultRoute;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.rib.PrefixLimits;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.RemoteAs;
import io.barewire.wire.AddressFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a [RoutingPolicy] says of some neighbors. What is empty is left to other policies, then to the
/// FRRConfiguration or the default.
///
/// @param imports asked before what the neighbor may send is asked for; no two have one name
/// @param exports the same for what it is told
/// @param nextHops told in place of what the FRRConfiguration says
public record NeighborPolicy(
        Selector selector,
        List<Rule> imports,
        List<Rule> exports,
        Optional<OwnAs> allowOwnAs,
        Optional<Boolean> asOverride,
        Optional<DefaultRoute> defaultRoute,
        Optional<PrefixLimits> maximumPrefixes,
        Map<AddressFamily, ExportedNextHop> nextHops) {
    public NeighborPolicy {
        imports = List.copyOf(imports);
        exports = List.copyOf(exports);
        nextHops = Map.copyOf(nextHops);
    }

    /// Which neighbors of the router; both must fit, and an empty set fits all.
    public record Selector(Set<Endpoint> endpoints, Set<Long> asNumbers) {
        public Selector {
            endpoints = Set.copyOf(endpoints);
            asNumbers = Set.copyOf(asNumbers);
        }

        /// An AS that is learned from the OPEN is none of the numbers.
        public boolean selects(Endpoint endpoint, RemoteAs as) {
            boolean here = endpoints.isEmpty() || endpoints.contains(endpoint);
            boolean fits = asNumbers.isEmpty() || as.number().stream().anyMatch(asNumbers::contains);
            return here && fits;
        }
    }
}
