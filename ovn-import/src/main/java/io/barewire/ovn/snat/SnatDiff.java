package io.barewire.ovn.snat;

import io.barewire.ovn.ovsdb.Condition;
import io.barewire.ovn.ovsdb.CountedOperations;
import io.barewire.ovn.ovsdb.Mutation;
import io.barewire.ovn.ovsdb.Operation;
import io.barewire.ovn.ovsdb.OperationResult;
import io.barewire.ovn.ovsdb.Value;
import io.barewire.ovn.snat.SnatRows.Addresses;
import io.barewire.ovn.snat.SnatRows.Nat;
import io.barewire.ovn.snat.SnatRows.Router;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is left to do so that a node has the rows that are wanted, as one transaction. When that is done there is
/// nothing left.
///
/// One transaction and not two: nobody who reads the database, northd least of all, ever sees a NAT without the set
/// that it needs, and a set that was refused takes the NAT with it. Within it sets come first and go last, so that it
/// reads as it is meant; the database compares references only at the end.
///
/// A rule is left out while a row of another owner translates the same packets at the same router: OVN would take
/// either. When that row goes, ours comes.
final class SnatDiff {
    private static final String STATELESS = "stateless";
    private static final Value OWNED = Value.map(Map.of(SnatRows.OWNER_KEY, SnatRows.OWNER));

    private final String node;
    private final SnatRows rows;
    private final Supplier<UUID> fresh;

    private final CountedOperations operations = new CountedOperations();
    private final Map<String, Set<String>> hindered = new HashMap<>();
    private final Map<UUID, UUID> holders = new HashMap<>();
    private int inserted;
    private int updated;
    private int deleted;

    private SnatDiff(String node, SnatRows rows, Supplier<UUID> fresh) {
        this.node = node;
        this.rows = rows;
        this.fresh = fresh;
        rows.routers().forEach(router -> router.nats().forEach(nat -> holders.put(nat, router.uuid())));
    }

    /// @param fresh makes names of new rows
    static SnatDiff of(String node, SnatPlan plan, SnatRows rows, Supplier<UUID> fresh) {
        SnatDiff diff = new SnatDiff(node, rows, fresh);
        diff.compare(plan);
        return diff;
    }

    /// Nothing is left to do.
    boolean isEmpty() {
        return operations().isEmpty();
    }

    List<Operation> operations() {
        return operations.operations();
    }

