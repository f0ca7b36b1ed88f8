package io.barewire.rib;

import io.barewire.wire.BgpRole;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Optional;
import java.util.Set;

/// What else was agreed or configured about a session that decides how routes are taken from it and told to it.
///
/// @param localAs the AS that our OPEN showed, when it was not our own
/// @param longLivedKnown the peer knows long-lived stale routes for what they are (RFC 9494), so they are told to it
/// @param role what we are to a peer in another AS (RFC 9234)
/// @param heedsShutdown routes of an external peer that are about to go are the last resort (RFC 8326 §4.3)
/// @param shuttingDown the session is about to end, so routes told over it are the last resort (RFC 8326 §4.2)
/// @param sharedNetworks networks of the interface that the session lives on and that the peer is on, too, where both
///     are one hop apart: it may be told the next hop of another router there (RFC 4271 §5.1.3)
public record SessionTerms(
        Optional<LocalAs> localAs,
        boolean longLivedKnown,
        Optional<BgpRole> role,
        boolean heedsShutdown,
        boolean shuttingDown,
        Set<Prefix> sharedNetworks) {
    /// Nothing out of the ordinary.
    public static final SessionTerms PLAIN =
            new SessionTerms(Optional.empty(), false, Optional.empty(), true, false, Set.of());

    public SessionTerms {
        sharedNetworks = Set.copyOf(sharedNetworks);
    }

    public SessionTerms withLocalAs(Optional<LocalAs> localAs) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown, sharedNetworks);
    }

    public SessionTerms withLongLivedKnown(boolean longLivedKnown) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown, sharedNetworks);
    }

    public SessionTerms withRole(Optional<BgpRole> role) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown, sharedNetworks);
    }

    public SessionTerms withHeedsShutdown(boolean heedsShutdown) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown, sharedNetworks);
    }

    public SessionTerms withShuttingDown(boolean shuttingDown) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown, sharedNetworks);
    }

    public SessionTerms withSharedNetworks(Set<Prefix> sharedNetworks) {
        return new SessionTerms(localAs, longLivedKnown, role, heedsShutdown, shuttingDown, sharedNetworks);
    }

    boolean isShared(IpAddress address) {
        for (Prefix network : sharedNetworks) {
            if (network.family() == address.family() && network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
