package io.barewire.ovn.snat;

import io.barewire.ovn.ovsdb.Condition;
import io.barewire.ovn.ovsdb.Mutation;
import io.barewire.ovn.ovsdb.Operation;
import io.barewire.ovn.ovsdb.Value;
import io.barewire.ovn.snat.SnatRows.Addresses;
import io.barewire.ovn.snat.SnatRows.Nat;
import io.barewire.ovn.snat.SnatRows.Port;
import io.barewire.ovn.snat.SnatRows.Router;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// As much of a northbound database as source NAT touches, with what its schema demands: no two sets of one name, no
/// reference to what is not there, no NAT without a router.
final class FakeDatabase {
    final Map<UUID, Router> routers = new LinkedHashMap<>();
    final Map<UUID, Port> ports = new LinkedHashMap<>();
    final Map<UUID, Nat> nats = new LinkedHashMap<>();
    final Map<UUID, Addresses> sets = new LinkedHashMap<>();
    private long names;

    UUID fresh() {
        return new UUID(7, ++names);
    }

    SnatRows rows() {
        SnatRows rows = new SnatRows();
        routers.values().forEach(rows::put);
        ports.values().forEach(rows::put);
        nats.values().forEach(rows::put);
        sets.values().forEach(rows::put);
        return rows;
    }

    Router addRouter(String name) {
        Router router = new Router(fresh(), name, Set.of());
        routers.put(router.uuid(), router);
        return router;
    }

    void addPort(String name, String... networks) {
        Port port = new Port(fresh(), name, Set.of(networks));
        ports.put(port.uuid(), port);
    }

    void removeRouter(UUID uuid) {
        routers.remove(uuid);
        collect();
    }

    /// A NAT of somebody else.
    void addNat(UUID router, String logicalIp, String owner) {
        Nat nat = new Nat(
                fresh(),
                "snat",
                logicalIp,
                "192.0.2.77",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                "",
                owner.isEmpty() ? Map.of() : Map.of(SnatRows.OWNER_KEY, owner));
        nats.put(nat.uuid(), nat);
        link(router, nat.uuid(), true);
    }

    /// All of it, or an [AssertionError] where a database would refuse.
    void commit(List<Operation> operations) {
        operations.forEach(this::carryOut);
        Set<String> seen = new HashSet<>();
        sets.values().forEach(set -> {
            if (!seen.add(set.name())) {
                throw new AssertionError("two sets are called " + set.name());
            }
        });
        nats.values()
                .forEach(nat -> List.of(nat.exempted(), nat.allowed())
                        .forEach(reference -> reference.ifPresent(set -> {
                            if (!sets.containsKey(set)) {
                                throw new AssertionError(nat + " refers to a set that is not there");
                            }
                        })));
        collect();
    }

    private void collect() {
        Set<UUID> linked = routers.values().stream()
                .flatMap(router -> router.nats().stream())
                .collect(Collectors.toSet());
        nats.keySet().retainAll(linked);
    }

    private void carryOut(Operation operation) {
        switch (operation) {
            case Operation.Insert(String table, Operation.Chosen(UUID uuid), Map<String, Value> row) ->
                write(table, uuid, row);
            case Operation.Update(String table, List<Condition> where, Map<String, Value> row) ->
                write(table, uuid(where), row);
            case Operation.Delete(String table, List<Condition> where) -> {
                (table.equals(SnatRows.NAT) ? nats : sets).remove(uuid(where));
                if (table.equals(SnatRows.NAT)) {
                    List.copyOf(routers.keySet()).forEach(router -> link(router, uuid(where), false));
                }
            }
            case Operation.Mutate(String _, List<Condition> where, List<Mutation> mutations) ->
                mutations.forEach(mutation -> {
                    Value.SetOf elements = (Value.SetOf) mutation.value();
                    elements.atoms()
                            .forEach(atom -> link(
                                    uuid(where),
                                    ((Value.Uuid) atom).uuid(),
                                    mutation.mutator() == Mutation.Mutator.INSERT));
                });
            case Operation.Wait wait -> {
                if (!holds(wait)) {
                    throw new AssertionError("timed out: " + wait);
                }
            }
            case Operation.Insert _, Operation.Inserts _, Operation.Select _, Operation.Assert _, Operation.Comment _ ->
                throw new AssertionError("not expected: " + operation);
        }
    }

