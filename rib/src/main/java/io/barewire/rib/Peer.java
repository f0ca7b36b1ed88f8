package io.barewire.rib;

import org.jspecify.annotations.Nullable;

/// A configured peer, and its session while it is up, or what is kept of it while the peer is away (RFC 4724).
final class Peer {
    private final PeerId id;
    PeerPolicy policy;
    /// Its session is about to end, and it is to find other ways before (RFC 8326).
    boolean shuttingDown;

    @Nullable
    Session session;

    @Nullable
    Session away;

    Peer(PeerId id, PeerPolicy policy) {
        this.id = id;
        this.policy = policy;
    }

    /// Where its routes are, if there may be any.
    @Nullable
    Session known() {
        return session == null ? away : session;
    }

    PeerId id() {
        return id;
    }
}
