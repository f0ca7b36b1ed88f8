package io.barewire.mesh.plan;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import java.util.Map;

/// Turns a snapshot into the plan of one node.
public final class Planner {
    private Planner() {}

    /// The plan of a node that had none before.
    public static NodePlan plan(ClusterSnapshot snapshot, String nodeName, LocalFacts facts) {
        return plan(snapshot, nodeName, facts, Map.of());
    }

    /// After an earlier plan.
    ///
    /// @param accepted what [NodePlan#accepted] said in the plan before this one
    @SuppressWarnings("DoNotCallSuggester") // until the next change
    public static NodePlan plan(
            ClusterSnapshot snapshot, String nodeName, LocalFacts facts, Map<ObjectKey, FrrConfiguration> accepted) {
        throw new UnsupportedOperationException("planning comes with the next change");
    }
}
