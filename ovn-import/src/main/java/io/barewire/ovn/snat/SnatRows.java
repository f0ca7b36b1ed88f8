package io.barewire.ovn.snat;

import io.barewire.ovn.ovsdb.Condition;
import io.barewire.ovn.ovsdb.MonitoredTable;
import io.barewire.ovn.ovsdb.Row;
import io.barewire.ovn.ovsdb.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What the northbound database has, as far as source NAT is concerned. Belongs to one thread.
final class SnatRows {
    static final String ROUTER = "Logical_Router";
    static final String PORT = "Logical_Router_Port";
    static final String NAT = "NAT";
    static final String ADDRESS_SET = "Address_Set";

    static final String NAME = "name";
    static final String NAT_COLUMN = "nat";
    static final String NETWORKS = "networks";
    static final String ADDRESSES = "addresses";
    static final String TYPE = "type";
    static final String SNAT = "snat";
    static final String LOGICAL_IP = "logical_ip";
    static final String EXTERNAL_IP = "external_ip";
    static final String LOGICAL_PORT = "logical_port";
    static final String EXEMPTED = "exempted_ext_ips";
    static final String ALLOWED = "allowed_ext_ips";
    static final String OPTIONS = "options";
    static final String MATCH = "match";
    static final String EXTERNAL_IDS = "external_ids";

    static final String OWNER_KEY = "k8s.ovn.org/owner-controller";
    static final String NODE_KEY = "k8s.ovn.org/name";
    static final String ID_KEY = "k8s.ovn.org/id";
    static final String NETWORK_KEY = "k8s.ovn.org/network";
    /// Not OVN-Kubernetes' own, which takes away whatever has its name and it did not write.
    static final String OWNER = "barewire";

    /// @param nats of the column `nat`
    record Router(UUID uuid, String name, Set<UUID> nats) {}

    record Port(UUID uuid, String name, Set<String> networks) {}

    /// One of ours, of whichever node.
    record Addresses(UUID uuid, String name, Set<String> addresses, Map<String, String> externalIds) implements Owned {}

    /// @param match empty also where the database has no such column
    record Nat(
            UUID uuid,
            String type,
            String logicalIp,
            String externalIp,
            Optional<String> logicalPort,
            Optional<UUID> exempted,
            Optional<UUID> allowed,
            Map<String, String> options,
            String match,
            Map<String, String> externalIds)
            implements Owned {}

    /// A row that says whose it is.
    sealed interface Owned {
        Map<String, String> externalIds();

        /// Empty when nobody says so.
        default String owner() {
            return externalIds().getOrDefault(OWNER_KEY, "");
        }

        default boolean isOf(String node) {
            return owner().equals(OWNER) && node.equals(externalIds().get(NODE_KEY));
        }

        /// What it is for.
        default String id() {
            return externalIds().getOrDefault(ID_KEY, "");
        }
    }

    private final Map<UUID, Router> routers = new HashMap<>();
    private final Map<UUID, Port> ports = new HashMap<>();
    private final Map<UUID, Nat> nats = new HashMap<>();
    private final Map<UUID, Addresses> sets = new HashMap<>();

    /// Sets of other owners may have many addresses and change often.
    static List<MonitoredTable> monitored() {
        return List.of(
                MonitoredTable.of(ROUTER, NAME, NAT_COLUMN),
                MonitoredTable.of(PORT, NAME, NETWORKS),
                new MonitoredTable(
                        NAT,
                        List.of(TYPE, LOGICAL_IP, EXTERNAL_IP, LOGICAL_PORT, EXEMPTED, ALLOWED, OPTIONS, EXTERNAL_IDS),
                        List.of(MATCH),
                        List.of()),
                new MonitoredTable(
                        ADDRESS_SET,
                        List.of(NAME, ADDRESSES, EXTERNAL_IDS),
                        List.of(),
                        List.of(Condition.includes(EXTERNAL_IDS, Value.map(Map.of(OWNER_KEY, OWNER))))));
    }

    void clear() {
        routers.clear();
        ports.clear();
        nats.clear();
        sets.clear();
    }

    /// @param row empty when it is gone
    void put(String table, UUID uuid, Optional<Row> row) {
        switch (table) {
            case ROUTER ->
                row.ifPresentOrElse(
                        now -> put(new Router(uuid, now.text(NAME), now.uuids(NAT_COLUMN))),
                        () -> routers.remove(uuid));
            case PORT ->
                row.ifPresentOrElse(
                        now -> put(new Port(uuid, now.text(NAME), now.textSet(NETWORKS))), () -> ports.remove(uuid));
            case NAT -> row.ifPresentOrElse(now -> put(nat(now)), () -> nats.remove(uuid));
            case ADDRESS_SET ->
                row.ifPresentOrElse(
                        now -> put(
                                new Addresses(uuid, now.text(NAME), now.textSet(ADDRESSES), now.textMap(EXTERNAL_IDS))),
                        () -> sets.remove(uuid));
            default -> throw new IllegalArgumentException("table " + table + " was not asked for");
        }
    }

    private static Nat nat(Row row) {
        return new Nat(
                row.uuid(),
                row.text(TYPE),
                row.text(LOGICAL_IP),
                row.text(EXTERNAL_IP),
                row.optionalText(LOGICAL_PORT),
                row.optionalUuid(EXEMPTED),
                row.optionalUuid(ALLOWED),
                row.textMap(OPTIONS),
                row.columns().contains(MATCH) ? row.text(MATCH) : "",
                row.textMap(EXTERNAL_IDS));
    }

    /// The `networks` of each port of a router, by its name.
    Map<String, Set<String>> networksOfPorts() {
        Map<String, Set<String>> networks = new HashMap<>();
        ports.values().forEach(port -> networks.put(port.name(), port.networks()));
        return networks;
    }

    Collection<Router> routers() {
        return routers.values();
    }

    /// Routers of that name: nothing in the database keeps it from being several.
    List<Router> routers(String name) {
        return routers.values().stream()
                .filter(router -> router.name().equals(name))
                .toList();
    }

    Collection<Nat> nats() {
        return nats.values();
    }

    /// Of one node, whichever router they are of.
    List<Nat> nats(String node) {
        return nats.values().stream().filter(nat -> nat.isOf(node)).toList();
    }

    List<Addresses> sets(String node) {
        return sets.values().stream().filter(set -> set.isOf(node)).toList();
    }

    /// What a network has now, as `show` tells it.
    List<String> describe(String node, String network) {
        return nats(node).stream()
                .filter(nat -> network.equals(nat.externalIds().get(NETWORK_KEY)))
                .map(nat -> nat.logicalIp() + " as " + nat.externalIp()
                        + nat.exempted().map(set -> ", not to " + size(set)).orElse("")
                        + nat.allowed().map(set -> ", only to " + size(set)).orElse(""))
                .sorted()
                .toList();
    }

    private String size(UUID set) {
        Addresses row = sets.get(set);
        int size = row == null ? 0 : row.addresses().size();
        return size + (size == 1 ? " destination" : " destinations");
    }

    void put(Router router) {
        routers.put(router.uuid(), router);
    }

    void put(Port port) {
        ports.put(port.uuid(), port);
    }

    void put(Nat nat) {
        nats.put(nat.uuid(), nat);
    }

    void put(Addresses set) {
        sets.put(set.uuid(), set);
    }
}
