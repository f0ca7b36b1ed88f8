package io.barewire.rib;

import org.jspecify.annotations.Nullable;

/// A configured peer, and its session while it is up.
final class Peer {
    private final PeerId id;
    PeerPolicy policy;

    @Nullable
    Session session;

    Peer(PeerId id, PeerPolicy policy) {
        this.id = id;
        this.policy = policy;
    }

    PeerId id() {
        return id;
    }
}
