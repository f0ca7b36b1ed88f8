/// Sessions over TCP: sockets, framing, decoding, timers, by Netty. A [PeerDriver] runs a peer's state machine on
/// an event loop that everything of this peer stays on; nothing here waits for the routing thread or for a disk.
///
/// Start with [Transport].
@NullMarked
package io.barewire.speaker.transport;

import org.jspecify.annotations.NullMarked;
