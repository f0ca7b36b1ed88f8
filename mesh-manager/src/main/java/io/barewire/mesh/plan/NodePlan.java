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
/// @param instances one for each VRF that an object gives this node a router for, the default one first; none: then
///     it has no sessions
/// @param protectedPrefixes the node's own host subnets: no learned route may ever replace them in the kernel
/// @param overlays subnets of pod networks that reach other nodes through an overlay, by the name of the network's
///     instance: routes within them are for no gateway router
/// @param accepted the FRRConfigurations in force on this node, to be handed to the next [Planner#plan]: a version
///     that conflicts with others gives way to its last accepted one
/// @param handover from the sessions of the plan before; to be handed to the next one as well
/// @param problems of this node alone, sorted; those of the snapshot are not repeated
public record NodePlan(
        List<InstancePlan> instances,
        Set<Prefix> protectedPrefixes,
        Map<String, Set<Prefix>> overlays,
        Map<ObjectKey, FrrConfiguration> accepted,
        Handover handover,
        List<Problem> problems) {
    public NodePlan {
        instances = List.copyOf(instances);
        protectedPrefixes = Set.copyOf(protectedPrefixes);
        overlays = Map.copyOf(overlays);
        accepted = Map.copyOf(accepted);
        problems = problems.stream().sorted().toList();
    }

    /// Of a node none of whose networks is known to have an overlay, and which is in no mesh.
    public NodePlan(
            List<InstancePlan> instances,
            Set<Prefix> protectedPrefixes,
            Map<ObjectKey, FrrConfiguration> accepted,
            List<Problem> problems) {
        this(instances, protectedPrefixes, Map.of(), accepted, Handover.begin(Handover.Patience.DEFAULT), problems);
    }

    public Optional<InstancePlan> instance(String name) {
        return instances.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /// Of the default instance.
    public Optional<SpeakerConfig> speaker() {
        return instance(InstancePlan.DEFAULT).map(InstancePlan::speaker);
    }
}
