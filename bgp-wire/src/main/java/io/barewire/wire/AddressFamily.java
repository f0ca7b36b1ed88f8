package io.barewire.wire;

import java.util.Optional;

/// IPv4 or IPv6, always with SAFI 1 (unicast): the families of RFC 4760 that Barewire routes.
public enum AddressFamily {
    IPV4(1, 32),
    IPV6(2, 128);

    /// Subsequent address family identifier of unicast forwarding.
    public static final int UNICAST = 1;

    private final int afi;
    private final int bits;

    AddressFamily(int afi, int bits) {
        this.afi = afi;
        this.bits = bits;
    }

    /// The address family number of the IANA registry: 1 or 2.
    public int afi() {
        return afi;
    }

    /// Length of an address in bits: 32 or 128.
    public int bits() {
        return bits;
    }

    /// Length of an address in octets: 4 or 16.
    public int octets() {
        return bits / 8;
    }

    public static Optional<AddressFamily> of(int afi, int safi) {
        if (safi != UNICAST) {
            return Optional.empty();
        }
        return switch (afi) {
            case 1 -> Optional.of(IPV4);
            case 2 -> Optional.of(IPV6);
            default -> Optional.empty();
        };
    }
}
