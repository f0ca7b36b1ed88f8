package io.barewire.speaker;

/// The states of a BGP session (RFC 4271 §8.2.2), in the order in which a session passes through them.
///
/// Two connections to a peer may be under way at once (RFC 4271 §6.8); a peer's state is that of the one which got
/// further.
public enum SessionState {
    /// Not trying: stopped, or pausing after a failure.
    IDLE,
    /// A TCP connection to the peer is being made.
    CONNECT,
    /// Waiting: for the peer to connect, and for the time to connect again.
    ACTIVE,
    /// Connected and our OPEN is sent; the peer's has not come.
    OPEN_SENT,
    /// Both OPENs agree; the peer's first KEEPALIVE has not come.
    OPEN_CONFIRM,
    /// Routes are exchanged.
    ESTABLISHED
}
