package io.barewire.mesh.cluster;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import java.util.List;

/// Is told by one thread what the cluster looks like. It may block; changes meanwhile become one.
public interface ClusterListener {
    /// There is no first snapshot yet.
    ///
    /// @param why what stands in its way; empty when it is just not over
    void waiting(List<Problem> why);

    /// Everything that concerns this node, complete; after each change of its meaning.
    void snapshot(ClusterSnapshot snapshot);
}
