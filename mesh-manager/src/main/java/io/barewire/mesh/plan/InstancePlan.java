package io.barewire.mesh.plan;

import io.barewire.rib.ScopedNextHop;
import io.barewire.speaker.SpeakerConfig;
import java.util.Set;

/// What one routing instance of a node should do.
///
/// @param name of its VRF device, or [#DEFAULT]
/// @param imports the instances whose routes it takes in, by name; all of them are in the same plan
public record InstancePlan(String name, SpeakerConfig speaker, Set<String> imports) {
    /// The one that is no VRF.
    public static final String DEFAULT = ScopedNextHop.DEFAULT_INSTANCE;

    public InstancePlan {
        imports = Set.copyOf(imports);
    }
}
