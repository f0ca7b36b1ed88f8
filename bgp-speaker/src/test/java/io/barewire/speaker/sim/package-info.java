/// A network of routers in one thread and virtual time, from a seed: the real state machines and tables, with
/// delay, loss, partition and restart.
@NullMarked
package io.barewire.speaker.sim;

import org.jspecify.annotations.NullMarked;
