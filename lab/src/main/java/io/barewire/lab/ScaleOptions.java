package io.barewire.lab;

import io.barewire.speaker.Secret;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a run is to do. Its compact constructor checks what needs no look at the machine.
///
/// @param sessions 1 to [#MOST_SESSIONS]
/// @param routes of each session
/// @param target empty: a Barewire speaker of our own
/// @param targetPids processes whose CPU and memory count as the target's
/// @param peerAs the target's AS
/// @param localAs the sessions' AS
/// @param sources where sessions come from, one address each; a single address is for all of them; empty: with a
///     target of our own, loopback addresses; else whatever the system chooses
/// @param prefixes where routes are taken from; empty: what is set aside for benchmarks (RFC 2544, RFC 5180), or with
///     a target of our own, which gives them to nobody, more
/// @param rampPerSecond how many sessions begin in a second; 0: all at once
/// @param hold how long sessions are held after all is quiet
/// @param flap how many sessions are ended and begun again at the end
/// @param holdTime what OPENs ask for; 0 or 3 to 65535 seconds
/// @param password TCP MD5 key of every session (RFC 2385)
/// @param probes how many updates are timed
/// @param patience how long to wait for the last session, and for the end of the target's updates
public record ScaleOptions(
        int sessions,
        int routes,
        Optional<InetSocketAddress> target,
        List<Long> targetPids,
        long peerAs,
        LocalAs localAs,
        Optional<Prefix> sources,
        Optional<Prefix> prefixes,
        int rampPerSecond,
        Duration hold,
        int flap,
        int holdTime,
        Optional<Secret> password,
        int probes,
        Duration patience) {
    public static final int MOST_SESSIONS = 50_000;

    private static final Prefix OWN_SOURCES = Prefix.parse("127.64.0.0/10");
    private static final Prefix OWN_PREFIXES = Prefix.parse("10.0.0.0/8");
    private static final Prefix BENCHMARK_IPV4 = Prefix.parse("198.18.0.0/15");
    private static final Prefix BENCHMARK_IPV6 = Prefix.parse("2001:2::/48");

    public ScaleOptions {
        targetPids = List.copyOf(targetPids);
        require(sessions >= 1 && sessions <= MOST_SESSIONS, "--sessions must be within 1 to " + MOST_SESSIONS);
        require(routes >= 0, "--routes must not be negative");
        require(probes >= 0 && probes <= 10_000, "--probes must be within 0 to 10000");
        require(rampPerSecond >= 0, "--ramp must not be negative");
        require(flap >= 0 && flap <= sessions, "--flap must be within 0 and --sessions");
        require(holdTime == 0 || (holdTime >= 3 && holdTime <= 65535), "--hold-time must be 0 or within 3 to 65535");
        require(peerAs >= 1 && peerAs <= 0xFFFFFFFFL, "--peer-as must be within 1 to 4294967295");
        localAs.requireFor(sessions);
        AddressFamily family = familyOf(target);
        Prefix from = routePrefix(target, prefixes);
        require(from.family() == family, "--prefixes must be of the target's family, " + family);
        long needed = probes + (long) sessions * routes;
        require(
                LabAddresses.roomForRoutes(from) >= needed,
                from + " has no room for " + needed + " routes; name a larger prefix that the lab may use: --prefixes");
        require(
                target.isPresent()
                        || sessions == 1
                        || sources.filter(prefix -> prefix.length() == family.bits())
                                .isEmpty(),
                "a target of our own keeps one session with an address; give --source-addresses a range in 127.0.0.0/8");
        sources.or(() -> target.isEmpty() ? Optional.of(OWN_SOURCES) : Optional.empty())
                .ifPresent(prefix -> {
                    require(prefix.family() == family, "--source-addresses must be of the target's family, " + family);
                    long room = LabAddresses.room(prefix, targetAddress(target));
                    require(
                            prefix.length() == family.bits() || room >= sessions,
                            "--source-addresses " + prefix + " has " + room + " addresses for " + sessions
                                    + " sessions; name a larger range");
                });
    }

    /// The target is a Barewire speaker of our own.
    boolean isOwnTarget() {
        return target.isEmpty();
    }

    boolean isInternal() {
        return localAs.first() == peerAs && !localAs.countsUp();
    }

    AddressFamily family() {
        return familyOf(target);
    }

    LabAddresses addresses() {
        return new LabAddresses(
                sources.or(() -> isOwnTarget() ? Optional.of(OWN_SOURCES) : Optional.empty()),
                targetAddress(target),
                routePrefix(target, prefixes),
                probes,
                routes);
    }

    private static Prefix routePrefix(Optional<InetSocketAddress> target, Optional<Prefix> prefixes) {
        return prefixes.orElseGet(() -> target.isEmpty()
                ? OWN_PREFIXES
                : switch (familyOf(target)) {
                    case IPV4 -> BENCHMARK_IPV4;
                    case IPV6 -> BENCHMARK_IPV6;
                });
    }

    private static AddressFamily familyOf(Optional<InetSocketAddress> target) {
        return targetAddress(target).family();
    }

    private static IpAddress targetAddress(Optional<InetSocketAddress> target) {
        return target.map(where -> IpAddress.of(where.getAddress())).orElse(OwnTarget.ADDRESS);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
