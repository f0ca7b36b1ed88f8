package io.barewire.rib;

import io.barewire.wire.BgpRole;
import java.util.Optional;

/// What else was agreed or configured about a session that decides how routes are taken from it and told to it.
///
/// @param localAs the AS that our OPEN showed, when it was not our own
/// @param longLivedKnown the peer knows long-lived stale routes for what they are (RFC 9494), so they are told to it
/// @param role what we are to a peer in another AS (RFC 9234)
public record SessionTerms(Optional<LocalAs> localAs, boolean longLivedKnown, Optional<BgpRole> role) {
    /// Nothing out of the ordinary.
    public static final SessionTerms PLAIN = new SessionTerms(Optional.empty(), false, Optional.empty());

    public SessionTerms withLocalAs(Optional<LocalAs> localAs) {
        return new SessionTerms(localAs, longLivedKnown, role);
    }

    public SessionTerms withLongLivedKnown(boolean longLivedKnown) {
        return new SessionTerms(localAs, longLivedKnown, role);
    }

    public SessionTerms withRole(Optional<BgpRole> role) {
        return new SessionTerms(localAs, longLivedKnown, role);
    }
}
