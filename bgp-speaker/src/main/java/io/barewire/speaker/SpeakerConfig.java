package io.barewire.speaker;

import io.barewire.rib.Aggregate;
import io.barewire.rib.PeerId;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything a speaker needs to know. Immutable; a new one replaces the old one by [BgpSpeaker#apply], which
/// changes what differs and leaves the rest alone.
///
/// @param localAs 1 to 4294967295
/// @param bgpIdentifier an IPv4 address, not 0.0.0.0 (RFC 6286)
/// @param hostName sent in the FQDN capability; empty sends none
/// @param listen where to accept connections, in the VRFs that peers are in; empty: only connect
/// @param originated prefixes announced as our own, whether or not a route to them exists
/// @param conditional prefixes announced as our own while their conditions hold
/// @param aggregates prefixes that stand for what lies in them, each once
/// @param alwaysBlock networks within which no peer's routes are used, whatever its policy says: those of the
///     cluster's own services and nodes, so that no peer can take them over
/// @param maximumPaths how many equal paths a route may use, 1 to 256
/// @param multipathRelax equal paths may have any AS_PATH of the same length, as with FRR's `bestpath as-path
///     multipath-relax`; else external ones need the same neighbor AS, internal ones the very same AS_PATH
/// @param reflection how we reflect routes; without effect unless a peer is our client
/// @param listenRanges peers that are not known one by one
/// @param restart what a start of ours is like
/// @param convergenceLimit how long to wait for End-of-RIB markers of all peers before calling the start complete
public record SpeakerConfig(
        long localAs,
        IpAddress bgpIdentifier,
        String hostName,
        Optional<InetSocketAddress> listen,
        Set<Prefix> originated,
        List<ConditionalPrefixes> conditional,
        Set<Aggregate> aggregates,
        Set<Prefix> alwaysBlock,
        int maximumPaths,
        boolean multipathRelax,
        RouteReflection reflection,
        RestartOptions restart,
        Duration convergenceLimit,
        List<PeerConfig> peers,
        List<ListenRange> listenRanges) {
    public SpeakerConfig {
        if (localAs < 1 || localAs > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("local AS " + localAs + " is not within 1 to 4294967295");
        }
        if (bgpIdentifier.family() != AddressFamily.IPV4 || bgpIdentifier.isUnspecified()) {
            throw new IllegalArgumentException(
                    "BGP identifier " + bgpIdentifier + " is not an IPv4 address above 0.0.0.0");
        }
        if (maximumPaths < 1 || maximumPaths > 256) {
            throw new IllegalArgumentException("maximum paths " + maximumPaths + " is not within 1 to 256");
        }
        originated = Set.copyOf(originated);
        conditional = List.copyOf(conditional);
        aggregates = Set.copyOf(aggregates);
        Set<Prefix> aggregated = new HashSet<>();
        for (Aggregate aggregate : aggregates) {
            if (!aggregated.add(aggregate.prefix())) {
                throw new IllegalArgumentException("aggregate " + aggregate.prefix() + " is configured twice");
            }
        }
        requireConditionsApart(conditional, aggregated);
        alwaysBlock = Set.copyOf(alwaysBlock);
        peers = List.copyOf(peers);
        listenRanges = List.copyOf(listenRanges);
        Set<PeerId> seen = new HashSet<>();
        for (PeerConfig peer : peers) {
            if (!seen.add(peer.id())) {
                throw new IllegalArgumentException("peer " + peer.id() + " is configured twice");
            }
        }
        Set<String> ranges = new HashSet<>();
        for (ListenRange range : listenRanges) {
            if (!ranges.add(range.prefix() + "@" + range.like().tcp().vrf().orElse(""))) {
                throw new IllegalArgumentException("range " + range.prefix() + " is configured twice");
            }
        }
    }

    /// A condition that looked at what another one announces could make both change for ever, and so could one that
    /// looked at an aggregate of that.
    private static void requireConditionsApart(List<ConditionalPrefixes> conditional, Set<Prefix> aggregated) {
        Set<String> names = new HashSet<>();
        Set<Prefix> announced = new HashSet<>();
        conditional.forEach(one -> announced.addAll(one.prefixes()));
        for (ConditionalPrefixes one : conditional) {
            if (!names.add(one.name())) {
                throw new IllegalArgumentException("two conditions are called " + one.name());
            }
            Optional<Prefix> lookedAt = switch (one.when()) {
                case AdvertiseWhen.RouteExists(Prefix prefix) -> Optional.of(prefix);
                case AdvertiseWhen.RouteMissing(Prefix prefix) -> Optional.of(prefix);
                case AdvertiseWhen.Healthy _, AdvertiseWhen.InKernel _ -> Optional.empty();
            };
            if (lookedAt.filter(announced::contains).isPresent()) {
                throw new IllegalArgumentException(
                        "condition " + one.name() + " looks at " + lookedAt.get() + ", which is conditional itself");
            }
            if (lookedAt.filter(aggregated::contains).isPresent()) {
                throw new IllegalArgumentException("condition " + one.name() + " looks at " + lookedAt.get()
                        + ", which is an aggregate; let it look at what lies in it");
            }
        }
    }

    /// A speaker without peers that only connects and originates nothing: one path a route, and a minute to converge.
    public static Builder builder(long localAs, IpAddress bgpIdentifier) {
        return new Builder(localAs, bgpIdentifier);
    }

    /// Begins with what this one has.
    public Builder toBuilder() {
        return new Builder(localAs, bgpIdentifier)
                .hostName(hostName)
                .originated(originated)
                .conditional(conditional)
                .aggregates(aggregates)
                .alwaysBlock(alwaysBlock)
                .maximumPaths(maximumPaths)
                .multipathRelax(multipathRelax)
                .reflection(reflection)
                .restart(restart)
                .convergenceLimit(convergenceLimit)
                .listen(listen)
                .peers(peers)
                .listenRanges(listenRanges);
    }

    /// Peers in the order in which their sessions begin: first those that may be in another AS, which are few and
    /// the way to everywhere else, before a mesh of thousands.
    List<PeerConfig> peersExternalFirst() {
        return peers.stream()
                .sorted(Comparator.comparing(peer -> !peer.remoteAs().mayBeExternal(localAs)))
                .toList();
    }

    public SpeakerConfig withPeers(List<PeerConfig> others) {
        return toBuilder().peers(others).build();
    }

    /// Says what differs from the defaults; checked by [#build].
    public static final class Builder {
        private final long localAs;
        private IpAddress bgpIdentifier;
        private String hostName = "";
        private Optional<InetSocketAddress> listen = Optional.empty();
        private Set<Prefix> originated = Set.of();
        private List<ConditionalPrefixes> conditional = List.of();
        private Set<Aggregate> aggregates = Set.of();
        private Set<Prefix> alwaysBlock = Set.of();
        private int maximumPaths = 1;
        private boolean multipathRelax;
        private RouteReflection reflection = RouteReflection.DEFAULT;
        private RestartOptions restart = RestartOptions.DEFAULT;
        private Duration convergenceLimit = Duration.ofMinutes(1);
        private List<PeerConfig> peers = List.of();
        private List<ListenRange> listenRanges = List.of();

        private Builder(long localAs, IpAddress bgpIdentifier) {
            this.localAs = localAs;
            this.bgpIdentifier = bgpIdentifier;
        }

        public Builder bgpIdentifier(IpAddress bgpIdentifier) {
            this.bgpIdentifier = bgpIdentifier;
            return this;
        }

        public Builder hostName(String hostName) {
            this.hostName = hostName;
            return this;
        }

        public Builder listen(InetSocketAddress listen) {
            this.listen = Optional.of(listen);
            return this;
        }

        /// The listening socket as another configuration has it, or none.
        public Builder listen(Optional<InetSocketAddress> listen) {
            this.listen = listen;
            return this;
        }

        public Builder originated(Set<Prefix> originated) {
            this.originated = originated;
            return this;
        }

        public Builder conditional(List<ConditionalPrefixes> conditional) {
            this.conditional = conditional;
            return this;
        }

        public Builder aggregates(Set<Aggregate> aggregates) {
            this.aggregates = aggregates;
            return this;
        }

        public Builder alwaysBlock(Set<Prefix> alwaysBlock) {
            this.alwaysBlock = alwaysBlock;
            return this;
        }

        public Builder maximumPaths(int maximumPaths) {
            this.maximumPaths = maximumPaths;
            return this;
        }

        public Builder multipathRelax(boolean multipathRelax) {
            this.multipathRelax = multipathRelax;
            return this;
        }

        public Builder reflection(RouteReflection reflection) {
            this.reflection = reflection;
            return this;
        }

        public Builder restart(RestartOptions restart) {
            this.restart = restart;
            return this;
        }

        public Builder convergenceLimit(Duration convergenceLimit) {
            this.convergenceLimit = convergenceLimit;
            return this;
        }

        public Builder peers(List<PeerConfig> peers) {
            this.peers = peers;
            return this;
        }

        public Builder peers(PeerConfig... peers) {
            return peers(List.of(peers));
        }

        public Builder listenRanges(List<ListenRange> listenRanges) {
            this.listenRanges = listenRanges;
            return this;
        }

        /// @throws IllegalArgumentException that names what cannot be
        public SpeakerConfig build() {
            return new SpeakerConfig(
                    localAs,
                    bgpIdentifier,
                    hostName,
                    listen,
                    originated,
                    conditional,
                    aggregates,
                    alwaysBlock,
                    maximumPaths,
                    multipathRelax,
                    reflection,
                    restart,
                    convergenceLimit,
                    peers,
                    listenRanges);
        }
    }
}
