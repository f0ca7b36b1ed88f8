package io.barewire.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.libc.Errno;
import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.netlink.NetlinkReader;
import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.Rtnetlink;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A routing table that answers as Linux does: one route per prefix and metric, `NLM_F_REPLACE` blind to the
/// protocol, gateways that may be out of reach. Fails the test when an operation hits another protocol's route.
final class ModelKernel {
    /// What the kernel goes by when it replaces.
    record Place(Prefix prefix, long metric) {}

    final Map<Place, Route> table = new HashMap<>();
    final Set<IpAddress> unreachable = new HashSet<>();
    int operations;

    /// Does what the messages ask for.
    ///
    /// @return for each message 0, or the error number
    List<Integer> apply(FibBatch batch) {
        List<Integer> answers = new ArrayList<>();
        NetlinkReader.read(
                batch.messages().octets(),
                message -> answers.add(apply(assertInstanceOf(RouteChanged.class, message))));
        assertEquals(batch.size(), answers.size());
        return answers;
    }

    private int apply(RouteChanged change) {
        operations++;
        Route route = change.route();
        Place key = new Place(route.destination(), route.metric());
        Route present = table.get(key);
        if (change.removed()) {
            if (present == null || present.protocol() != route.protocol() || present.type() != route.type()) {
                return Errno.ESRCH;
            }
            table.remove(key);
            return 0;
        }
        if (change.header().has(Rtnetlink.NLM_F_EXCL)) {
            return present != null ? Errno.EEXIST : put(key, route);
        }
        assertTrue(change.header().has(Rtnetlink.NLM_F_REPLACE));
        if (present != null) {
            assertEquals(186, present.protocol(), "overwrote " + present);
        }
        return put(key, route);
    }

    private int put(Place key, Route route) {
        for (Hop hop : route.hops()) {
            if (hop.gateway().filter(unreachable::contains).isPresent()) {
                return Errno.ENETUNREACH;
            }
        }
        table.put(key, asRead(route));
        return 0;
    }

    /// The kernel fills in the interface, for an IPv6 blackhole that of the loopback.
    static Route asRead(Route route) {
        return new Route(
                route.destination(),
                route.table(),
                route.protocol(),
                route.type(),
                route.tos(),
                route.metric(),
                route.type() == Rtnetlink.RTN_BLACKHOLE && route.destination().family() == AddressFamily.IPV6
                        ? List.of(new Hop(Optional.empty(), 1, 1))
                        : route.hops().stream()
                                .map(hop -> new Hop(hop.gateway(), 3, hop.weight()))
                                .toList(),
                route.nextHopId());
    }

    void read(FibBook book) {
        book.startReading();
        List<Route> routes = new ArrayList<>(table.values());
        routes.forEach(book::read);
        book.finishReading();
    }
}
