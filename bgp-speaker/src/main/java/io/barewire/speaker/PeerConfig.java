package io.barewire.speaker;

import io.barewire.rib.PeerId;
import io.barewire.rib.PrefixFilter;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// One configured peer.
///
/// @param address where to connect, and the only source from which a connection is accepted
/// @param port remote TCP port to connect to
/// @param as the AS number its OPEN must show
/// @param families unicast families to offer
/// @param timers what we ask for; the hold time is negotiated down to the smaller one
/// @param passive never connect, only accept
/// @param multihop an external peer need not be on a connected network
/// @param sourceAddress the local address to connect from
/// @param importFilter which of its prefixes are used; others are kept and shown, but not used
/// @param exportFilter which prefixes are told to it
/// @param maximumPrefixes more received prefixes than this end the session with Cease 6/1 (RFC 4486), so that no
///     peer can fill our memory
public record PeerConfig(
        IpAddress address,
        int port,
        long as,
        Set<AddressFamily> families,
        Timers timers,
        boolean passive,
        boolean multihop,
        Optional<IpAddress> sourceAddress,
        PrefixFilter importFilter,
        PrefixFilter exportFilter,
        int maximumPrefixes) {
    public static final int BGP_PORT = 179;
    public static final int DEFAULT_MAXIMUM_PREFIXES = 2_000_000;

    /// RFC 4271 §10.
    ///
    /// @param hold zero (no keepalives) or 3 s to 65535 s
    /// @param keepalive at most the hold time; used as is, or a third of the negotiated hold time when that is less
    /// @param connectRetry pause between attempts, shortened by up to a quarter so that peers do not march in step
    public record Timers(Duration hold, Duration keepalive, Duration connectRetry) {
        /// 180 s, 60 s and 30 s: what FRR uses under frr-k8s.
        public static final Timers DEFAULT =
                new Timers(Duration.ofSeconds(180), Duration.ofSeconds(60), Duration.ofSeconds(30));

        public Timers {
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
    }

    public PeerConfig {
        if (address.isUnspecified() || address.isMulticast()) {
            throw new IllegalArgumentException(address + " cannot be a peer's address");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not within 1 to 65535");
        }
        if (as < 1 || as > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("AS " + as + " is not within 1 to 4294967295");
        }
        if (families.isEmpty()) {
            throw new IllegalArgumentException("peer " + address + " has no address family");
        }
        if (maximumPrefixes < 1) {
            throw new IllegalArgumentException("maximum prefixes " + maximumPrefixes + " is not positive");
        }
        families = Set.copyOf(families);
    }

    /// A peer that connects and accepts on port 179, in the family of its address, and exchanges nothing until
    /// filters are set.
    public static PeerConfig of(IpAddress address, long as) {
        return new PeerConfig(
                address,
                BGP_PORT,
                as,
                Set.of(address.family()),
                Timers.DEFAULT,
                false,
                false,
                Optional.empty(),
                PrefixFilter.NONE,
                PrefixFilter.NONE,
                DEFAULT_MAXIMUM_PREFIXES);
    }

    public PeerId id() {
        return new PeerId(address.toString());
    }

    public PeerConfig withFilters(PrefixFilter importFilter, PrefixFilter exportFilter) {
        return new PeerConfig(
                address,
                port,
                as,
                families,
                timers,
                passive,
                multihop,
                sourceAddress,
                importFilter,
                exportFilter,
                maximumPrefixes);
    }

    /// True when `other` differs at most in what can change while a session lives: filters and the prefix limit.
    boolean hasSameSession(PeerConfig other) {
        return new PeerConfig(
                        other.address,
                        other.port,
                        other.as,
                        other.families,
                        other.timers,
                        other.passive,
                        other.multihop,
                        other.sourceAddress,
                        importFilter,
                        exportFilter,
                        maximumPrefixes)
                .equals(this);
    }
}
