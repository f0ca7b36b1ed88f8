package io.barewire.ovn;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Optional;
import java.util.UUID;

/// A row of `Logical_Router_Static_Route`, as far as we look at it. The database checks none of its texts.
///
/// @param prefix that `ipPrefix` says; empty when it is no prefix
/// @param gateway that `nextHop` says; empty when it is no address
/// @param owner the value of `k8s.ovn.org/owner-controller` in `external_ids`; empty without one
/// @param policy `dst-ip` or `src-ip`; empty: by destination
/// @param routeTable empty for that of every packet
record StaticRoute(
        UUID uuid,
        String ipPrefix,
        Optional<Prefix> prefix,
        String nextHop,
        Optional<IpAddress> gateway,
        Optional<String> outputPort,
        String owner,
        String policy,
        String routeTable,
        Optional<UUID> bfd) {
    /// The key in `external_ids` by which writers know their rows.
    static final String OWNER_KEY = "k8s.ovn.org/owner-controller";

    static StaticRoute of(
            UUID uuid,
            String ipPrefix,
            String nextHop,
            Optional<String> outputPort,
            String owner,
            String policy,
            String routeTable,
            Optional<UUID> bfd) {
        return new StaticRoute(
                uuid,
                ipPrefix,
                prefix(ipPrefix),
                nextHop,
                gateway(nextHop),
                outputPort,
                owner,
                policy,
                routeTable,
                bfd);
    }

    /// As for northd, bits behind the length do not count, and an address is a host's prefix.
    static Optional<Prefix> prefix(String ipPrefix) {
        try {
            if (ipPrefix.indexOf('/') < 0) {
                IpAddress host = IpAddress.parse(ipPrefix);
                return Optional.of(Prefix.of(host, host.family().bits()));
            }
            return Optional.of(Prefix.parse(ipPrefix));
        } catch (IllegalArgumentException noPrefix) {
            return Optional.empty();
        }
    }

    static Optional<IpAddress> gateway(String nextHop) {
        try {
            return Optional.of(IpAddress.parse(nextHop));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    boolean leadsTo(IpAddress other) {
        return gateway.isPresent() && gateway.get().equals(other);
    }

    /// Packets are chosen by destination, in every table: what all routes of ours are like.
    boolean isPlain() {
        return routeTable.isEmpty() && isByDestination();
    }

    boolean isByDestination() {
        return policy.isEmpty() || policy.equals("dst-ip");
    }
}
