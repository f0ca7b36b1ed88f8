package io.barewire.speaker.session;

import io.barewire.speaker.SessionState;

/// Both connections of a peer.
public record PeerState(State outgoing, State incoming) {
    public static final PeerState STOPPED = new PeerState(State.Idle.STOPPED, State.Idle.STOPPED);

    public State of(Side side) {
        return side == Side.OUTGOING ? outgoing : incoming;
    }

    PeerState with(Side side, State state) {
        return side == Side.OUTGOING ? new PeerState(state, incoming) : new PeerState(outgoing, state);
    }

    /// The state of the connection that got further; while neither is connected, that of our own attempts unless
    /// we make none.
    public SessionState shown() {
        SessionState ours = shown(outgoing);
        SessionState theirs = shown(incoming);
        if (outgoing.isConnected() || incoming.isConnected()) {
            return ours.compareTo(theirs) > 0 ? ours : theirs;
        }
        return outgoing.equals(State.Idle.STOPPED) ? theirs : ours;
    }

    /// As [Afterwards] said: neither connection is tried or taken.
    public boolean isKeptDown() {
        return incoming instanceof State.Idle(State.Idle.Why why, int _) && why == State.Idle.Why.KEPT_DOWN;
    }

    private static SessionState shown(State state) {
        return switch (state) {
            case State.Idle _ -> SessionState.IDLE;
            case State.Connect _ -> SessionState.CONNECT;
            case State.Active _ -> SessionState.ACTIVE;
            case State.OpenSent _ -> SessionState.OPEN_SENT;
            case State.OpenConfirm _ -> SessionState.OPEN_CONFIRM;
            case State.Established _ -> SessionState.ESTABLISHED;
        };
    }
}
