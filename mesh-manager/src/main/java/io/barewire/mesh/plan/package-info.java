/// Snapshot and node name in, speaker configuration out: pure functions, the same on every node and after every
/// restart. Start with [Planner].
@NullMarked
package io.barewire.mesh.plan;

import org.jspecify.annotations.NullMarked;
