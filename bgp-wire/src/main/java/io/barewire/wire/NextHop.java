package io.barewire.wire;

import java.util.Optional;

/// Where to send packets for a route: NEXT_HOP (RFC 4271 §5.1.3) or the next hop field of MP_REACH_NLRI
/// (RFC 4760 §3), which for IPv6 may carry a link-local address as well (RFC 2545 §3).
public record NextHop(IpAddress address, Optional<IpAddress> linkLocal) {
    public NextHop {
        if (linkLocal.isPresent() && !linkLocal.get().isLinkLocal()) {
            throw new IllegalArgumentException(linkLocal.get() + " is not a link-local address");
        }
        if (linkLocal.isPresent() && address.family() != AddressFamily.IPV6) {
            throw new IllegalArgumentException(address + " cannot have a link-local address beside it");
        }
    }

    /// A next hop of one address.
    public static NextHop of(IpAddress address) {
        return new NextHop(address, Optional.empty());
    }

    @Override
    public String toString() {
        return address + linkLocal.map(second -> " (" + second + ")").orElse("");
    }
}
