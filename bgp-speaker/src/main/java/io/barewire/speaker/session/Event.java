package io.barewire.speaker.session;

import io.barewire.wire.BgpMessage;
import io.barewire.wire.Notification;
import java.util.Optional;

/// What can happen to a connection (RFC 4271 §8.1), under the RFC's names; the numbers are its event numbers.
///
/// Left out: events 4, 5 and 7 (whether to start passively or damped is configuration, not an event), DelayOpen
/// (12, 20) and the bookkeeping of half-made connections (14, 15), all optional there.
public sealed interface Event {
    /// RFC 4271 §8.1.2.
    enum Admin implements Event {
        /// Event 1.
        MANUAL_START,
        /// Event 3 and 6: the reason to yield is gone.
        AUTOMATIC_START
    }

    /// Event 2. Without a `cease` the connection is dropped silently.
    record ManualStop(Optional<Notification> cease, String why) implements Event {}

    /// Event 8: the connection ends by our decision.
    record AutomaticStop(Notification cease, String why, Afterwards then) implements Event {
        /// The connection is tried again.
        public AutomaticStop(Notification cease, String why) {
            this(cease, why, Afterwards.RETRY);
        }
    }

    /// RFC 4271 §8.1.3; also names the timers.
    enum Expired implements Event {
        /// Event 9.
        CONNECT_RETRY_TIMER,
        /// Event 10.
        HOLD_TIMER,
        /// Event 11.
        KEEPALIVE_TIMER,
        /// Event 13.
        IDLE_HOLD_TIMER,
        /// Event 29 (RFC 9687). The driver keeps this timer, because only it knows what TCP has taken.
        SEND_HOLD_TIMER
    }

    /// Event 16 (we connected) and 17 (the peer did).
    record TcpConnectionConfirmed() implements Event {}

    /// Event 18: refused, timed out, reset or closed.
    record TcpConnectionFails(String why) implements Event {}

    /// Event 23: this connection lost against the peer's other one (RFC 4271 §6.8).
    record OpenCollisionDump() implements Event {}

    /// Events 19, 24, 25, 26 and 27, and ROUTE-REFRESH (RFC 2918): a well-formed message.
    record Received(BgpMessage message) implements Event {}

    /// Events 21, 22 and 28: a message that the decoder refused, with the answer it deserves.
    record Malformed(Notification reply, String why) implements Event {}
}
