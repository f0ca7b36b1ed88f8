/// The Kubernetes kinds that configure a node, as values: only what Barewire acts on, already checked one by one.
/// How they fit together is the planner's business. No JSON, files or clients here.
@NullMarked
package io.barewire.mesh.objects;

import org.jspecify.annotations.NullMarked;
