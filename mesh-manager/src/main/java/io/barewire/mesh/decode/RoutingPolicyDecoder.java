package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.NeighborPolicy;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.RoutingPolicy;
import io.barewire.rib.Aggregate;
import io.barewire.speaker.ConditionalPrefixes;
import java.util.List;
import java.util.Optional;

/// Reads a RoutingPolicy. Unknown fields and fields without a value are errors here, because a match that is left out
/// would match more than was meant.
final class RoutingPolicyDecoder {
    private static final int MOST_NEIGHBORS = 1000;

    private RoutingPolicyDecoder() {}

    static Optional<RoutingPolicy> decode(Field root, Origin origin, ObjectKey key, Faults faults) {
        root.requireOnly(List.of("apiVersion", "kind", "metadata", "spec", "status"));
        if (key.namespace().contains("/") || key.name().contains("/")) {
            // What its rules are called would be what those of another object may be called.
            root.member("metadata").error(key + " is not a namespace and a name", "leave slashes out");
        }
        Field spec = root.member("spec");
        if (!spec.presentAndNotEmpty()) {
            spec.error("missing", "a policy says something: neighbors, aggregates or conditionalPrefixes");
        }
        spec.requireOnly(List.of("nodeSelector", "router", "neighbors", "aggregates", "conditionalPrefixes"));
        LabelSelector selector = LabelSelectorDecoder.decode(spec.member("nodeSelector"), "");
        String vrf = FrrConfigurationDecoder.vrf(spec.member("router"));
        List<NeighborPolicy> neighbors = spec.member("neighbors").upTo(MOST_NEIGHBORS).stream()
                .map(NeighborPolicyDecoder::decode)
                .toList();
        List<Aggregate> aggregates = AggregateDecoder.decode(spec.member("aggregates"));
        List<ConditionalPrefixes> conditional = ConditionalPrefixesDecoder.decode(spec.member("conditionalPrefixes"));
        return faults.anyError()
                ? Optional.empty()
                : Optional.of(new RoutingPolicy(key, origin, selector, vrf, neighbors, aggregates, conditional));
    }
}
