package io.barewire.speaker.session;

/// The states of one connection (RFC 4271 §8.2.2).
///
/// `failures` counts attempts and short-lived sessions in a row, RFC 4271's ConnectRetryCounter; the pause before
/// the next attempt grows with it. It starts again from zero when a session has lived for a keepalive interval.
public sealed interface State {
    int failures();

    /// Refuses connections and makes none.
    record Idle(Why why, int failures) implements State {
        /// What ends it.
        public enum Why {
            /// By the operator's wish; only ManualStart ends it.
            STOPPED,
            /// Pausing after a failure, until the IdleHoldTimer expires (DampPeerOscillations, RFC 4271 §8.1.1).
            HELD,
            /// As [Afterwards] said, with both connections; the IdleHoldTimer ends it where it runs, and an
            /// AutomaticStop after which we retry.
            KEPT_DOWN,
            /// The peer's other connection is in use; AutomaticStart ends it when that one is lost.
            YIELDED
        }

        public static final Idle STOPPED = new Idle(Why.STOPPED, 0);
    }

    record Connect(int failures) implements State {}

    record Active(int failures) implements State {}

    record OpenSent(int failures) implements State {}

    record OpenConfirm(int failures, Negotiated agreed) implements State {}

    record Established(int failures, Negotiated agreed) implements State {}

    /// There is a TCP connection on which at least our OPEN went out.
    default boolean isConnected() {
        return switch (this) {
            case Idle _, Connect _, Active _ -> false;
            case OpenSent _, OpenConfirm _, Established _ -> true;
        };
    }
}
