/// Looks whether what we announce is well: files and HTTP endpoints, each on a thread of its own, so that neither
/// sockets nor tables wait for them. [HealthProbes] runs them; [HealthCount] says what many looks come to.
@NullMarked
package io.barewire.speaker.health;

import org.jspecify.annotations.NullMarked;
