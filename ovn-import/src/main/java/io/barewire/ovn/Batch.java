package io.barewire.ovn;

import io.barewire.ovn.ovsdb.Condition;
import io.barewire.ovn.ovsdb.CountedOperations;
import io.barewire.ovn.ovsdb.Mutation;
import io.barewire.ovn.ovsdb.Operation;
import io.barewire.ovn.ovsdb.OperationResult;
import io.barewire.ovn.ovsdb.Value;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All changes of a moment as one transaction.
///
/// For each router: a `wait` that it is still the row that it was, because a link to a row that is gone is no error
/// to the database; the new rows, which get what all of them have by one `update` when they are many, since reading it
/// with each takes the database a tenth of its time; one `mutate` that links them and unlinks the old ones, since one
/// for each would cost the database ten times the time; for each old row a `wait` that nobody has made it theirs, which
/// no condition of the `mutate` could say; an `update` for each changed row, if it still has our owner. At the end
/// `nb_cfg` is raised and read, so that northd says when it has digested the batch.
final class Batch {
    /// From so many new rows on it pays to have the database look through a large table for them.
    private static final int MANY = 256;

    private final CountedOperations operations = new CountedOperations();

    private final Value owned;
    private final Condition isOurs;
    private final Condition isOthers;
    private final boolean bfd;
    private @Nullable IpAddress lastHop;
    private Value lastHopText = Value.of("");
    private int inserted;
    private int updated;
    private int deleted;

    /// @param bfd the column `bfd` is ours to fill
    Batch(String owner, boolean bfd) {
        this.owned = Value.map(Map.of(StaticRoute.OWNER_KEY, owner));
        this.isOurs = Condition.includes(Northbound.EXTERNAL_IDS, owned);
        this.isOthers = Condition.excludes(Northbound.EXTERNAL_IDS, owned);
        this.bfd = bfd;
    }

    void add(GatewayRouter router, UUID uuid, List<RowEdit> edits) {
        operations.add(
                Operation.Wait.exists(Northbound.LOGICAL_ROUTER, uuid, Northbound.NAME, Value.of(router.name())));
        Value port = Value.of(router.outputPort());
        List<RowEdit.Insert> inserts = new ArrayList<>(edits.size());
        List<UUID> linked = new ArrayList<>(edits.size());
        List<UUID> unlinked = new ArrayList<>();
        for (RowEdit edit : edits) {
            switch (edit) {
                case RowEdit.Insert insert -> {
                    inserts.add(insert);
                    linked.add(insert.uuid());
                }
                case RowEdit.Update update -> {
                    updated++;
                    operations.add(
                            new Operation.Update(
                                    Northbound.STATIC_ROUTE,
                                    List.of(Condition.row(update.row().uuid()), isOurs),
                                    changed(update.row(), update.wanted())),
                            1);
                }
                case RowEdit.Delete(UUID row) -> {
                    unlinked.add(row);
                    operations.add(Operation.Wait.none(Northbound.STATIC_ROUTE, List.of(Condition.row(row), isOthers)));
                }
            }
        }
        Optional<Value> mark = mark(inserts);
        if (!inserts.isEmpty()) {
            operations.add(inserts(inserts, port, mark));
        }
        mark.ifPresent(text -> operations.add(
                new Operation.Update(
                        Northbound.STATIC_ROUTE,
                        List.of(Condition.equal(Northbound.OUTPUT_PORT, text)),
                        Map.of(Northbound.OUTPUT_PORT, port, Northbound.EXTERNAL_IDS, owned)),
                linked.size()));
        inserted += linked.size();
        deleted += unlinked.size();
        List<Mutation> links = new ArrayList<>();
        if (!linked.isEmpty()) {
            links.add(Mutation.insert(Northbound.STATIC_ROUTES, Value.uuids(linked)));
        }
        if (!unlinked.isEmpty()) {
            links.add(Mutation.delete(Northbound.STATIC_ROUTES, Value.uuids(unlinked)));
        }
        if (!links.isEmpty()) {
            operations.add(new Operation.Mutate(Northbound.LOGICAL_ROUTER, List.of(Condition.row(uuid)), links), 1);
        }
    }

