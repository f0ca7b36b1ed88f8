package io.barewire.mesh.plan;

import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one node should do. Equal plans mean that nothing changed.
///
/// @param speaker empty when no object gives this node a router: then it has no sessions
/// @param protectedPrefixes the node's own host subnets: no learned route may ever replace them in the kernel
/// @param accepted the FRRConfigurations in force on this node, to be handed to the next [Planner#plan]: a version
///     that conflicts with others gives way to its last accepted one
/// @param problems of this node alone, sorted; those of the snapshot are not repeated
public record NodePlan(
        Optional<SpeakerConfig> speaker,
        Set<Prefix> protectedPrefixes,
        Map<ObjectKey, FrrConfiguration> accepted,
        List<Problem> problems) {
    public NodePlan {
        protectedPrefixes = Set.copyOf(protectedPrefixes);
        accepted = Map.copyOf(accepted);
        problems = problems.stream().sorted().toList();
    }
}
