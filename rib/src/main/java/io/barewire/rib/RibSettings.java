package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;

/// Who we are, and how paths share the load. Another AS or identifier means another [Rib]; the rest can change in place
/// ([Rib#setSettings]).
///
/// @param localAs 1 to 4294967295
/// @param bgpIdentifier an IPv4 address
/// @param clusterId an IPv4 address, but any four octets will do: the cluster that we are a reflector of (RFC 4456 §7)
/// @param clientToClientReflection clients hear from us of each other; not needed where they are fully meshed
/// @param maximumPaths how many equal paths a route may use, 1 to 256
/// @param multipathRelax paths may share the load with any AS_PATH of equal length; else external ones with the same
///     neighbor AS only, internal ones with the very same AS_PATH
public record RibSettings(
        long localAs,
        IpAddress bgpIdentifier,
        IpAddress clusterId,
        boolean clientToClientReflection,
        int maximumPaths,
        boolean multipathRelax) {
    public static final int MOST_PATHS = 256;

    /// The BGP identifier is the cluster's as well, and nothing is relaxed.
    public RibSettings(long localAs, IpAddress bgpIdentifier, int maximumPaths) {
        this(localAs, bgpIdentifier, bgpIdentifier, true, maximumPaths, false);
    }

    public RibSettings {
        if (localAs < 1 || localAs > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("local AS " + localAs + " is not within 1 to 4294967295");
        }
        if (bgpIdentifier.family() != AddressFamily.IPV4) {
            throw new IllegalArgumentException("BGP identifier " + bgpIdentifier + " is not an IPv4 address");
        }
        if (clusterId.family() != AddressFamily.IPV4) {
            throw new IllegalArgumentException("cluster id " + clusterId + " is not an IPv4 address");
        }
        if (maximumPaths < 1 || maximumPaths > MOST_PATHS) {
            throw new IllegalArgumentException("maximum paths " + maximumPaths + " is not within 1 to " + MOST_PATHS);
        }
    }

    public RibSettings withClusterId(IpAddress clusterId) {
        return new RibSettings(
                localAs, bgpIdentifier, clusterId, clientToClientReflection, maximumPaths, multipathRelax);
    }

    public RibSettings withClientToClientReflection(boolean clientToClientReflection) {
        return new RibSettings(
                localAs, bgpIdentifier, clusterId, clientToClientReflection, maximumPaths, multipathRelax);
    }

    public RibSettings withMaximumPaths(int maximumPaths) {
        return new RibSettings(
                localAs, bgpIdentifier, clusterId, clientToClientReflection, maximumPaths, multipathRelax);
    }

    public RibSettings withMultipathRelax(boolean multipathRelax) {
        return new RibSettings(
                localAs, bgpIdentifier, clusterId, clientToClientReflection, maximumPaths, multipathRelax);
    }
}
