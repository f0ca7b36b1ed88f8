package io.barewire.ovn;

import io.barewire.testkit.Rng;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// A router's static routes as the database keeps them, changed by us and by others; tells what changed since it
/// was last asked.
final class FakeRouter {
    final UUID uuid = new UUID(1, 1);
    final Map<UUID, StaticRoute> rows = new HashMap<>();
    private final Set<UUID> touched = new HashSet<>();
    private final GatewayRouter router;
    private final String owner;

    FakeRouter(GatewayRouter router, String owner) {
        this.router = router;
        this.owner = owner;
    }

    void put(StaticRoute row) {
        rows.put(row.uuid(), row);
        touched.add(row.uuid());
    }

    void remove(UUID row) {
        rows.remove(row);
        touched.add(row);
    }

    /// As the real one: all of a batch, and nothing is said of rows that are not there.
    void apply(List<RowEdit> changes) {
        for (RowEdit change : changes) {
            switch (change) {
                case RowEdit.Insert(UUID row, Prefix prefix, IpAddress hop, Optional<UUID> bfd) ->
                    put(ours(row, prefix, hop, bfd));
                case RowEdit.Update(StaticRoute seen, StaticRoute wanted) -> {
                    StaticRoute now = rows.get(seen.uuid());
                    if (now != null && now.owner().equals(owner)) {
                        put(changed(now, seen, wanted));
                    }
                }
                case RowEdit.Delete(UUID row) -> remove(row);
            }
        }
    }

    /// Columns that the change does not mean stay as they are now, which may be another way than it was decided by.
    private static StaticRoute changed(StaticRoute now, StaticRoute seen, StaticRoute wanted) {
        return StaticRoute.of(
                now.uuid(),
                now.ipPrefix(),
                column(StaticRoute::nextHop, now, seen, wanted),
                column(StaticRoute::outputPort, now, seen, wanted),
                now.owner(),
                column(StaticRoute::policy, now, seen, wanted),
                column(StaticRoute::routeTable, now, seen, wanted),
                column(StaticRoute::bfd, now, seen, wanted));
    }

    private static <T> T column(Function<StaticRoute, T> of, StaticRoute now, StaticRoute seen, StaticRoute wanted) {
        return of.apply(seen).equals(of.apply(wanted)) ? of.apply(now) : of.apply(wanted);
    }

    private StaticRoute ours(UUID row, Prefix prefix, IpAddress hop, Optional<UUID> bfd) {
        return StaticRoute.of(
                row, prefix.toString(), hop.toString(), Optional.of(router.outputPort()), owner, "", "", bfd);
    }

    void tell(RouterBook book) {
        List<StaticRoute> changed = new ArrayList<>();
        List<UUID> gone = new ArrayList<>();
        for (UUID row : touched) {
            if (rows.containsKey(row)) {
                changed.add(rows.get(row));
            } else {
                gone.add(row);
            }
        }
        touched.clear();
        book.observe(changed, gone);
    }

    /// A row as some other program may leave it, of ours or of theirs.
    static StaticRoute any(Rng rng, Prefix prefix, IpAddress hop, String owner, String port) {
        return StaticRoute.of(
                new UUID(rng.bits(), rng.bits()),
                rng.oneIn(15) ? "not-a-prefix" : prefix.toString(),
                rng.oneIn(15) ? rng.oneOf("discard", "not-an-address") : hop.toString(),
                rng.oneIn(8) ? Optional.empty() : Optional.of(rng.oneIn(10) ? "rtoj-GR_n1" : port),
                owner,
                rng.oneIn(15) ? rng.oneOf("src-ip", "dst-ip") : "",
                rng.oneIn(20) ? "7" : "",
                Optional.empty());
    }
}
