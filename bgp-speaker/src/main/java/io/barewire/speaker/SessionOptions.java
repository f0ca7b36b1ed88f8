package io.barewire.speaker;

import io.barewire.rib.LocalAs;
import io.barewire.wire.BgpRole;
import io.barewire.wire.ShutdownCommunication;
import java.util.Optional;

/// What a session with a peer is like, beyond addresses, timers and routes.
///
/// @param localAs the AS that is shown to the peer in place of our own
/// @param extendedMessages offers messages of up to 65535 octets (RFC 8654)
/// @param gracefulRestart what is done about restarts
/// @param role what we are to a peer in another AS (RFC 9234); of no account within an AS
/// @param strictRole a peer that does not say what it is to us is refused
/// @param heedGracefulShutdown routes that the peer marks as about to go are the last resort (RFC 8326)
/// @param shutdown there is to be no session, and this is what the peer is told (RFC 9003)
public record SessionOptions(
        Optional<LocalAs> localAs,
        boolean extendedMessages,
        GracefulRestart gracefulRestart,
        Optional<BgpRole> role,
        boolean strictRole,
        boolean heedGracefulShutdown,
        Optional<ShutdownCommunication> shutdown) {
    public static final SessionOptions DEFAULT = new SessionOptions(
            Optional.empty(), true, GracefulRestart.DEFAULT, Optional.empty(), false, true, Optional.empty());

    public SessionOptions {
        if (strictRole && role.isEmpty()) {
            throw new IllegalArgumentException("a strict role without a role");
        }
    }

    public SessionOptions withLocalAs(LocalAs localAs) {
        return new SessionOptions(
                Optional.of(localAs),
                extendedMessages,
                gracefulRestart,
                role,
                strictRole,
                heedGracefulShutdown,
                shutdown);
    }

    public SessionOptions withExtendedMessages(boolean extendedMessages) {
        return new SessionOptions(
                localAs, extendedMessages, gracefulRestart, role, strictRole, heedGracefulShutdown, shutdown);
    }

    public SessionOptions withGracefulRestart(GracefulRestart gracefulRestart) {
        return new SessionOptions(
                localAs, extendedMessages, gracefulRestart, role, strictRole, heedGracefulShutdown, shutdown);
    }

    public SessionOptions withRole(BgpRole role) {
        return new SessionOptions(
                localAs,
                extendedMessages,
                gracefulRestart,
                Optional.of(role),
                strictRole,
                heedGracefulShutdown,
                shutdown);
    }

    public SessionOptions withStrictRole(BgpRole role) {
        return new SessionOptions(
                localAs, extendedMessages, gracefulRestart, Optional.of(role), true, heedGracefulShutdown, shutdown);
    }

    public SessionOptions withHeedGracefulShutdown(boolean heed) {
        return new SessionOptions(localAs, extendedMessages, gracefulRestart, role, strictRole, heed, shutdown);
    }

    public SessionOptions withShutdown(ShutdownCommunication text) {
        return new SessionOptions(
                localAs, extendedMessages, gracefulRestart, role, strictRole, heedGracefulShutdown, Optional.of(text));
    }

    /// The session may begin.
    public SessionOptions withoutShutdown() {
        return new SessionOptions(
                localAs, extendedMessages, gracefulRestart, role, strictRole, heedGracefulShutdown, Optional.empty());
    }
}
