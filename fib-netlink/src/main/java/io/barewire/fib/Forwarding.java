package io.barewire.fib;

import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.Rtnetlink;
import java.util.Comparator;
import java.util.List;

/// What a route does with packets, without the prefix: the part of it that changes, and that is compared.
///
/// @param type `RTN_UNICAST`, or what someone else made of it
/// @param hops sorted, none twice: order means nothing to forwarding
/// @param nextHopId a next-hop object that holds the hops; 0 in what we write
record Forwarding(int type, List<Hop> hops, int nextHopId) {
    private static final Comparator<Hop> ORDER = Comparator.comparingInt(
                    (Hop hop) -> hop.gateway().isPresent() ? 1 : 0)
            .thenComparing((left, right) ->
                    left.gateway().isPresent() && right.gateway().isPresent()
                            ? left.gateway().get().compareTo(right.gateway().get())
                            : 0)
            .thenComparingInt(Hop::interfaceIndex);

    Forwarding {
        hops = hops.size() < 2
                ? List.copyOf(hops)
                : hops.stream().distinct().sorted(ORDER).toList();
    }

    static Forwarding unicast(List<Hop> hops) {
        return new Forwarding(Rtnetlink.RTN_UNICAST, hops, 0);
    }

    /// Nowhere: packets are dropped without a word.
    static Forwarding discard() {
        return new Forwarding(Rtnetlink.RTN_BLACKHOLE, List.of(), 0);
    }

    /// The kernel shows an IPv6 blackhole on the loopback interface, which says nothing.
    static Forwarding of(Route route) {
        return route.type() == Rtnetlink.RTN_BLACKHOLE
                ? discard()
                : new Forwarding(route.type(), route.hops(), route.nextHopId());
    }

    /// True when a route in the kernel that forwards like this does what `wanted` asks for. A wanted hop
    /// without an interface leaves that choice to the kernel. Hops that hang on a next-hop object are never
    /// good enough: the object has an owner, who takes the route along when removing it.
    boolean satisfies(Forwarding wanted) {
        if (type != wanted.type || nextHopId != wanted.nextHopId || hops.size() != wanted.hops.size()) {
            return false;
        }
        for (int i = 0; i < hops.size(); i++) {
            if (!satisfies(hops.get(i), wanted.hops.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean satisfies(Hop present, Hop wanted) {
        return present.gateway().equals(wanted.gateway())
                && present.weight() == wanted.weight()
                && (wanted.interfaceIndex() == 0 || wanted.interfaceIndex() == present.interfaceIndex());
    }
}
