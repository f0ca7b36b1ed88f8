package io.barewire.interop;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a daemon is to do, in no daemon's language: each [Daemon] says it in its own. In all of them eBGP needs no
/// policy, attempts follow each other every second, and the hold time is 9 s unless a neighbor has another.
record DaemonConfig(long as, String identifier, List<Neighbor> neighbors, List<Origin> origins) {
    /// Higher than ours ([Speakers#IDENTIFIER]).
    static final String IDENTIFIER = "192.0.2.200";

    static DaemonConfig as(long as) {
        return new DaemonConfig(as, IDENTIFIER, List.of(), List.of());
    }

    DaemonConfig identifier(String other) {
        return new DaemonConfig(as, other, neighbors, origins);
    }

    DaemonConfig neighbor(IpAddress address, long remoteAs, Option... options) {
        return new DaemonConfig(
                as, identifier, with(neighbors, new Neighbor(address, remoteAs, List.of(options))), origins);
    }

    DaemonConfig originate(String... prefixes) {
        DaemonConfig all = this;
        for (String prefix : prefixes) {
            all = all.originate(Origin.of(prefix));
        }
        return all;
    }

    DaemonConfig originate(Origin origin) {
        return new DaemonConfig(as, identifier, neighbors, with(origins, origin));
    }

    DaemonConfig without(String prefix) {
        return new DaemonConfig(
                as,
                identifier,
                neighbors,
                origins.stream()
                        .filter(origin -> !origin.prefix().equals(prefix))
                        .toList());
    }

    private static <T> List<T> with(List<T> list, T another) {
        List<T> longer = new ArrayList<>(list);
        longer.add(another);
        return List.copyOf(longer);
    }

    record Neighbor(IpAddress address, long as, List<Option> options) {
        boolean has(Class<? extends Option> kind) {
            return options.stream().anyMatch(kind::isInstance);
        }
    }

    /// A prefix with what goes with it.
    ///
    /// @param prepend AS numbers between the daemon's own and the end of the path
    /// @param communities as `65001:100` or a well-known name in lower case, `no-export`
    /// @param largeCommunities as `65001:1:2`
    /// @param routeTargets as `65001:7`
    record Origin(
            String prefix,
            long med,
            List<Long> prepend,
            List<String> communities,
            List<String> largeCommunities,
            List<String> routeTargets) {
        static final long NO_MED = -1;

        static Origin of(String prefix) {
            return new Origin(prefix, NO_MED, List.of(), List.of(), List.of(), List.of());
        }

        Origin med(long value) {
            return new Origin(prefix, value, prepend, communities, largeCommunities, routeTargets);
        }

        Origin prepend(Long... asNumbers) {
            return new Origin(prefix, med, Arrays.asList(asNumbers), communities, largeCommunities, routeTargets);
        }

        Origin communities(String... values) {
            return new Origin(prefix, med, prepend, Arrays.asList(values), largeCommunities, routeTargets);
        }

        Origin largeCommunities(String... values) {
            return new Origin(prefix, med, prepend, communities, Arrays.asList(values), routeTargets);
        }

        Origin routeTargets(String... values) {
            return new Origin(prefix, med, prepend, communities, largeCommunities, Arrays.asList(values));
        }

        boolean isPlain() {
            return equals(of(prefix));
        }

        boolean isIpv6() {
            return prefix.contains(":");
        }
    }

    /// What a neighbor may have besides its address and AS. Without [Families] it is the family of its address.
    sealed interface Option {
        /// Waits for us to connect.
        record Passive() implements Option {}

        /// Where we listen.
        record Port(int port) implements Option {}

        record Families(List<AddressFamily> families) implements Option {
            static Families of(AddressFamily... families) {
                return new Families(List.of(families));
            }
        }

        record HoldTime(int seconds) implements Option {}

        /// Tears the session down above this many prefixes.
        record MaximumPrefixes(int most) implements Option {}

        /// TCP-MD5 (RFC 2385).
        record Password(String password) implements Option {}

        /// Our packets must come with TTL 255 (RFC 5082).
        record TtlSecurity() implements Option {}

        record AddPath(boolean receive, boolean send) implements Option {}

        /// The neighbor is whoever is at the other end of `eth0`; its address is of no account.
        record Unnumbered() implements Option {}

        record RouteReflectorClient() implements Option {}

        /// Enhanced route refresh (RFC 7313), where it must be asked for.
        record EnhancedRefresh() implements Option {}

        /// BGP extended messages (RFC 8654), where they must be asked for.
        record ExtendedMessages() implements Option {}

        /// IPv4 routes with IPv6 next hops (RFC 8950).
        record ExtendedNextHop() implements Option {}

        /// Its own role (RFC 9234): `provider`, `customer`, `rs-server`, `rs-client` or `peer`.
        record Role(String role) implements Option {}

        /// Shows this AS number to us instead of its own.
        record LocalAs(long as) implements Option {}

        /// Helps us and asks for help (RFC 4724).
        record GracefulRestart(int restartSeconds) implements Option {}

        /// RFC 9494.
        record LongLivedGracefulRestart(int staleSeconds) implements Option {}

        record Bfd() implements Option {}

        /// BFD that says nothing before we do (RFC 5880 §6.1).
        record PassiveBfd() implements Option {}

        /// We may be several hops away.
        record Multihop() implements Option {}

        /// Takes routes with its own AS in their path, once.
        record AllowOwnAs() implements Option {}
    }
}
