package io.barewire.speaker;

import io.barewire.wire.ShutdownCommunication;

/// What to begin anew with a peer.
public sealed interface Clear {
    /// Ends the session with Administrative Reset (Cease 6/4); it is tried again at once. So is one that was kept down
    /// ([PeerStatus#keptDown]).
    ///
    /// @param text told to the peer (RFC 9003)
    /// @param hard routes are not to be kept until it is back (RFC 8538 §3)
    record Session(ShutdownCommunication text, boolean hard) implements Clear {}

    /// Asks the peer for its routes again (RFC 2918). Needed only where they may have got lost: another import policy
    /// judges anew what is kept.
    record SoftIn() implements Clear {}

    /// Tells the peer all routes again.
    record SoftOut() implements Clear {}

    /// What became of it.
    enum Outcome {
        DONE,
        UNKNOWN_PEER,
        /// There is no session.
        NOT_ESTABLISHED,
        /// The peer cannot be asked for its routes again.
        NOT_ABLE
    }
}
