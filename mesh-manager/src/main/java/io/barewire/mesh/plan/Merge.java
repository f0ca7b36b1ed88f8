package io.barewire.mesh.plan;

import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.NamedBfdProfile;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.ToAdvertise;
import io.barewire.rib.Community;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.PeerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Joins routers that several objects define for one VRF, by frr-k8s' rules: an object can only add to what others
/// say. What is equal but for one saying nothing is no conflict; of sets there is the union; everything else must be
/// equal. A neighbor is the same when its address is, however it is written.
///
/// What a default is differs from frr-k8s in one thing: a value equal to its default is kept, not dropped.
final class Merge {
    /// One router for each VRF, or why that cannot be.
    sealed interface Outcome {
        /// @param routers by VRF, the default one first
        record Merged(SortedMap<String, Router> routers) implements Outcome {}

        /// @param path of the later object's neighbor; empty when it is about the router
        record Conflict(String path, String reason) implements Outcome {}
    }

    private static final Duration DEFAULT_HOLD = Duration.ofMinutes(3);
    private static final Duration DEFAULT_KEEPALIVE = Duration.ofMinutes(1);

    /// What frr-k8s compares with, whatever FRR then uses.
    private static final Duration DEFAULT_CONNECT = Duration.ofMinutes(1);

    private Merge() {}

    /// All of one object's routers on top of what is there already.
    static Outcome merge(SortedMap<String, Router> base, FrrConfiguration more) {
        SortedMap<String, Router> merged = new TreeMap<>(base);
        for (Router router : more.routers()) {
            Router before = merged.get(router.vrf());
            // A router alone may have one neighbor twice.
            switch (join(
                    before == null ? router.withNeighbors(List.of()) : before,
                    router,
                    more.key().name())) {
                case Joined.One(Router all) -> merged.put(router.vrf(), all);
                case Joined.Not(Outcome.Conflict conflict) -> {
                    return conflict;
                }
            }
        }
        return new Outcome.Merged(Collections.unmodifiableSortedMap(merged));
    }

    private sealed interface Joined {
        record One(Router router) implements Joined {}

        record Not(Outcome.Conflict conflict) implements Joined {}
    }

    /// @param object that `other` is of
    private static Joined join(Router one, Router other, String object) {
        if (one.asn() != other.asn()) {
            return conflict(
                    "different asns (" + one.asn() + " != " + other.asn() + ") specified for same vrf: " + one.vrf());
        }
        if (one.id().isPresent() && other.id().isPresent() && !one.id().equals(other.id())) {
            return conflict("different router ids (" + one.id().get() + " != "
                    + other.id().get() + ") specified for same vrf: " + one.vrf());
        }
        Map<Endpoint, Neighbor> neighbors = new LinkedHashMap<>();
        one.neighbors().forEach(neighbor -> neighbors.put(neighbor.endpoint(), neighbor));
        for (Neighbor neighbor : other.neighbors()) {
            Neighbor known = neighbors.get(neighbor.endpoint());
            Optional<String> difference =
                    known == null ? Optional.empty() : difference(known, neighbor, one.vrf(), object);
            if (difference.isPresent()) {
                return new Joined.Not(new Outcome.Conflict(neighbor.path(), difference.get()));
            }
            neighbors.put(neighbor.endpoint(), known == null ? neighbor : join(known, neighbor));
        }
        return new Joined.One(new Router(
                one.vrf(),
                one.asn(),
                one.id().or(other::id),
                union(Set.copyOf(one.prefixes()), Set.copyOf(other.prefixes())).stream()
                        .sorted()
                        .toList(),
                union(one.imports(), other.imports()),
                List.copyOf(neighbors.values())));
    }

    private static Joined conflict(String reason) {
        return new Joined.Not(new Outcome.Conflict("", reason));
    }

    private static Optional<String> difference(Neighbor one, Neighbor other, String vrf, String object) {
        String name = one.endpoint().text() + (vrf.isEmpty() ? "" : "-" + vrf);
        return sessionDifference(one, other)
                .map(what -> what + " specified for " + name)
                .or(() -> profileDifference(one, other)
                        .map(profile -> "duplicate bfd profile name " + profile + " with different values for config "
                                + object))
                .or(() -> advertisingDifference(one.toAdvertise(), other.toAdvertise())
                        .map(what ->
                                "could not merge outgoing for neighbor " + name + " vrf " + vrf + ", err: " + what));
    }

