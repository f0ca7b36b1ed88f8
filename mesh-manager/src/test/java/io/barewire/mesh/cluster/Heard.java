package io.barewire.mesh.cluster;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// Keeps what a listener is told.
final class Heard implements ClusterListener {
    final List<ClusterSnapshot> snapshots = new CopyOnWriteArrayList<>();
    final List<List<Problem>> waiting = new CopyOnWriteArrayList<>();

    @Override
    public void waiting(List<Problem> why) {
        waiting.add(why);
    }

    @Override
    public void snapshot(ClusterSnapshot snapshot) {
        snapshots.add(snapshot);
    }

    ClusterSnapshot last() {
        return snapshots.isEmpty() ? ClusterSnapshot.EMPTY : snapshots.getLast();
    }

    /// Names of the FRRConfigurations in force.
    Set<String> configurations() {
        return names(last());
    }

    static Set<String> names(ClusterSnapshot snapshot) {
        return snapshot.frrConfigurations().keySet().stream()
                .map(key -> key.name())
                .collect(Collectors.toSet());
    }
}
