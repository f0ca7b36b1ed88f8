package io.barewire.controller.advertise;

import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.LabelSelector;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A `RouteAdvertisements` (k8s.ovn.org/v1): which networks' addresses which nodes tell which peers.
///
/// @param generation of its spec
/// @param created RFC 3339, as the API server writes it: the older one comes first
/// @param networks which networks, when any of these selects them
/// @param configurations the FRRConfigurations whose routers and neighbors are used
/// @param condition what is said of it; empty when nothing is yet
/// @param summary `status.status`; empty when there is none
/// @param flaw why it means nothing as it is written; what it selects is not to be used then
public record RouteAdvertisements(
        String name,
        long generation,
        String created,
        TargetVrf target,
        List<NetworkSelector> networks,
        LabelSelector nodes,
        LabelSelector configurations,
        Set<Advertisement> advertisements,
        Optional<Condition> condition,
        String summary,
        Optional<String> flaw) {
    public static final String KIND = "RouteAdvertisements";

    /// What is told, under the API's names.
    public enum Advertisement {
        PodNetwork,
        EgressIP
    }

    /// The condition `Accepted`.
    ///
    /// @param observedGeneration of the spec that it is about
    /// @param since when it last turned, RFC 3339
    public record Condition(boolean accepted, String reason, String message, long observedGeneration, String since) {}

    public RouteAdvertisements {
        networks = List.copyOf(networks);
        advertisements = Set.copyOf(advertisements);
    }

    public boolean advertises(Advertisement what) {
        return advertisements.contains(what);
    }

    public boolean selectsDefaultNetwork() {
        return flaw.isEmpty() && networks.contains(NetworkSelector.Default.DEFAULT_NETWORK);
    }

    public boolean selects(ClusterUserDefinedNetwork network) {
        return flaw.isEmpty()
                && networks.stream().anyMatch(selector -> switch (selector) {
                    case NetworkSelector.ClusterNetworks(LabelSelector labels) -> labels.selects(network.labels());
                    case NetworkSelector.Default _, NetworkSelector.Unsupported _ -> false;
                });
    }

    /// Whether it has been accepted as it is now.
    public boolean accepted() {
        return condition
                .filter(now -> now.accepted() && now.observedGeneration() == generation)
                .isPresent();
    }
}