    private static Optional<String> sessionDifference(Neighbor one, Neighbor other) {
        if (!one.as().equals(other.as())) {
            return Optional.of("multiple asns");
        }
        if (!one.port().orElse(PeerConfig.BGP_PORT).equals(other.port().orElse(PeerConfig.BGP_PORT))) {
            return Optional.of("multiple ports");
        }
        if (!one.source().equals(other.source())) {
            return Optional.of("multiple source addresses");
        }
        if (!one.password().equals(other.password())) {
            return Optional.of("multiple passwords");
        }
        if (!one.localAsn().equals(other.localAsn())) {
            return Optional.of("multiple localASNs");
        }
        if (one.ebgpMultiHop() != other.ebgpMultiHop()) {
            return Optional.of("conflicting ebgp-multihop");
        }
        if (one.dualStack() != other.dualStack()) {
            return Optional.of("conflicting advertiseDualStack");
        }
        if (differ(one.holdTime(), other.holdTime(), DEFAULT_HOLD)) {
            return Optional.of("multiple hold times");
        }
        if (differ(one.keepaliveTime(), other.keepaliveTime(), DEFAULT_KEEPALIVE)) {
            return Optional.of("multiple keepalive times");
        }
        if (differ(one.connectTime(), other.connectTime(), DEFAULT_CONNECT)) {
            return Optional.of("multiple connect times");
        }
        if (one.bfdProfile().isPresent()
                && other.bfdProfile().isPresent()
                && !one.bfdProfile()
                        .get()
                        .name()
                        .equals(other.bfdProfile().get().name())) {
            return Optional.of("multiple bfd profiles");
        }
        return Optional.empty();
    }

    /// The name that two objects give to different profiles. frr-k8s minds that of any two, we of those that meet in a
    /// neighbor.
    private static Optional<String> profileDifference(Neighbor one, Neighbor other) {
        return one.bfdProfile()
                .filter(profile -> other.bfdProfile().isPresent()
                        && !profile.profile().equals(other.bfdProfile().get().profile()))
                .map(NamedBfdProfile::name);
    }

    private static Optional<String> advertisingDifference(ToAdvertise one, ToAdvertise other) {
        for (AddressFamily family : AddressFamily.values()) {
            IpAddress nextHop = one.nextHops().get(family);
            IpAddress otherNextHop = other.nextHops().get(family);
            if (nextHop != null && otherNextHop != null && !nextHop.equals(otherNextHop)) {
                return Optional.of((family == AddressFamily.IPV4 ? "ipv4" : "ipv6") + " next hop: multiple next hops ("
                        + nextHop + " != " + otherNextHop + ") specified");
            }
        }
        return one.localPrefs().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> !other.localPrefs()
                        .getOrDefault(entry.getKey(), entry.getValue())
                        .equals(entry.getValue()))
                .map(entry -> "multiple local prefs (" + entry.getValue() + " != "
                        + other.localPrefs().get(entry.getKey()) + ") specified for prefix " + entry.getKey())
                .findFirst();
    }

    private static boolean differ(Optional<Duration> one, Optional<Duration> other, Duration byDefault) {
        return !one.orElse(byDefault).equals(other.orElse(byDefault));
    }

    private static Neighbor join(Neighbor one, Neighbor other) {
        return new Neighbor(
                one.path(),
                one.endpoint(),
                one.as(),
                one.port().or(other::port),
                one.source(),
                one.password(),
                one.holdTime().or(other::holdTime),
                one.keepaliveTime().or(other::keepaliveTime),
                one.connectTime().or(other::connectTime),
                one.ebgpMultiHop(),
                one.dualStack(),
                one.bfdProfile().or(other::bfdProfile),
                one.localAsn(),
                one.gracefulRestart() || other.gracefulRestart(),
                join(one.toAdvertise(), other.toAdvertise()),
                one.toReceive().or(other.toReceive()));
    }

    private static ToAdvertise join(ToAdvertise one, ToAdvertise other) {
        Map<AddressFamily, IpAddress> nextHops = new HashMap<>(one.nextHops());
        nextHops.putAll(other.nextHops());
        Map<Prefix, Long> localPrefs = new HashMap<>(one.localPrefs());
        localPrefs.putAll(other.localPrefs());
        Map<Prefix, Set<Community>> communities = new HashMap<>(one.communities());
        other.communities().forEach((prefix, more) -> communities.merge(prefix, more, Merge::union));
        return new ToAdvertise(union(one.allowed(), other.allowed()), nextHops, localPrefs, communities);
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }
}