    /// What new rows have for a port until all of them get theirs: a text that no other row holds, part of a uuid that
    /// nobody has seen. Empty when they are few.
    private static Optional<Value> mark(List<RowEdit.Insert> inserts) {
        return inserts.size() >= MANY
                ? Optional.of(Value.of(inserts.getFirst().uuid().toString().substring(24)))
                : Optional.empty();
    }

    /// @param mark instead of port and owner
    private Operation inserts(List<RowEdit.Insert> inserts, Value port, Optional<Value> mark) {
        List<String> columns =
                new ArrayList<>(List.of(Northbound.IP_PREFIX, Northbound.NEXTHOP, Northbound.OUTPUT_PORT));
        if (mark.isEmpty()) {
            columns.add(Northbound.EXTERNAL_IDS);
        }
        boolean watched =
                bfd && inserts.stream().anyMatch(insert -> insert.bfd().isPresent());
        if (watched) {
            columns.add(Northbound.BFD_COLUMN);
        }
        Value out = mark.orElse(port);
        List<Operation.NewRow> rows = new ArrayList<>(inserts.size());
        for (RowEdit.Insert insert : inserts) {
            Value prefix = Value.of(insert.prefix().toString());
            Value hop = nextHop(insert.nextHop());
            List<Value> values = mark.isPresent() ? List.of(prefix, hop, out) : List.of(prefix, hop, out, owned);
            rows.add(new Operation.NewRow(insert.uuid(), watched ? watched(values, insert) : values));
        }
        return new Operation.Inserts(Northbound.STATIC_ROUTE, columns, rows);
    }

    private static List<Value> watched(List<Value> values, RowEdit.Insert insert) {
        List<Value> more = new ArrayList<>(values);
        more.add(insert.bfd().<Value>map(Value::of).orElseGet(Value::none));
        return more;
    }

    /// Most rows have that of the row before.
    private Value nextHop(IpAddress address) {
        if (!address.equals(lastHop)) {
            lastHop = address;
            lastHopText = Value.of(address.toString());
        }
        return lastHopText;
    }

    /// What the database need not read, compare and log again is not said.
    private static Map<String, Value> changed(StaticRoute row, StaticRoute wanted) {
        Map<String, Value> columns = new HashMap<>();
        if (!wanted.nextHop().equals(row.nextHop())) {
            columns.put(Northbound.NEXTHOP, Value.of(wanted.nextHop()));
        }
        if (!wanted.outputPort().equals(row.outputPort())) {
            columns.put(Northbound.OUTPUT_PORT, optional(wanted.outputPort().map(Value::of)));
        }
        if (!wanted.policy().equals(row.policy())) {
            columns.put(Northbound.POLICY, Value.none());
        }
        if (!wanted.routeTable().equals(row.routeTable())) {
            columns.put(Northbound.ROUTE_TABLE, Value.of(wanted.routeTable()));
        }
        if (!wanted.bfd().equals(row.bfd())) {
            columns.put(Northbound.BFD_COLUMN, optional(wanted.bfd().map(Value::of)));
        }
        return columns;
    }

    private static Value optional(Optional<Value> value) {
        return value.orElseGet(Value::none);
    }

    int inserted() {
        return inserted;
    }

    int updated() {
        return updated;
    }

    int deleted() {
        return deleted;
    }

    /// With `nb_cfg` at the end.
    List<Operation> operations() {
        List<Operation> all = new ArrayList<>(operations.operations());
        all.add(new Operation.Mutate(Northbound.NB_GLOBAL, List.of(), List.of(Mutation.add(Northbound.NB_CFG, 1))));
        all.add(new Operation.Select(Northbound.NB_GLOBAL, List.of(), List.of(Northbound.NB_CFG)));
        return all;
    }

    /// What the batch raised `nb_cfg` to; empty where the database has no row for it, as before OVN has begun.
    OptionalLong nbCfg(List<OperationResult> results) {
        return results.getLast() instanceof OperationResult.Rows(var rows) && !rows.isEmpty()
                ? OptionalLong.of(rows.getFirst().integer(Northbound.NB_CFG))
                : OptionalLong.empty();
    }

    Optional<String> missed(List<OperationResult> results) {
        return operations.missed(results);
    }
}
