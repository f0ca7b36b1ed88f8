package io.barewire.wire;

import java.util.Optional;

/// The value of MP_REACH_NLRI (RFC 4760 §3): AFI, SAFI, length and octets of the next hop, a reserved octet, NLRI.
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
}
