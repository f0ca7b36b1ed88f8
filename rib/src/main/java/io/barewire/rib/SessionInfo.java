package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an established session is, as far as routes are concerned.
///
/// @param peerAs the AS number of the peer's OPEN
/// @param peerBgpIdentifier the identifier of the peer's OPEN
/// @param peerAddress the peer's end of the TCP connection
/// @param nextHopSelf our next hop for each family, where we are one: the session's own address for its family, and
///     for the other family an address of the same interface; a family without one hears nothing that needs it
/// @param format what the OPENs agreed on; only its families are exchanged
/// @param enhancedRefresh both ends know RFC 7313, so a refresh is told between its two markers
/// @param interfaceIndex the kernel's number of the interface that the session lives on; 0 when that is not known
/// @param singleHop the peer must be one hop away, and so must its next hops (RFC 4271 §6.3)
/// @param terms what else decides how routes are taken and told
public record SessionInfo(
        long peerAs,
        IpAddress peerBgpIdentifier,
        IpAddress peerAddress,
        Map<AddressFamily, NextHop> nextHopSelf,
        MessageFormat format,
        boolean enhancedRefresh,
        int interfaceIndex,
        boolean singleHop,
        SessionTerms terms) {
    public SessionInfo {
        nextHopSelf = Map.copyOf(nextHopSelf);
    }

    /// A session out of the ordinary in nothing.
    public SessionInfo(
            long peerAs,
            IpAddress peerBgpIdentifier,
            IpAddress peerAddress,
            Map<AddressFamily, NextHop> nextHopSelf,
            MessageFormat format,
            boolean enhancedRefresh,
            int interfaceIndex,
            boolean singleHop) {
        this(
                peerAs,
                peerBgpIdentifier,
                peerAddress,
                nextHopSelf,
                format,
                enhancedRefresh,
                interfaceIndex,
                singleHop,
                SessionTerms.PLAIN);
    }

    /// The peer is in another AS.
    public boolean external() {
        return format.external();
    }

    /// True when packets to `address` would come back to ourselves.
    boolean isOwnAddress(IpAddress address) {
        return isAddress(nextHopSelf.get(AddressFamily.IPV4), address)
                || isAddress(nextHopSelf.get(AddressFamily.IPV6), address);
    }

    private static boolean isAddress(@Nullable NextHop own, IpAddress address) {
        return own != null
                && (own.address().equals(address)
                        || (own.linkLocal().isPresent() && own.linkLocal().get().equals(address)));
    }
}
