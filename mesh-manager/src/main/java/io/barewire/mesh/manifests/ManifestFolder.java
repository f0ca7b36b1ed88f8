package io.barewire.mesh.manifests;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import java.nio.file.Path;
import java.util.List;

/// One look at a folder of manifests.
public final class ManifestFolder {
    private ManifestFolder() {}

    /// Reads the folder as it is now. Never fails: what cannot be read is a problem of the snapshot.
    public static ClusterSnapshot read(Path folder) {
        return ClusterSnapshot.class.cast(unsupported(folder));
    }

    /// Everything that is wrong in the folder and in the plan of every node in it, sorted by file and line.
    public static List<Problem> validate(Path folder) {
        return List.of((Problem) unsupported(folder));
    }

    private static Object unsupported(Path folder) {
        throw new UnsupportedOperationException("reading " + folder + " comes with the next change");
    }
}
