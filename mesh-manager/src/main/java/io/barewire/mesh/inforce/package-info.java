/// From what was read to what is in force: a broken object does not take its last good version away. Pure, and the same
/// for a folder of manifests and for an API server.
@NullMarked
package io.barewire.mesh.inforce;

import org.jspecify.annotations.NullMarked;
