/// From Kubernetes objects to the speaker's configuration. This package holds what the steps hand to each other: a
/// [Problem] with its [Origin], and the immutable [ClusterSnapshot].
///
/// `objects` are the Kubernetes kinds as values, `decode` makes them from JSON trees, `manifests` reads and watches a
/// folder of YAML, `plan` turns a snapshot into the configuration of one node. Only `manifests` does I/O.
@NullMarked
package io.barewire.mesh;

import org.jspecify.annotations.NullMarked;
