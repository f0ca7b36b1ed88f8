package io.barewire.ovn;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// The difference between the next hops that a prefix should have and the rows of ours that it has. Doing what it
/// says and asking again gives nothing.
///
/// @param router for the port that rows name
/// @param bfd the rows of `BFD` that watch next hops at that port; empty: the column is somebody else's
record RouteDiff(GatewayRouter router, Optional<Map<IpAddress, UUID>> bfd) {
    /// @param wanted none twice
    /// @param ours rows of our owner under this prefix
    /// @param fresh makes names of new rows
    /// @param changes where it is added
    void add(
            Prefix prefix,
            List<IpAddress> wanted,
            List<StaticRoute> ours,
            Supplier<UUID> fresh,
            List<RowEdit> changes) {
        if (ours.isEmpty()) {
            for (IpAddress gateway : wanted) {
                changes.add(insert(prefix, gateway, fresh));
            }
            return;
        }
        List<IpAddress> missing = new ArrayList<>(wanted);
        Deque<StaticRoute> surplus = new ArrayDeque<>();
        for (StaticRoute row : ours) {
            Optional<IpAddress> match = missing.stream().filter(row::leadsTo).findFirst();
            if (match.isEmpty()) {
                surplus.add(row);
                continue;
            }
            missing.remove(match.get());
            if (!isRight(row, match.get())) {
                changes.add(update(row, match.get()));
            }
        }
        for (IpAddress gateway : missing) {
            StaticRoute reused = surplus.poll();
            changes.add(reused == null ? insert(prefix, gateway, fresh) : update(reused, gateway));
        }
        surplus.forEach(row -> changes.add(new RowEdit.Delete(row.uuid())));
    }

    private RowEdit insert(Prefix prefix, IpAddress gateway, Supplier<UUID> fresh) {
        return new RowEdit.Insert(fresh.get(), prefix, gateway, watcher(gateway));
    }

    private RowEdit update(StaticRoute row, IpAddress gateway) {
        return new RowEdit.Update(
                row,
                new StaticRoute(
                        row.uuid(),
                        row.ipPrefix(),
                        row.prefix(),
                        row.leadsTo(gateway) ? row.nextHop() : gateway.toString(),
                        Optional.of(gateway),
                        Optional.of(router.outputPort()),
                        row.owner(),
                        row.isByDestination() ? row.policy() : "",
                        "",
                        bfd.isEmpty() ? row.bfd() : watcher(gateway)));
    }

    boolean agrees(List<IpAddress> wanted, List<StaticRoute> ours) {
        if (wanted.size() != ours.size()) {
            return false;
        }
        for (IpAddress gateway : wanted) {
            if (!leads(gateway, ours)) {
                return false;
            }
        }
        return true;
    }

    private boolean leads(IpAddress gateway, List<StaticRoute> ours) {
        for (StaticRoute row : ours) {
            if (row.leadsTo(gateway) && isRight(row, gateway)) {
                return true;
            }
        }
        return false;
    }

    private boolean isRight(StaticRoute row, IpAddress gateway) {
        return row.isPlain()
                && row.outputPort().isPresent()
                && row.outputPort().get().equals(router.outputPort())
                && (bfd.isEmpty() || row.bfd().equals(watcher(gateway)));
    }

    private Optional<UUID> watcher(IpAddress gateway) {
        return bfd.map(rows -> rows.get(gateway));
    }
}
