package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import io.barewire.rib.Aggregate;
import io.barewire.speaker.ConditionalPrefixes;
import java.util.List;

/// A `RoutingPolicy` (barewire.io/v1alpha1) that is valid by itself: policy for which an FRRConfiguration has no
/// fields.
///
/// @param vrf of the router it is for; [FrrConfiguration.Router#DEFAULT_VRF] for the default one
/// @param neighbors in the order of the object; a neighbor may be selected by several
/// @param aggregates no two of one prefix
/// @param conditional no two with one name
public record RoutingPolicy(
        ObjectKey key,
        Origin origin,
        LabelSelector nodeSelector,
        String vrf,
        List<NeighborPolicy> neighbors,
        List<Aggregate> aggregates,
        List<ConditionalPrefixes> conditional)
        implements ClusterObject {
    public static final String KIND = "RoutingPolicy";

    public RoutingPolicy {
        neighbors = List.copyOf(neighbors);
        aggregates = List.copyOf(aggregates);
        conditional = List.copyOf(conditional);
    }
}
