package io.barewire.fib;

import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The routes of one table that lead to next hops, for longest matches: all but those of our own protocol, so that no
/// BGP route ever is the way to its own next hop. A table has few of these beside many of ours.
///
/// Kept up to date from notifications. Where one leaves a doubt, [#apply] says so, and the table is to be read again.
final class RouteView {
    private final int ownProtocol;
    private final Map<Prefix, List<Route>> routes = new HashMap<>();
    /// How many prefixes there are of each length.
    private final int[] ipv4Lengths = new int[AddressFamily.IPV4.bits() + 1];

    private final int[] ipv6Lengths = new int[AddressFamily.IPV6.bits() + 1];

    /// The routes of the longest prefix that contains an address, the preferred one first.
    record Match(Prefix prefix, List<Route> routes) {}

    RouteView(int ownProtocol) {
        this.ownProtocol = ownProtocol;
    }

    Optional<Match> longestMatch(IpAddress address) {
        int[] lengths = lengths(address.family());
        for (int length = lengths.length - 1; length >= 0; length--) {
            if (lengths[length] > 0) {
                Prefix prefix = Prefix.of(address, length);
                List<Route> found = routes.get(prefix);
                if (found != null) {
                    return Optional.of(new Match(prefix, List.copyOf(found)));
                }
            }
        }
        return Optional.empty();
    }

    /// Whether there is a route for just this prefix, or for one within it if that will do.
    boolean has(Prefix prefix, boolean orWithin) {
        return routes.containsKey(prefix)
                || (orWithin && routes.keySet().stream().anyMatch(prefix::contains));
    }

    /// One route of a reading.
    void read(Route route) {
        if (counts(route)) {
            add(route);
        }
    }

    /// Takes in a notification.
    ///
    /// @param replacing the route took the place of another (`NLM_F_REPLACE`)
    /// @return false when only a reading can tell what is in the table
    boolean apply(Route route, boolean removed, boolean replacing) {
        if (route.tos() != 0) {
            return true;
        }
        List<Route> there = routes.getOrDefault(route.destination(), List.of()).stream()
                .filter(one -> one.metric() == route.metric())
                .toList();
        if (removed) {
            return counts(route) ? remove(route, there) : true;
        }
        boolean isIpv6 = route.destination().family() == AddressFamily.IPV6;
        if (replacing && !there.isEmpty()) {
            // IPv4 replaces the first of its metric, IPv6 all.
            (isIpv6 ? there : there.subList(0, 1)).forEach(this::take);
        } else if (isIpv6) {
            // A hop that was appended comes with those that were there.
            there.stream().filter(one -> one.protocol() == route.protocol()).forEach(this::take);
        }
        if (counts(route)) {
            add(route);
        }
        return true;
    }

    private boolean remove(Route gone, List<Route> there) {
        if (there.contains(gone)) {
            take(gone);
            return true;
        }
        for (Route one : there) {
            // IPv6 tells of each hop by itself when it leaves a multipath route.
            List<Hop> left = one.hops().stream()
                    .filter(hop -> !gone.hops().contains(hop))
                    .toList();
            if (one.protocol() == gone.protocol() && left.size() < one.hops().size()) {
                take(one);
                if (!left.isEmpty()) {
                    add(withHops(one, left));
                }
                return true;
            }
        }
        return there.isEmpty();
    }

    /// A link was set down: IPv4 routes that have no other way out leave with it, without a word from the kernel.
    void linkDown(int interfaceIndex) {
        List<Route> gone = new ArrayList<>();
        for (List<Route> ofPrefix : routes.values()) {
            for (Route route : ofPrefix) {
                if (route.destination().family() == AddressFamily.IPV4
                        && !route.hops().isEmpty()
                        && route.hops().stream().allMatch(hop -> hop.interfaceIndex() == interfaceIndex)) {
                    gone.add(route);
                }
            }
        }
        gone.forEach(this::take);
    }

    private boolean counts(Route route) {
        return route.protocol() != ownProtocol && route.tos() == 0;
    }

    private void add(Route route) {
        List<Route> ofPrefix = routes.computeIfAbsent(route.destination(), prefix -> {
            lengths(prefix.family())[prefix.length()]++;
            return new ArrayList<>(1);
        });
        if (!ofPrefix.contains(route)) {
            ofPrefix.add(route);
            ofPrefix.sort(Comparator.comparingLong(Route::metric));
        }
    }

    private void take(Route route) {
        Prefix prefix = route.destination();
        List<Route> ofPrefix = routes.getOrDefault(prefix, List.of());
        if (ofPrefix.remove(route) && ofPrefix.isEmpty()) {
            routes.remove(prefix);
            lengths(prefix.family())[prefix.length()]--;
        }
    }

    private static Route withHops(Route route, List<Hop> hops) {
        return new Route(
                route.destination(),
                route.table(),
                route.protocol(),
                route.type(),
                route.tos(),
                route.metric(),
                hops,
                route.nextHopId());
    }

    private int[] lengths(AddressFamily family) {
        return switch (family) {
            case IPV4 -> ipv4Lengths;
            case IPV6 -> ipv6Lengths;
        };
    }
}
