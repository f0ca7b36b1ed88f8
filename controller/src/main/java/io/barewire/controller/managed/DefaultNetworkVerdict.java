package io.barewire.controller.managed;

import io.barewire.controller.advertise.RouteAdvertisements;
import io.barewire.controller.advertise.RouteAdvertisements.Advertisement;
import io.barewire.controller.managed.ManagedCluster.Configuration;
import io.barewire.mesh.objects.OvnKubeConfig.Transport;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Whether the routes of a default network without an overlay are advertised. Events say so, as the network has no
/// status.
enum DefaultNetworkVerdict {
    READY("NoOverlayConfigurationReady"),
    MISSING("NoRouteAdvertisements"),
    NOT_ACCEPTED("RouteAdvertisementsNotAccepted"),
    BROKEN("NoOverlayConfigurationError");

    private final String reason;

    DefaultNetworkVerdict(String reason) {
        this.reason = reason;
    }

    /// @param message for the Event
    record Said(DefaultNetworkVerdict verdict, String message) {}

    /// Of the Event.
    String reason() {
        return reason;
    }

    /// Empty with an overlay.
    static Optional<Said> of(Configuration configuration, Collection<RouteAdvertisements> all) {
        return switch (configuration) {
            case Configuration.Broken(String why) -> Optional.of(new Said(BROKEN, why));
            case Configuration.Known(var config) ->
                config.filter(conf -> conf.transport() == Transport.NO_OVERLAY).map(_ -> of(all));
        };
    }

    private static Said of(Collection<RouteAdvertisements> all) {
        List<RouteAdvertisements> about = all.stream()
                .filter(each -> each.selectsDefaultNetwork() && each.advertises(Advertisement.PodNetwork))
                .toList();
        if (about.isEmpty()) {
            return new Said(
                    MISSING,
                    "no RouteAdvertisements advertises the pods of the default network, which has no overlay: pods on"
                            + " different nodes cannot reach each other");
        }
        return about.stream().anyMatch(RouteAdvertisements::accepted)
                ? new Said(READY, "a RouteAdvertisements that advertises the default network has been accepted")
                : new Said(
                        NOT_ACCEPTED,
                        "the default network has no overlay, and of what advertises it nothing has been accepted: "
                                + TransportCondition.names(about));
    }

    /// Whether to tell it after what was told last: what changed, but not that all is well from the start.
    static boolean isNews(Optional<Said> before, Said now) {
        return before.isEmpty() ? now.verdict() != READY : !before.get().equals(now);
    }
}
