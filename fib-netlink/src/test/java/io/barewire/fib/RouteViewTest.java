package io.barewire.fib;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.testkit.Rng;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteViewTest {
    private static final int BGP = 186;
    private static final int STATIC = 4;

    /// Held against a list that is searched from end to end.
    @Test
    void findsTheLongestMatchWhateverWasAddedAndRemoved() {
        forSeeds(500, rng -> {
            RouteView view = new RouteView(BGP);
            List<Route> model = new ArrayList<>();
            for (int step = rng.between(1, 80); step > 0; step--) {
                if (rng.oneIn(3) && !model.isEmpty()) {
                    Route gone = rng.oneOf(model);
                    model.remove(gone);
                    assertTrue(view.apply(gone, true, false));
                } else {
                    Route added = route(rng);
                    boolean replacing = rng.oneIn(3);
                    view.apply(added, false, replacing);
                    addTo(model, added, replacing);
                }
                IpAddress wanted = address(rng);
                assertEquals(search(model, wanted), view.longestMatch(wanted));
            }
        });
    }

    /// As the kernel does it: by prefix and metric.
    private static void addTo(List<Route> model, Route added, boolean replacing) {
        List<Route> there = model.stream()
                .filter(one -> one.destination().equals(added.destination()) && one.metric() == added.metric())
                .toList();
        boolean isIpv6 = added.destination().family() == AddressFamily.IPV6;
        if (replacing && !there.isEmpty()) {
            model.removeAll(isIpv6 ? there : there.subList(0, 1));
        } else if (isIpv6) {
            model.removeAll(there.stream()
                    .filter(one -> one.protocol() == added.protocol())
                    .toList());
        }
        if (added.protocol() != BGP && !model.contains(added)) {
            model.add(added);
        }
    }

    private static Optional<RouteView.Match> search(List<Route> model, IpAddress address) {
        Optional<Prefix> longest = model.stream()
                .map(Route::destination)
                .filter(prefix -> prefix.contains(address))
                .max(Comparator.comparingInt(Prefix::length));
        return longest.map(prefix -> new RouteView.Match(
                prefix,
                model.stream()
                        .filter(route -> route.destination().equals(prefix))
                        .sorted(Comparator.comparingLong(Route::metric))
                        .toList()));
    }

    private static Route route(Rng rng) {
        int length = rng.oneOf(0, 8, 15, 16, 24, 32);
        Prefix prefix = rng.oneIn(2)
                ? Prefix.of(address(rng, AddressFamily.IPV4), length)
                : Prefix.of(address(rng, AddressFamily.IPV6), 4 * length);
        return Route.unicast(
                prefix,
                254,
                rng.oneOf(STATIC, STATIC, 2, BGP),
                rng.oneOf(0L, 100L),
                List.of(new Hop(Optional.empty(), rng.between(1, 3), 1)));
    }

    private static IpAddress address(Rng rng) {
        return address(rng, rng.oneOf(AddressFamily.values()));
    }

    private static IpAddress address(Rng rng, AddressFamily family) {
        return switch (family) {
            case IPV4 ->
                IpAddress.ipv4(0x0A000000 | rng.between(0, 2) << 16 | rng.between(0, 2) << 8 | rng.between(0, 1));
            case IPV6 ->
                new IpAddress(
                        family,
                        0x20010db8_0000_0000L | (long) rng.between(0, 2) << 16 | rng.between(0, 1),
                        rng.between(0, 1));
        };
    }

    /// IPv6 tells of each hop by itself.
    @Test
    void aHopLeavesAMultipathRoute() {
        Prefix prefix = Prefix.parse("2001:db8::/32");
        Hop one = Hop.via(IpAddress.parse("fe80::1"), 1);
        Hop other = Hop.via(IpAddress.parse("fe80::2"), 2);
        RouteView view = new RouteView(BGP);
        view.read(Route.unicast(prefix, 254, STATIC, 1024, List.of(one, other)));
        assertTrue(view.apply(Route.unicast(prefix, 254, STATIC, 1024, List.of(one)), true, false));
        assertEquals(
                List.of(other),
                view.longestMatch(IpAddress.parse("2001:db8::5"))
                        .orElseThrow()
                        .routes()
                        .getFirst()
                        .hops());
        assertTrue(view.apply(Route.unicast(prefix, 254, STATIC, 1024, List.of(other)), true, false));
        assertEquals(Optional.empty(), view.longestMatch(IpAddress.parse("2001:db8::5")));
    }

    @Test
    void aRemovalThatDoesNotFitAsksForAReading() {
        Prefix prefix = Prefix.parse("10.0.0.0/8");
        RouteView view = new RouteView(BGP);
        view.read(Route.unicast(prefix, 254, STATIC, 0, List.of(Hop.via(IpAddress.parse("192.0.2.1"), 1))));
        assertFalse(view.apply(
                Route.unicast(prefix, 254, STATIC, 0, List.of(Hop.via(IpAddress.parse("192.0.2.9"), 2))), true, false));
        assertTrue(
                view.apply(Route.unicast(Prefix.parse("10.0.0.0/9"), 254, STATIC, 0, List.of()), true, false),
                "known to be gone");
    }
}
