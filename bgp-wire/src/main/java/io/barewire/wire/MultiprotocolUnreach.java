package io.barewire.wire;

import java.util.Optional;

/// The value of MP_UNREACH_NLRI (RFC 4760 §4): AFI, SAFI, withdrawn NLRI.
final class MultiprotocolUnreach {
    private MultiprotocolUnreach() {}

    /// RFC 7606 §5.3 and §7.12.
    static Optional<String> flaw(byte[] octets, int from, int to, MessageFormat format) {
        return to - from < 3 ? Optional.of("length " + (to - from)) : Optional.empty();
    }
}
