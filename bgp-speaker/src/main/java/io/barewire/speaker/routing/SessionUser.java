package io.barewire.speaker.routing;

import io.barewire.rib.PeerId;
import io.barewire.rib.SessionInfo;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.wire.BgpMessage;
import java.util.List;

/// For whom sessions are kept: the tables ([RoutingThread]), or whoever wants sessions without tables. Called on the
/// sessions' loops, so no call may take long.
public interface SessionUser {
    /// We have just started, and peers may hold routes of ours from before (RFC 4724 §4.1).
    boolean isRestarting();

    /// A session is established.
    ///
    /// @param restart what the OPENs said about restarts
    void up(PeerId peer, SessionInfo session, RestartTerms restart, PeerPort port);

    /// A session is lost.
    ///
    /// @param mayBeRestart the peer may come back to find its routes kept (RFC 4724 §4.2), if that was agreed
    void down(PeerId peer, PeerPort port, boolean mayBeRestart);

    /// Messages about routes: UPDATE and ROUTE-REFRESH.
    ///
    /// @param processed to be called when they were dealt with, by any thread; the peer is read from only while not
    ///     too much waits for that
    void received(PeerId peer, PeerPort port, List<BgpMessage> messages, Runnable processed);

    /// A port that had no room has room again.
    void roomAgain(PeerPort port);
}
