package io.barewire.wire;

import java.util.List;

/// A capability of the OPEN message (RFC 5492), under its name in the IANA registry.
public sealed interface Capability {
    /// Code 1, RFC 4760 §8. Any AFI/SAFI is kept; [AddressFamily#of(int, int)] tells whether we route it.
    record Multiprotocol(int afi, int safi) implements Capability {
        public static Multiprotocol of(AddressFamily family) {
            return new Multiprotocol(family.afi(), AddressFamily.UNICAST);
        }
    }

    /// Code 2, RFC 2918.
    record RouteRefresh() implements Capability {}

    /// Code 5, RFC 8950 §4: routes of AFI/SAFI may have next hops of `nextHopAfi`.
    record ExtendedNextHop(List<Encoding> entries) implements Capability {
        public record Encoding(int afi, int safi, int nextHopAfi) {}

        public ExtendedNextHop {
            entries = List.copyOf(entries);
        }
    }

    /// Code 6, RFC 8654: messages of up to 65535 octets.
    record ExtendedMessage() implements Capability {}

    /// Code 9, RFC 9234 §4.1.
    ///
    /// @param value one of [BgpRole#code], or another one that has no meaning yet
    record Role(int value) implements Capability {
        public static Role of(BgpRole role) {
            return new Role(role.code());
        }
    }

    /// Code 64, RFC 4724 §3 with the N bit of RFC 8538.
    ///
    /// @param restartTimeSeconds 0 to 4095
    record GracefulRestart(
            boolean restarting, boolean notification, int restartTimeSeconds, List<GracefulRestart.Family> families)
            implements Capability {
        public record Family(int afi, int safi, boolean forwardingPreserved) {}

        public GracefulRestart {
            families = List.copyOf(families);
        }
    }

    /// Code 65, RFC 6793 §3.
    record FourOctetAs(long as) implements Capability {}

    /// Code 69, RFC 7911 §4.
    record AddPath(List<Direction> entries) implements Capability {
        public record Direction(int afi, int safi, boolean receive, boolean send) {}

        public AddPath {
            entries = List.copyOf(entries);
        }
    }

    /// Code 70, RFC 7313.
    record EnhancedRouteRefresh() implements Capability {}

    /// Code 71, RFC 9494 §3.1.
    record LongLivedGracefulRestart(List<LongLivedGracefulRestart.Family> families) implements Capability {
        /// @param staleTimeSeconds 0 to 16777215
        public record Family(int afi, int safi, boolean forwardingPreserved, int staleTimeSeconds) {}

        public LongLivedGracefulRestart {
            families = List.copyOf(families);
        }
    }

    /// Code 73, draft-walton-bgp-hostname-capability: what `show neighbors` calls the peer.
    record Fqdn(String hostName, String domainName) implements Capability {}

    /// Kept as it came.
    record Unknown(int code, Octets value) implements Capability {}
}
