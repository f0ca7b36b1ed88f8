/// Barewire against other people's daemons, each a real one in a container: what two implementations agree on is
/// worth more than what one believes of itself.
///
/// [Frr] is the harness: configuration text in, `vtysh` answers out. [EmbeddedSpeaker] is our side for protocol tests,
/// [AgentProcess] the shipped program for black-box ones. A test configures both sides, then waits for what each must
/// see; nothing sleeps. `./dev interop` sets up the engine and the images.
@NullMarked
package io.barewire.interop;

import org.jspecify.annotations.NullMarked;