    /// By network, why some of its rules are left out.
    Map<String, String> hindered() {
        Map<String, String> whole = new HashMap<>();
        hindered.forEach((network, reasons) -> whole.put(network, String.join("; ", reasons)));
        return Map.copyOf(whole);
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

    Optional<String> missed(List<OperationResult> results) {
        return operations.missed(results);
    }

    private record Placed(NatRule rule, Router router) {}

    private void compare(SnatPlan plan) {
        List<Placed> wanted = new ArrayList<>();
        plan.rules().forEach(rule -> place(rule).ifPresent(wanted::add));
        Map<String, Nat> natsById = new HashMap<>();
        Set<Nat> surplus = new LinkedHashSet<>();
        for (Nat row : rows.nats(node)) {
            if (natsById.putIfAbsent(row.id(), row) != null) {
                surplus.add(row);
            }
        }
        Map<String, UUID> sets = sets(wanted);
        Map<UUID, List<UUID>> linked = new LinkedHashMap<>();
        List<Operation> inserts = new ArrayList<>();
        List<Operation> updates = new ArrayList<>();
        for (Placed each : wanted) {
            Nat row = natsById.remove(each.rule().id());
            UUID set = Optional.ofNullable(sets.get(each.rule().set().id())).orElseThrow();
            if (row != null && !each.router().uuid().equals(holders.get(row.uuid()))) {
                surplus.add(row);
                row = null;
            }
            if (row == null) {
                UUID uuid = fresh.get();
                inserts.add(Operation.Insert.of(SnatRows.NAT, uuid, row(each.rule(), set, null)));
                linked.computeIfAbsent(each.router().uuid(), _ -> new ArrayList<>())
                        .add(uuid);
            } else if (!isRight(row, each.rule(), set)) {
                updates.add(new Operation.Update(SnatRows.NAT, stillOurs(row.uuid()), row(each.rule(), set, row)));
            }
        }
        surplus.addAll(natsById.values());
        Set<UUID> touched = new LinkedHashSet<>(linked.keySet());
        inserts.forEach(insert -> operations.add(insert));
        inserted += inserts.size();
        linked.forEach((router, nats) -> mutate(router, Mutation.insert(SnatRows.NAT_COLUMN, Value.uuids(nats))));
        updates.forEach(update -> operations.add(update, 1));
        updated += updates.size();
        for (Nat row : surplus) {
            deleted++;
            UUID holder = holders.get(row.uuid());
            if (holder != null) {
                touched.add(holder);
                operations.add(Operation.Wait.none(
                        SnatRows.NAT,
                        List.of(Condition.row(row.uuid()), Condition.excludes(SnatRows.EXTERNAL_IDS, OWNED))));
                mutate(holder, Mutation.delete(SnatRows.NAT_COLUMN, Value.uuids(List.of(row.uuid()))));
            }
            // A row that nothing refers to goes by itself, but later than its references are counted.
            operations.add(new Operation.Delete(SnatRows.NAT, stillOurs(row.uuid())));
        }
        removeSets(sets);
        checkRouters(touched);
    }

    /// Empty when it cannot be written now.
    private Optional<Placed> place(NatRule rule) {
        List<Router> routers = rows.routers(rule.router());
        if (routers.size() != 1) {
            hinder(
                    rule,
                    "the northbound database has " + (routers.isEmpty() ? "no router " : "several routers ")
                            + rule.router());
            return Optional.empty();
        }
        Optional<Nat> other = inTheWay(rule, routers.getFirst());
        if (other.isPresent()) {
            hinder(rule, inTheWay(rule, other.get()));
            return Optional.empty();
        }
        return Optional.of(new Placed(rule, routers.getFirst()));
    }

    private void hinder(NatRule rule, String why) {
        hindered.computeIfAbsent(rule.network(), _ -> new LinkedHashSet<>()).add(why);
    }

    private Map<String, UUID> sets(List<Placed> wanted) {
        Map<String, AddressSet> needed = new LinkedHashMap<>();
        wanted.forEach(each -> needed.put(each.rule().set().id(), each.rule().set()));
        Map<String, Addresses> there = new HashMap<>();
        rows.sets(node).forEach(row -> there.putIfAbsent(row.id(), row));
        Map<String, UUID> uuids = new HashMap<>();
        for (AddressSet set : needed.values()) {
            Addresses row = there.get(set.id());
            Map<String, Value> columns = Map.of(
                    SnatRows.NAME,
                    Value.of(set.name()),
                    SnatRows.ADDRESSES,
                    Value.set(set.addresses().stream()
                            .map(Value::of)
                            .map(Value.Atom.class::cast)
                            .toList()));
            if (row == null) {
                UUID uuid = fresh.get();
                Map<String, Value> whole = new HashMap<>(columns);
                whole.put(SnatRows.EXTERNAL_IDS, Value.map(ids(set.id(), set.network(), set.family())));
                operations.add(Operation.Insert.of(SnatRows.ADDRESS_SET, uuid, whole));
                inserted++;
                uuids.put(set.id(), uuid);
            } else {
                if (!row.name().equals(set.name()) || !row.addresses().equals(new HashSet<>(set.addresses()))) {
                    operations.add(new Operation.Update(SnatRows.ADDRESS_SET, stillOurs(row.uuid()), columns), 1);
                    updated++;
                }
                uuids.put(set.id(), row.uuid());
            }
        }
        return uuids;
    }

    /// One that a row of somebody else refers to has to stay.
    private void removeSets(Map<String, UUID> needed) {
        Set<UUID> referred = new HashSet<>();
        for (Nat nat : rows.nats()) {
            if (!nat.isOf(node)) {
                nat.exempted().ifPresent(referred::add);
                nat.allowed().ifPresent(referred::add);
            }
        }
        for (Addresses row : rows.sets(node)) {
            if (!needed.containsValue(row.uuid()) && !referred.contains(row.uuid())) {
                operations.add(new Operation.Delete(SnatRows.ADDRESS_SET, stillOurs(row.uuid())));
                deleted++;
            }
        }
    }

    /// A link to a router that is gone is no error to the database.
    private void checkRouters(Set<UUID> touched) {
        for (Router router : rows.routers()) {
            if (touched.contains(router.uuid())) {
                operations.addFirst(
                        Operation.Wait.exists(SnatRows.ROUTER, router.uuid(), SnatRows.NAME, Value.of(router.name())));
            }
        }
    }

    private void mutate(UUID router, Mutation mutation) {
        operations.add(new Operation.Mutate(SnatRows.ROUTER, List.of(Condition.row(router)), List.of(mutation)), 1);
    }

    private Optional<Nat> inTheWay(NatRule rule, Router router) {
        return rows.nats().stream()
                .filter(row -> router.nats().contains(row.uuid())
                        && !row.owner().equals(SnatRows.OWNER)
                        && row.type().equals(SnatRows.SNAT)
                        && isFor(row.logicalIp(), rule.logical())
                        && row.logicalPort().equals(rule.logicalPort()))
                .min((a, b) -> a.uuid().compareTo(b.uuid()));
    }

    private static String inTheWay(NatRule rule, Nat other) {
        return "router " + rule.router() + " has a NAT of "
                + (other.owner().isEmpty() ? "no owner" : other.owner()) + " for " + rule.logical() + " already, row "
                + other.uuid()
                + ", and ours waits until it goes: if OVN-Kubernetes keeps that row, leave source NAT to it"
                + " and start the agent without --ovn-snat; if nobody does, ovn-nbctl lr-nat-del " + rule.router()
                + " snat " + rule.logical();
    }

    private static boolean isFor(String logicalIp, Prefix pods) {
        try {
            return logicalIp.contains("/")
                    ? Prefix.parse(logicalIp).equals(pods)
                    : pods.length() == pods.family().bits()
                            && IpAddress.parse(logicalIp).equals(pods.network());
        } catch (IllegalArgumentException _) { // the database checks no prefix, and northd does nothing with it
            return false;
        }
    }

    private static boolean isRight(Nat row, NatRule rule, UUID set) {
        boolean exempted = rule.use() == NatRule.Use.EXEMPTED;
        return row.type().equals(SnatRows.SNAT)
                && row.externalIp().equals(rule.external().toString())
                && row.logicalIp().equals(SnatDecision.text(rule.logical()))
                && row.logicalPort().equals(rule.logicalPort())
                && row.exempted().equals(Optional.of(set).filter(_ -> exempted))
                && row.allowed().equals(Optional.of(set).filter(_ -> !exempted))
                && "false".equals(row.options().get(STATELESS))
                && row.match().isEmpty();
    }

    /// @param before what is there; other options and keys of `external_ids` stay
    private Map<String, Value> row(NatRule rule, UUID set, @Nullable Nat before) {
        boolean exempted = rule.use() == NatRule.Use.EXEMPTED;
        Map<String, String> options = new LinkedHashMap<>(before == null ? Map.of() : before.options());
        options.put(STATELESS, "false");
        Map<String, Value> row = new HashMap<>(Map.of(
                SnatRows.TYPE, Value.of(SnatRows.SNAT),
                SnatRows.EXTERNAL_IP, Value.of(rule.external().toString()),
                SnatRows.LOGICAL_IP, Value.of(SnatDecision.text(rule.logical())),
                SnatRows.LOGICAL_PORT, rule.logicalPort().<Value>map(Value::of).orElseGet(Value::none),
                SnatRows.EXEMPTED, exempted ? Value.of(set) : Value.none(),
                SnatRows.ALLOWED, exempted ? Value.none() : Value.of(set),
                SnatRows.OPTIONS, Value.map(options)));
        if (before == null) {
            row.put(SnatRows.EXTERNAL_IDS, Value.map(ids(rule.id(), rule.network(), rule.family())));
        } else if (!before.match().isEmpty()) {
            row.put(SnatRows.MATCH, Value.of(""));
        }
        return row;
    }

    private Map<String, String> ids(String id, String network, AddressFamily family) {
        return Map.of(
                SnatRows.OWNER_KEY,
                SnatRows.OWNER,
                SnatRows.NODE_KEY,
                node,
                SnatRows.ID_KEY,
                id,
                SnatRows.NETWORK_KEY,
                network,
                "ip-family",
                family == AddressFamily.IPV4 ? "v4" : "v6");
    }

    private static List<Condition> stillOurs(UUID uuid) {
        return List.of(Condition.row(uuid), Condition.includes(SnatRows.EXTERNAL_IDS, OWNED));
    }
}
