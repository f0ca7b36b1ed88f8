package io.barewire.wire;

import java.util.Optional;

/// The value of MP_REACH_NLRI (RFC 4760 §3): AFI, SAFI, length and octets of the next hop, a reserved octet,
/// NLRI.
final class MultiprotocolReach {
    private MultiprotocolReach() {}

    /// RFC 7606 §5.3 and §7.11: what makes it impossible to find the NLRI. Of a family that is not in use on the
    /// session only the frame is looked at, because nobody told us what its next hops look like.
    static Optional<String> flaw(byte[] octets, int from, int to, MessageFormat format) {
        if (to - from < 5) {
            return Optional.of("length " + (to - from));
        }
        int nextHopLength = NetworkOrder.u8(octets, from + 3);
        if (to - from < 5 + nextHopLength) {
            return Optional.of("next hop of " + nextHopLength + " octets overruns the attribute");
        }
        Optional<AddressFamily> family = family(octets, from).filter(format.families()::contains);
        if (family.isPresent() && !nextHopLengthFits(family.get(), nextHopLength, format)) {
            return Optional.of("next hop of " + nextHopLength + " octets for " + family.get());
        }
        return Optional.empty();
    }

    /// RFC 4760 §3, RFC 2545 §3; RFC 8950 §3 when it was agreed.
    private static boolean nextHopLengthFits(AddressFamily family, int length, MessageFormat format) {
        return switch (family) {
            case IPV4 -> length == 4 || (format.extendedNextHop() && (length == 16 || length == 32));
            case IPV6 -> length == 16 || length == 32;
        };
    }

    static Optional<AddressFamily> family(byte[] octets, int from) {
        return AddressFamily.of(NetworkOrder.u16(octets, from), NetworkOrder.u8(octets, from + 2));
    }

    /// The next hop of a checked attribute: one address, or a global one followed by a link-local one. A second
    /// address that is not link-local is dropped; where the first is `::` the link-local one is the next hop, as
    /// some speakers say it that have no global address.
    static NextHop nextHop(byte[] octets, int from) {
        int length = NetworkOrder.u8(octets, from + 3);
        if (length == 4) {
            return NextHop.of(IpAddress.ofOctets(octets, from + 4, AddressFamily.IPV4));
        }
        IpAddress first = IpAddress.ofOctets(octets, from + 4, AddressFamily.IPV6);
        if (length == 16) {
            return NextHop.of(first);
        }
        IpAddress second = IpAddress.ofOctets(octets, from + 20, AddressFamily.IPV6);
        if (!second.isLinkLocal()) {
            return NextHop.of(first);
        }
        return first.isUnspecified() ? NextHop.of(second) : new NextHop(first, Optional.of(second));
    }

    /// Where the NLRI of a checked attribute begins.
    static int nlriFrom(byte[] octets, int from) {
        return from + 5 + NetworkOrder.u8(octets, from + 3);
    }

    /// Writes the attribute, header included.
    static void write(NextHop nextHop, Nlri nlri, WireWriter out) {
        int nextHopLength = nextHopLength(nextHop);
        AttributeValues.writeHeader(
                AttributeType.MP_REACH_NLRI.flags,
                AttributeType.MP_REACH_NLRI.code,
                5 + nextHopLength + nlri.wireLength(),
                out);
        out.u16(nlri.family().afi()).u8(AddressFamily.UNICAST).u8(nextHopLength).address(nextHop.address());
        nextHop.linkLocal().ifPresent(out::address);
        out.u8(0);
        nlri.appendTo(out);
    }

    /// Most octets of the attribute that are not NLRI.
    static int overhead(NextHop nextHop) {
        return 4 + 5 + nextHopLength(nextHop);
    }

    private static int nextHopLength(NextHop nextHop) {
        return nextHop.address().family().octets() + (nextHop.linkLocal().isPresent() ? 16 : 0);
    }
}
