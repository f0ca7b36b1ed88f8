package io.barewire.wire;

import java.util.Set;

/// What both ends' OPENs agreed on that changes how messages are read and written.
///
/// @param external the peer is in another AS: iBGP-only attributes are ignored on receipt (RFC 7606 §7.5, §7.9,
///     §7.10)
/// @param fourOctetAs both sent the capability (RFC 6793)
/// @param extendedMessage we may receive and send up to 65535 octets (RFC 8654)
/// @param families unicast families in use on the session
/// @param addPathReceive families whose NLRI arrives with path identifiers (RFC 7911)
/// @param addPathSend families whose NLRI leaves with path identifiers
/// @param extendedNextHop IPv4 routes may have IPv6 next hops (RFC 8950)
/// @param enhancedRefresh the octet that RFC 2918 reserves in ROUTE-REFRESH is read as a subtype (RFC 7313)
public record MessageFormat(
        boolean external,
        boolean fourOctetAs,
        boolean extendedMessage,
        Set<AddressFamily> families,
        Set<AddressFamily> addPathReceive,
        Set<AddressFamily> addPathSend,
        boolean extendedNextHop,
        boolean enhancedRefresh) {
    public MessageFormat {
        families = Set.copyOf(families);
        addPathReceive = Set.copyOf(addPathReceive);
        addPathSend = Set.copyOf(addPathSend);
    }

    /// Without enhanced route refresh.
    public MessageFormat(
            boolean external,
            boolean fourOctetAs,
            boolean extendedMessage,
            Set<AddressFamily> families,
            Set<AddressFamily> addPathReceive,
            Set<AddressFamily> addPathSend,
            boolean extendedNextHop) {
        this(external, fourOctetAs, extendedMessage, families, addPathReceive, addPathSend, extendedNextHop, false);
    }

    /// Before the OPENs: classic IPv4, two-octet AS numbers, 4096 octets.
    public static final MessageFormat INITIAL =
            new MessageFormat(true, false, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);

    /// Only what has a part in sending, so that two formats are equal here when the same octets will do.
    public MessageFormat forSending() {
        return new MessageFormat(
                external, fourOctetAs, extendedMessage, families, Set.of(), addPathSend, extendedNextHop);
    }

    /// Largest message in octets, header included.
    public int maximumLength() {
        return extendedMessage ? 65535 : 4096;
    }
}
