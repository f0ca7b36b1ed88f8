package io.barewire.rib;

import java.util.Optional;

/// What else was agreed or configured about a session that decides how routes are taken from it and told to it.
///
/// @param localAs the AS that our OPEN showed, when it was not our own
public record SessionTerms(Optional<LocalAs> localAs) {
    /// Nothing out of the ordinary.
    public static final SessionTerms PLAIN = new SessionTerms(Optional.empty());

    public SessionTerms withLocalAs(Optional<LocalAs> localAs) {
        return new SessionTerms(localAs);
    }
}
