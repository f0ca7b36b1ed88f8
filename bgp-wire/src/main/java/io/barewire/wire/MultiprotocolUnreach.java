package io.barewire.wire;

import java.util.Optional;

/// The value of MP_UNREACH_NLRI (RFC 4760 §4): AFI, SAFI, withdrawn NLRI.
final class MultiprotocolUnreach {
    private MultiprotocolUnreach() {}

    /// RFC 7606 §5.3 and §7.12.
    static Optional<String> flaw(byte[] octets, int from, int to, MessageFormat format) {
        return to - from < 3 ? Optional.of("length " + (to - from)) : Optional.empty();
    }

    /// Most octets of the attribute that are not NLRI.
    static final int OVERHEAD = 4 + 3;

    /// Writes the attribute, header included.
    static void write(Nlri nlri, WireWriter out) {
        AttributeValues.writeHeader(
                AttributeType.MP_UNREACH_NLRI.flags, AttributeType.MP_UNREACH_NLRI.code, 3 + nlri.wireLength(), out);
        out.u16(nlri.family().afi()).u8(AddressFamily.UNICAST);
        nlri.appendTo(out);
    }
}
