package io.barewire.speaker.routing;

import io.barewire.speaker.session.Event;
import io.barewire.wire.BgpMessage;
import java.util.List;

/// An established session as the tables see it. There is one for each time a session comes up, so whatever is
/// late of an earlier session is told apart by identity.
public interface PeerPort {
    /// Whether [#send] would be welcome: what was sent before has left, or nearly.
    boolean hasRoom();

    /// Sends messages in this order. Never blocks; does nothing when the session is gone.
    void send(List<BgpMessage> messages);

    /// Ends the session if it is still there; it goes on with the peer as that says.
    void stop(Event.AutomaticStop stop);
}
