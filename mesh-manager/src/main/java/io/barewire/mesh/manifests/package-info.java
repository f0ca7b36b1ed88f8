/// A folder of manifests as a source of snapshots: reading, last good versions, watching. The only I/O of this module.
/// Start with [ManifestFolder] for one look and [ManifestWatcher] for a lasting one.
@NullMarked
package io.barewire.mesh.manifests;

import org.jspecify.annotations.NullMarked;
