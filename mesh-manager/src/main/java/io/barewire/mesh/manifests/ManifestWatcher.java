package io.barewire.mesh.manifests;

import io.barewire.mesh.ClusterSnapshot;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Keeps looking at a folder of manifests and tells every change of its meaning.
public final class ManifestWatcher implements AutoCloseable {
    private ManifestWatcher() {}

    /// Starts watching. The listener gets the first snapshot soon, whatever state the folder is in, and then one after
    /// each change, on one thread of this watcher's; it may block. What it throws is not caught for it: it must not
    /// throw.
    @SuppressWarnings("DoNotCallSuggester") // until the next change
    public static ManifestWatcher start(Path folder, Consumer<ClusterSnapshot> listener) {
        throw new UnsupportedOperationException("watching comes with the next change");
    }

    /// Stops; when this returns, the listener is not running and will not be called again.
    @Override
    public void close() {}
}
