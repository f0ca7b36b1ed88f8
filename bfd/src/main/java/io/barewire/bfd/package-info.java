/// Bidirectional Forwarding Detection (RFC 5880): single hop (RFC 5881), multihop (RFC 5883), asynchronous mode and
/// echo.
///
/// [Session] is RFC 5880 §6.8 without a clock or a socket; [SessionSet] finds a packet's session and whose turn it
/// is next; [BfdEngine] runs both on a thread of its own. Nothing between a packet's arrival and the answer to it
/// allocates: packets are read where they lie, and sessions keep numbers, not objects.
///
/// What a failed session means for routes is not known here. Start with [Session].
@NullMarked
package io.barewire.bfd;

import org.jspecify.annotations.NullMarked;
