package io.barewire.speaker.session;

/// Which of a peer's two possible connections: the one we make or the one the peer makes.
public enum Side {
    OUTGOING,
    INCOMING;

    public Side other() {
        return this == OUTGOING ? INCOMING : OUTGOING;
    }
}
