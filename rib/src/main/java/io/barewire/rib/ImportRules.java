package io.barewire.rib;

import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.rib.ReceivedRoute.Reason;
import io.barewire.wire.IpAddress;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.ClusterList;
import java.util.List;
import java.util.Optional;

/// Which received routes may not be used, whatever the rules of the policy say.
final class ImportRules {
    private ImportRules() {}

    static Optional<Reason> refusal(
            AttributeTable attributes, int set, SessionInfo session, OwnAs ownAs, RibSettings self) {
        if ((attributes.hasOwnAs(set) && isLoop(AsPaths.of(attributes.attributes(set)), ownAs, self.localAs()))
                || hasShownAs(attributes, set, session)) {
            return Optional.of(Reason.AS_LOOP);
        }
        if (attributes.hasOriginator(set)
                && attributes.originatorId(set) == self.bgpIdentifier().ipv4Bits()) {
            return Optional.of(Reason.ORIGINATOR_LOOP);
        }
        if (attributes.clusterListLength(set) > 0
                && clusters(attributes, set).contains(self.clusterId().ipv4Bits())) {
            return Optional.of(Reason.CLUSTER_LOOP);
        }
        if (attributes.hasOnlyToCustomer(set) && RouteLeaks.isLeak(attributes.attributes(set), session)) {
            return Optional.of(Reason.ROUTE_LEAK);
        }
        IpAddress nextHop = attributes.nextHop(set).address();
        if (session.isOwnAddress(nextHop)) {
            return Optional.of(Reason.OWN_NEXT_HOP);
        }
        return nextHop.isUnspecified() || nextHop.isMulticast()
                ? Optional.of(Reason.UNUSABLE_NEXT_HOP)
                : Optional.empty();
    }

    /// RFC 4271 §9.1.2, as far as the policy leaves it: of a path in which our own AS is.
    static boolean isLoop(AsPath path, OwnAs ownAs, long localAs) {
        return switch (ownAs) {
            case OwnAs.Refused() -> true;
            case OwnAs.AtMost(int times) -> AsPaths.count(path, localAs) > times;
            case OwnAs.AsOrigin() ->
                AsPaths.originAs(path).filter(origin -> origin == localAs).isEmpty();
        };
    }

    private static List<Integer> clusters(AttributeTable attributes, int set) {
        return attributes.attributes(set).get(ClusterList.class).orElseThrow().clusterIds();
    }

    /// The AS that we show to this peer is ours as well; once it is there because [Arrivals] put it there.
    private static boolean hasShownAs(AttributeTable attributes, int set, SessionInfo session) {
        Optional<LocalAs> shown = session.terms().localAs();
        if (shown.isEmpty()) {
            return false;
        }
        int ours = session.external() && !shown.get().noPrepend() ? 1 : 0;
        return AsPaths.count(AsPaths.of(attributes.attributes(set)), shown.get().as()) > ours;
    }
}