    /// Of a router that it is there, of a NAT that nobody else has it.
    private boolean holds(Operation.Wait wait) {
        UUID uuid = uuid(wait.where());
        return wait.rows().isEmpty()
                ? !nats.containsKey(uuid) || nats.get(uuid).owner().equals(SnatRows.OWNER)
                : routers.containsKey(uuid);
    }

    private static UUID uuid(List<Condition> where) {
        return where.stream()
                .filter(condition -> condition.column().equals("_uuid"))
                .map(condition -> ((Value.Uuid) condition.value()).uuid())
                .findFirst()
                .orElseThrow();
    }

    private void link(UUID router, UUID nat, boolean in) {
        routers.computeIfPresent(router, (_, row) -> {
            Set<UUID> linked = new LinkedHashSet<>(row.nats());
            if (in) {
                linked.add(nat);
            } else {
                linked.remove(nat);
            }
            return new Router(row.uuid(), row.name(), linked);
        });
    }

    private void write(String table, UUID uuid, Map<String, Value> row) {
        if (table.equals(SnatRows.ADDRESS_SET)) {
            @Nullable Addresses before = sets.get(uuid);
            sets.put(
                    uuid,
                    new Addresses(
                            uuid,
                            text(row, SnatRows.NAME, before == null ? "" : before.name()),
                            Set.copyOf(texts(row.get(SnatRows.ADDRESSES))),
                            ids(row, before == null ? Map.of() : before.externalIds())));
            return;
        }
        @Nullable Nat before = nats.get(uuid);
        nats.put(
                uuid,
                new Nat(
                        uuid,
                        text(row, SnatRows.TYPE, ""),
                        text(row, SnatRows.LOGICAL_IP, ""),
                        text(row, SnatRows.EXTERNAL_IP, ""),
                        texts(row.get(SnatRows.LOGICAL_PORT)).stream().findFirst(),
                        reference(row.get(SnatRows.EXEMPTED)),
                        reference(row.get(SnatRows.ALLOWED)),
                        map(row.get(SnatRows.OPTIONS)),
                        text(row, SnatRows.MATCH, before == null ? "" : before.match()),
                        ids(row, before == null ? Map.of() : before.externalIds())));
    }

    private static Map<String, String> ids(Map<String, Value> row, Map<String, String> before) {
        return row.containsKey(SnatRows.EXTERNAL_IDS) ? map(row.get(SnatRows.EXTERNAL_IDS)) : before;
    }

    private static String text(Map<String, Value> row, String column, String otherwise) {
        return row.get(column) instanceof Value.Text(String text) ? text : otherwise;
    }

    private static List<String> texts(@Nullable Value value) {
        return switch (value) {
            case Value.Text(String text) -> List.of(text);
            case Value.SetOf(Set<Value.Atom> atoms) ->
                atoms.stream().map(atom -> ((Value.Text) atom).text()).toList();
            case null, default -> throw new AssertionError("not a set of strings: " + value);
        };
    }

    private static Optional<UUID> reference(@Nullable Value value) {
        return value instanceof Value.Uuid(UUID uuid) ? Optional.of(uuid) : Optional.empty();
    }

    private static Map<String, String> map(@Nullable Value value) {
        if (!(value instanceof Value.MapOf(Map<Value.Atom, Value.Atom> pairs))) {
            throw new AssertionError("not a map: " + value);
        }
        return pairs.entrySet().stream()
                .collect(Collectors.toMap(
                        pair -> ((Value.Text) pair.getKey()).text(), pair -> ((Value.Text) pair.getValue()).text()));
    }
}
