package io.barewire.rib;

import java.util.Optional;

/// What else was agreed or configured about a session that decides how routes are taken from it and told to it.
///
/// @param localAs the AS that our OPEN showed, when it was not our own
/// @param longLivedKnown the peer knows long-lived stale routes for what they are (RFC 9494), so they are told to it
public record SessionTerms(Optional<LocalAs> localAs, boolean longLivedKnown) {
    /// Nothing out of the ordinary.
    public static final SessionTerms PLAIN = new SessionTerms(Optional.empty(), false);

    public SessionTerms withLocalAs(Optional<LocalAs> localAs) {
        return new SessionTerms(localAs, longLivedKnown);
    }

    public SessionTerms withLongLivedKnown(boolean longLivedKnown) {
        return new SessionTerms(localAs, longLivedKnown);
    }
}
