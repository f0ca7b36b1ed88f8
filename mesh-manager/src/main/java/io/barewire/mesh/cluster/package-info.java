/// The objects of a cluster, read from its API server and followed: snapshots like those of a folder of manifests.
/// Start with [ClusterSource].
@NullMarked
package io.barewire.mesh.cluster;

import org.jspecify.annotations.NullMarked;
