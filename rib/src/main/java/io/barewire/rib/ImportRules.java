package io.barewire.rib;

import io.barewire.rib.ReceivedRoute.Reason;
import io.barewire.wire.IpAddress;
import io.barewire.wire.PathAttribute.ClusterList;
import java.util.List;
import java.util.Optional;

/// Which received routes may not be used, whatever the import filter says.
final class ImportRules {
    private ImportRules() {}

    static Optional<Reason> refusal(AttributeTable attributes, int set, SessionInfo session, RibSettings self) {
        if (attributes.hasOwnAs(set) || hasShownAs(attributes, set, session)) {
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
        IpAddress nextHop = attributes.nextHop(set).address();
        if (session.isOwnAddress(nextHop)) {
            return Optional.of(Reason.OWN_NEXT_HOP);
        }
        return nextHop.isUnspecified() || nextHop.isMulticast()
                ? Optional.of(Reason.UNUSABLE_NEXT_HOP)
                : Optional.empty();
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
