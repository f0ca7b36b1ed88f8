/// What a mesh of many nodes costs, full and with reflectors: a model in virtual time, in which who reflects and who
/// peers with whom is computed by the agents' own code. Start with `Machines`, then `FullMesh` and `ReflectedMesh`.
@NullMarked
package io.barewire.bench.scale;

import org.jspecify.annotations.NullMarked;
