package io.barewire.speaker;

import io.barewire.rib.LocalAs;
import io.barewire.wire.ShutdownCommunication;
import java.util.Optional;

/// What a session with a peer is like, beyond addresses, timers and routes.
///
/// @param localAs the AS that is shown to the peer in place of our own
/// @param extendedMessages offers messages of up to 65535 octets (RFC 8654)
/// @param shutdown there is to be no session, and this is what the peer is told (RFC 9003)
public record SessionOptions(
        Optional<LocalAs> localAs, boolean extendedMessages, Optional<ShutdownCommunication> shutdown) {
    public static final SessionOptions DEFAULT = new SessionOptions(Optional.empty(), true, Optional.empty());

    public SessionOptions withLocalAs(LocalAs localAs) {
        return new SessionOptions(Optional.of(localAs), extendedMessages, shutdown);
    }

    public SessionOptions withExtendedMessages(boolean extendedMessages) {
        return new SessionOptions(localAs, extendedMessages, shutdown);
    }

    public SessionOptions withShutdown(ShutdownCommunication text) {
        return new SessionOptions(localAs, extendedMessages, Optional.of(text));
    }

    /// The session may begin.
    public SessionOptions withoutShutdown() {
        return new SessionOptions(localAs, extendedMessages, Optional.empty());
    }
}
