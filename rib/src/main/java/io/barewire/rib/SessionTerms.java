package io.barewire.rib;

import io.barewire.wire.BgpRole;
import java.util.Optional;

/// What else was agreed or configured about a session that decides how routes are taken from it and told to it.
///
/// @param localAs the AS that our OPEN showed, when it was not our own
/// @param longLivedKnown the peer knows long-lived stale routes for what they are (RFC 9494), so they are told to it
/// @param role what we are to a peer in another AS (RFC 9234)
/// @param heedsShutdown routes of an external peer that are about to go are the last resort (RFC 8326 §4.3)
/// @param shuttingDown the session is about to end, so routes told over it are the last resort (RFC 8326 §4.2)
public record SessionTerms(
        Optional<LocalAs> localAs,
        boolean longLivedKnown,
        Optional<BgpRole> role,
        boolean heedsShutdown,
        boolean shuttingDown) {
    /// Nothing out of the ordinary.
    public static final SessionTerms PLAIN = new SessionTerms(Optional.empty(), false, Optional.empty(), true, false);

    public SessionTerms withLocalAs(Optional<LocalAs> localAs) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown);
    }

    public SessionTerms withLongLivedKnown(boolean longLivedKnown) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown);
    }

    public SessionTerms withRole(Optional<BgpRole> role) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown);
    }

    public SessionTerms withHeedsShutdown(boolean heedsShutdown) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown);
    }

    public SessionTerms withShuttingDown(boolean shuttingDown) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown);
    }
}
