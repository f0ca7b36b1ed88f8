package io.barewire.mesh.objects;

import io.barewire.bfd.BfdProfile;
import io.barewire.mesh.Origin;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.Source;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An `FRRConfiguration` (frrk8s.metallb.io/v1beta1) that is valid by itself: its neighbors have a place and an AS,
/// its filters name what it defines, its imports are of VRFs that it has routers for.
///
/// @param raw what is understood of `spec.raw`; it may be about neighbors of other objects
public record FrrConfiguration(
        ObjectKey key, Origin origin, LabelSelector nodeSelector, List<Router> routers, List<RawLine> raw)
        implements ClusterObject {
    /// Where [#raw] stands in the object.
    public static final String RAW_PATH = "spec.raw.rawConfig";

    public FrrConfiguration {
        routers = List.copyOf(routers);
        raw = List.copyOf(raw);
    }

    public FrrConfiguration withRouters(List<Router> others) {
        return new FrrConfiguration(key, origin, nodeSelector, others, raw);
    }

    public FrrConfiguration withRaw(List<RawLine> others) {
        return new FrrConfiguration(key, origin, nodeSelector, routers, others);
    }

    /// `neighbor NEIGHBOR allowas-in origin` in a router's address family.
    ///
    /// @param number of the line, counted from 1
    /// @param vrf of the router; [Router#DEFAULT_VRF] for the default one
    /// @param asn of the router
    public record RawLine(int number, String vrf, long asn, AddressFamily family, Endpoint neighbor) {}

    /// One BGP instance.
    ///
    /// @param vrf name of the VRF device; empty for the default one
    /// @param id the BGP identifier, when given
    /// @param prefixes originated whether or not a route to them exists
    /// @param imports the VRFs whose routes are taken in, each by its [#vrf]
    public record Router(
            String vrf,
            long asn,
            Optional<IpAddress> id,
            List<Prefix> prefixes,
            Set<String> imports,
            List<Neighbor> neighbors) {
        public static final String DEFAULT_VRF = "";

        public Router {
            if (asn < 1 || asn > 0xFFFFFFFFL) {
                throw new IllegalArgumentException("AS " + asn + " is not within 1 to 4294967295");
            }
            if (id.isPresent()
                    && (id.get().family() != AddressFamily.IPV4 || id.get().isUnspecified())) {
                throw new IllegalArgumentException(id.get() + " is not an IPv4 address above 0.0.0.0");
            }
            prefixes = List.copyOf(prefixes);
            imports = Set.copyOf(imports);
            neighbors = List.copyOf(neighbors);
        }

        public Router withNeighbors(List<Neighbor> others) {
            return new Router(vrf, asn, id, prefixes, imports, others);
        }
    }

    /// One of `spec.bgp.bfdProfiles`, with the defaults filled in.
    public record NamedBfdProfile(String name, BfdProfile profile) {}

    /// What authenticates the segments of a session (TCP MD5).
    public sealed interface Password {
        /// The key itself, which is never shown.
        record Known(io.barewire.speaker.Secret key) implements Password {}

        /// In the Secret of this name, in the namespace of the object.
        record InSecret(String name) implements Password {}
    }

    /// What an empty optional means is the merge's business: it differs from the default only in what it conflicts
    /// with.
    ///
    /// @param path of this neighbor in its object, for problems that show only beside other objects
    /// @param endpoint its address, or the interface at whose other end it is
    /// @param dualStack activate the other family, too
    /// @param bfdProfile what BFD is to be like, if the session is to have it
    /// @param localAsn shown to the peer in place of the router's AS
    /// @param gracefulRestart routes are kept over a restart of either side
    /// @param toReceive what may come in
    public record Neighbor(
            String path,
            Endpoint endpoint,
            RemoteAs as,
            Optional<Integer> port,
            Source source,
            Optional<Password> password,
            Optional<Duration> holdTime,
            Optional<Duration> keepaliveTime,
            Optional<Duration> connectTime,
            boolean ebgpMultiHop,
            boolean dualStack,
            Optional<NamedBfdProfile> bfdProfile,
            Optional<Long> localAsn,
            boolean gracefulRestart,
            ToAdvertise toAdvertise,
            PrefixFilter toReceive) {
        public Neighbor {
            if (port.isPresent() && (port.get() < 1 || port.get() > 65_535)) {
                throw new IllegalArgumentException("port " + port.get() + " is not within 1 to 65535");
            }
            if (holdTime.isPresent() != keepaliveTime.isPresent()) {
                throw new IllegalArgumentException("only one of hold time and keepalive time is given");
            }
        }

        /// As error texts name it: `64512@192.0.2.1`.
        public String name() {
            return as + "@" + endpoint.text();
        }

        /// Its address' family, or both.
        public Set<AddressFamily> families() {
            return families(endpoint, dualStack);
        }

        public static Set<AddressFamily> families(Endpoint endpoint, boolean dualStack) {
            return switch (endpoint) {
                case Endpoint.Address(IpAddress address) when !dualStack -> EnumSet.of(address.family());
                case Endpoint.Address _, Endpoint.Interface _ -> EnumSet.allOf(AddressFamily.class);
            };
        }

        public Neighbor withPath(String other) {
            return with(other, source, password);
        }

        public Neighbor withPassword(Optional<Password> other) {
            return with(path, source, other);
        }

        public Neighbor withSource(Source other) {
            return with(path, other, password);
        }

        private Neighbor with(String path, Source source, Optional<Password> password) {
            return new Neighbor(
                    path,
                    endpoint,
                    as,
                    port,
                    source,
                    password,
                    holdTime,
                    keepaliveTime,
                    connectTime,
                    ebgpMultiHop,
                    dualStack,
                    bfdProfile,
                    localAsn,
                    gracefulRestart,
                    toAdvertise,
                    toReceive);
        }
    }
}
