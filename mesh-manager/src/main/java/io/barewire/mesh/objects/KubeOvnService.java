package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import io.barewire.wire.IpAddress;
import java.util.List;
import java.util.Optional;

/// A Service whose addresses Kube-OVN's annotations have announced.
///
/// @param addresses its ClusterIPs, or those of its load balancer
/// @param speakers which nodes announce them
public record KubeOvnService(ObjectKey key, Origin origin, List<IpAddress> addresses, Speakers speakers)
        implements ClusterObject {
    public static final String KIND = "Service";

    /// The nodes that announce it.
    public sealed interface Speakers {
        /// Of a ClusterIP, which is the same on all of them.
        record Every() implements Speakers {}

        /// Of a load balancer's address: those with the label [#LABEL], and of these one alone, if it is named.
        record Labelled(Optional<String> only) implements Speakers {
            static final String LABEL = "ovn.kubernetes.io/bgp-speak-lb-vip";
        }
    }

    public KubeOvnService {
        addresses = List.copyOf(addresses);
    }

    /// Whether a node is to announce it.
    public boolean announcedBy(Node node) {
        return switch (speakers) {
            case Speakers.Every _ -> true;
            case Speakers.Labelled(Optional<String> only) ->
                "true".equals(node.labels().get(Speakers.Labelled.LABEL))
                        && only.map(node.name()::equals).orElse(true);
        };
    }
}
