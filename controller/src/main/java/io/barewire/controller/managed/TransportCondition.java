package io.barewire.controller.managed;

import io.barewire.controller.advertise.RouteAdvertisements;
import io.barewire.controller.advertise.RouteAdvertisements.Advertisement;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The condition `TransportAccepted` of a ClusterUserDefinedNetwork: whether its routes are advertised. In
/// OVN-Kubernetes' words, which its users' tools compare.
///
/// @param accepted the condition's status
record TransportCondition(boolean accepted, String reason, String message) {
    static final String TYPE = "TransportAccepted";

    /// @param advertisements empty when the cluster does not know the kind
    /// @param overlays whether a network with an overlay has the condition, as OKEP-5259 has it, too; in
    ///     OVN-Kubernetes it has none
    /// @return empty for a network that is to have none, and one with EVPN, of which nothing is known here
    static Optional<TransportCondition> of(
            ClusterUserDefinedNetwork network,
            Optional<Collection<RouteAdvertisements>> advertisements,
            boolean overlays) {
        if (network.noOverlay().isEmpty()) {
            return overlays && !network.evpn()
                    ? Optional.of(new TransportCondition(
                            true, "GeneveTransportAccepted", "Geneve transport has been configured."))
                    : Optional.empty();
        }
        return Optional.of(advertisements
                .map(all -> withoutOverlay(network, all))
                .orElseGet(() -> new TransportCondition(
                        false,
                        "RouteAdvertisementsNotEnabled",
                        "Transport 'no-overlay' needs RouteAdvertisements, which this cluster does not have.")));
    }

    private static TransportCondition withoutOverlay(
            ClusterUserDefinedNetwork network, Collection<RouteAdvertisements> all) {
        List<RouteAdvertisements> about = all.stream()
                .filter(each -> each.selects(network) && each.advertises(Advertisement.PodNetwork))
                .toList();
        if (about.isEmpty()) {
            return new TransportCondition(
                    false,
                    "NoOverlayRouteAdvertisementsIsMissing",
                    "No RouteAdvertisements CR is advertising the pod networks.");
        }
        if (about.stream().anyMatch(RouteAdvertisements::accepted)) {
            return new TransportCondition(
                    true, "NoOverlayTransportAccepted", "Transport has been configured as 'no-overlay'.");
        }
        return new TransportCondition(
                false,
                "NoOverlayRouteAdvertisementsNotAccepted",
                "RouteAdvertisements CR " + names(about)
                        + " advertises the pod subnets, but its status is not accepted.");
    }

    /// Sorted, so that the same ones make the same message.
    static String names(Collection<RouteAdvertisements> some) {
        return String.join(
                ", ", some.stream().map(RouteAdvertisements::name).sorted().toList());
    }
}
