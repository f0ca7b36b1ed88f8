package io.barewire.ovn;

import io.barewire.ovn.ovsdb.Mirror;
import io.barewire.ovn.ovsdb.Row;
import io.barewire.ovn.ovsdb.RowChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Rows that changed since they were last looked at, merged by row: so that somebody who looks late has no more to
/// look at than the database has rows. A row that is gone is empty.
///
/// @param fresh the first of a connection: rows that are not here are not there
record NorthboundNews(
        boolean fresh,
        Map<UUID, Optional<Row>> globals,
        Map<UUID, Optional<Row>> routers,
        Map<UUID, Optional<Row>> routes,
        Map<UUID, Optional<Row>> watchers) {
    static NorthboundNews none() {
        return new NorthboundNews(false, new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    /// All rows of a mirror.
    static NorthboundNews all(Mirror mirror, boolean bfd) {
        NorthboundNews all =
                new NorthboundNews(true, new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        all.putAll(Northbound.NB_GLOBAL, mirror);
        all.putAll(Northbound.LOGICAL_ROUTER, mirror);
        all.putAll(Northbound.STATIC_ROUTE, mirror);
        if (bfd) {
            all.putAll(Northbound.BFD, mirror);
        }
        return all;
    }

    private void putAll(String table, Mirror mirror) {
        mirror.rows(table).forEach(row -> table(table).put(row.uuid(), Optional.of(row)));
    }

    void add(List<RowChange> changes) {
        changes.forEach(change -> table(change.table()).put(change.uuid(), change.after()));
    }

    boolean isEmpty() {
        return !fresh && globals.isEmpty() && routers.isEmpty() && routes.isEmpty() && watchers.isEmpty();
    }

    private Map<UUID, Optional<Row>> table(String table) {
        return switch (table) {
            case Northbound.NB_GLOBAL -> globals;
            case Northbound.LOGICAL_ROUTER -> routers;
            case Northbound.STATIC_ROUTE -> routes;
            case Northbound.BFD -> watchers;
            default -> throw new IllegalArgumentException("table " + table + " was not asked for");
        };
    }
}
