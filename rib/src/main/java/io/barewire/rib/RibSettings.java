package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;

/// Who we are, and how many equal paths a route may use. Another AS or identifier means another [Rib]; the number of
/// paths can change in place ([Rib#setMaximumPaths]).
///
/// @param localAs 1 to 4294967295
/// @param bgpIdentifier an IPv4 address
/// @param maximumPaths 1 to 256
public record RibSettings(long localAs, IpAddress bgpIdentifier, int maximumPaths) {
    public static final int MOST_PATHS = 256;

    public RibSettings {
        if (localAs < 1 || localAs > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("local AS " + localAs + " is not within 1 to 4294967295");
        }
        if (bgpIdentifier.family() != AddressFamily.IPV4) {
            throw new IllegalArgumentException("BGP identifier " + bgpIdentifier + " is not an IPv4 address");
        }
        if (maximumPaths < 1 || maximumPaths > MOST_PATHS) {
            throw new IllegalArgumentException("maximum paths " + maximumPaths + " is not within 1 to " + MOST_PATHS);
        }
    }
}
