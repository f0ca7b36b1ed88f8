/// The embeddable BGP speaker: its configuration, its life, and what can be seen of it.
/// Start with [BgpSpeaker]; the state machine is in `session`, sockets are in `transport`.
@NullMarked
package io.barewire.speaker;

import org.jspecify.annotations.NullMarked;
