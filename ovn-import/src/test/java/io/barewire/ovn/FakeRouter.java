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
                case RowEdit.Update(UUID row, Prefix prefix, IpAddress hop, Optional<UUID> bfd, boolean _) -> {
                    if (rows.containsKey(row) && rows.get(row).owner().equals(owner)) {
                        put(ours(row, prefix, hop, bfd));
                    }
                }
                case RowEdit.Delete(UUID row) -> remove(row);
            }
        }
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
