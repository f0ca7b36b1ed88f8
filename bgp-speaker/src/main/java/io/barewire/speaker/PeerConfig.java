package io.barewire.speaker;

import io.barewire.bfd.BfdProfile;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// One configured peer. What is not said has the default of [#builder].
///
/// @param endpoint where it is
/// @param port remote TCP port to connect to
/// @param remoteAs what AS number its OPEN may show
/// @param families unicast families to offer
/// @param timers what we ask for; the hold time is negotiated down to the smaller one
/// @param addPath whether several paths of a prefix are exchanged
/// @param tcp how connections are made and taken
/// @param session what the session itself is like
/// @param bfd how BFD watches over the path to it, if it does; changes while a session lives
/// @param policy what may come from it and what may go to it; changes while a session lives
public record PeerConfig(
        Endpoint endpoint,
        int port,
        RemoteAs remoteAs,
        Set<AddressFamily> families,
        Timers timers,
        AddPath addPath,
        TcpOptions tcp,
        SessionOptions session,
        Optional<BfdProfile> bfd,
        PeerPolicy policy) {
    public static final int BGP_PORT = 179;

    /// RFC 4271 §10.
    ///
    /// @param hold zero (no keepalives) or 3 s to 65535 s
    /// @param keepalive at most the hold time; used as is, or a third of the negotiated hold time when that is less
    /// @param connectRetry pause between attempts, shortened by up to a quarter so that peers do not march in step
    /// @param sendHold how long the peer may leave unread what we send; empty: what RFC 9687 suggests
    public record Timers(Duration hold, Duration keepalive, Duration connectRetry, Optional<Duration> sendHold) {
        /// 180 s, 60 s and 30 s: what FRR uses under frr-k8s.
        public static final Timers DEFAULT =
                new Timers(Duration.ofSeconds(180), Duration.ofSeconds(60), Duration.ofSeconds(30));

        private static final Duration SHORTEST_SEND_HOLD = Duration.ofMinutes(8);

        public Timers(Duration hold, Duration keepalive, Duration connectRetry) {
            this(hold, keepalive, connectRetry, Optional.empty());
        }

        public Timers {
            if (sendHold.filter(time -> time.toMillis() < 1).isPresent()) {
                throw new IllegalArgumentException("send hold time " + sendHold.get() + " is not positive");
            }
            if (!hold.isZero() && (hold.toSeconds() < 3 || hold.toSeconds() > 65535)) {
                throw new IllegalArgumentException("hold time " + hold + " is neither 0 nor 3 s to 65535 s");
            }
            if (keepalive.isNegative() || keepalive.compareTo(hold) > 0) {
                throw new IllegalArgumentException(
                        "keepalive time " + keepalive + " is not within 0 and the hold time");
            }
            if (connectRetry.toMillis() < 1) {
                throw new IllegalArgumentException("connect retry time " + connectRetry + " is not positive");
            }
        }

        /// RFC 9687 §4: eight minutes, or twice the negotiated hold time when that is more.
        public Duration sendHold(Duration negotiatedHold) {
            Duration twice = negotiatedHold.multipliedBy(2);
            return sendHold.orElse(twice.compareTo(SHORTEST_SEND_HOLD) > 0 ? twice : SHORTEST_SEND_HOLD);
        }
    }

    public PeerConfig {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not within 1 to 65535");
        }
        if (families.isEmpty()) {
            throw new IllegalArgumentException("peer " + endpoint.text() + " has no address family");
        }
        families = Set.copyOf(families);
    }

    /// A peer that connects and accepts on port 179, in the family of its address, and exchanges nothing until its
    /// policy permits something.
    public static PeerConfig of(IpAddress address, long as) {
        return builder(address, as).build();
    }

    /// Begins with what [#of] has.
    public static Builder builder(IpAddress address, long as) {
        return builder(address, RemoteAs.of(as));
    }

    public static Builder builder(IpAddress address, RemoteAs remoteAs) {
        return builder(new Endpoint.Address(address), remoteAs);
    }

    /// An unnumbered peer begins with both families.
    public static Builder builder(Endpoint endpoint, RemoteAs remoteAs) {
        return new Builder(endpoint, remoteAs);
    }

    /// The same at another address.
    PeerConfig at(IpAddress address) {
        return toBuilder(new Endpoint.Address(address)).build();
    }

    /// Begins with what this one has.
    public Builder toBuilder() {
        return toBuilder(endpoint);
    }

    private Builder toBuilder(Endpoint there) {
        return new Builder(there, remoteAs)
                .port(port)
                .families(families)
                .timers(timers)
                .addPath(addPath)
                .tcp(tcp)
                .session(session)
                .bfd(bfd)
                .policy(policy);
    }

    public PeerId id() {
        return new PeerId(tcp.vrf().map(vrf -> endpoint.text() + "@" + vrf).orElseGet(endpoint::text));
    }

    /// Whether its session is to be kept down ([SessionOptions#shutdown]).
    public boolean isShutDown() {
        return session.shutdown().isPresent();
    }

    public PeerConfig withPolicy(PeerPolicy policy) {
        return toBuilder().policy(policy).build();
    }

    /// True when `other` differs at most in what can change while a session lives: its policy, BFD, and TCP-AO keys as
    /// long as one stays.
    public boolean hasSameSession(PeerConfig other) {
        return tcp.protection().rollsOverTo(other.tcp.protection())
                && other.toBuilder()
                        .policy(policy)
                        .bfd(bfd)
                        .tcp(theirs -> theirs.withProtection(tcp.protection()))
                        .build()
                        .equals(this);
    }

    /// Says what differs from the defaults; checked by [#build].
    public static final class Builder {
        private final Endpoint endpoint;
        private final RemoteAs remoteAs;
        private int port = BGP_PORT;
        private Set<AddressFamily> families;
        private Timers timers = Timers.DEFAULT;
        private AddPath addPath = AddPath.DEFAULT;
        private TcpOptions tcp = TcpOptions.DEFAULT;
        private SessionOptions session = SessionOptions.DEFAULT;
        private Optional<BfdProfile> bfd = Optional.empty();
        private PeerPolicy policy = PeerPolicy.NOTHING;

        private Builder(Endpoint endpoint, RemoteAs remoteAs) {
            this.endpoint = endpoint;
            this.remoteAs = remoteAs;
            this.families = switch (endpoint) {
                case Endpoint.Address(IpAddress address) -> Set.of(address.family());
                case Endpoint.Interface _ -> Set.of(AddressFamily.values());
            };
        }

        public Builder port(int port) {
            this.port = port;
            return this;
        }

        public Builder families(Set<AddressFamily> families) {
            this.families = families;
            return this;
        }

        public Builder families(AddressFamily... families) {
            return families(Set.of(families));
        }

        public Builder timers(Timers timers) {
            this.timers = timers;
            return this;
        }

        public Builder addPath(AddPath addPath) {
            this.addPath = addPath;
            return this;
        }

        public Builder tcp(TcpOptions tcp) {
            this.tcp = tcp;
            return this;
        }

        /// Changes one thing of what is there: `tcp(tcp -> tcp.withPassive(true))`.
        public Builder tcp(UnaryOperator<TcpOptions> change) {
            return tcp(change.apply(tcp));
        }

        public Builder session(SessionOptions session) {
            this.session = session;
            return this;
        }

        /// Changes one thing of what is there.
        public Builder session(UnaryOperator<SessionOptions> change) {
            return session(change.apply(session));
        }

        public Builder bfd(BfdProfile bfd) {
            return bfd(Optional.of(bfd));
        }

        /// As another configuration has it, or none.
        public Builder bfd(Optional<BfdProfile> bfd) {
            this.bfd = bfd;
            return this;
        }

        public Builder policy(PeerPolicy policy) {
            this.policy = policy;
            return this;
        }

        public Builder policy(UnaryOperator<PeerPolicy> change) {
            return policy(change.apply(policy));
        }

        /// @throws IllegalArgumentException that names what cannot be
        public PeerConfig build() {
            return new PeerConfig(endpoint, port, remoteAs, families, timers, addPath, tcp, session, bfd, policy);
        }
    }
}
