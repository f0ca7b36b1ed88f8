package io.barewire.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.fib.FibBook.Operation;
import io.barewire.libc.Errno;
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

    /// @return 0, or the error number
    int apply(Operation operation) {
        operations++;
        Route route = operation.route();
        Place key = new Place(route.destination(), route.metric());
        Route present = table.get(key);
        return switch (operation.step()) {
            case ADD -> {
                if (present != null) {
                    yield Errno.EEXIST;
                }
                yield put(key, route);
            }
            case REPLACE -> {
                if (present != null) {
                    assertEquals(186, present.protocol(), "overwrote " + present);
                }
                yield put(key, route);
            }
            case DELETE -> {
                if (present == null || present.protocol() != route.protocol() || present.type() != route.type()) {
                    yield Errno.ESRCH;
                }
                table.remove(key);
                yield 0;
            }
            case NOTHING, YIELD -> throw new AssertionError(operation.toString());
        };
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
