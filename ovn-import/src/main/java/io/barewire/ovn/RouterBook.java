package io.barewire.ovn;

import io.barewire.ovn.HopSets.HopSet;
import io.barewire.ovn.RouteEntry.State;
import io.barewire.rib.RouteChanges;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one gateway router should have, what the database is known to have there, and what to do about the
/// difference. Decides only: whoever drives it sends the changes and tells how they went. Belongs to one thread.
///
/// **Ours** are the rows of the router with our owner, whoever wrote them: those of an earlier run too. Rows of
/// other owners are only remembered to be shown, and to tell when they stand beside ours.
///
/// The mirror is the last word. What a batch did is not noted when it is sent but when the mirror shows it, so that
/// a lost answer, a row that changed under it, and a refusal all end in the same question: what is still different?
final class RouterBook {
    private static final class Entry {
        final Prefix prefix;
        final List<StaticRoute> ours = new ArrayList<>(1);
        final List<StaticRoute> others = new ArrayList<>(0);

        @Nullable
        HopSet wanted;

        /// A peer's route was in force in this run: rows are not left from before when it goes.
        boolean wasWanted;

        boolean excluded;
        boolean underWay;

        /// It is among the [RouterBook#different].
        boolean different;

        /// Rows were as wanted, and then somebody else changed them.
        boolean drifted;

        boolean agreed;
        State state = State.AGREES;
        boolean counted;

        Entry(Prefix prefix) {
            this.prefix = prefix;
        }

        boolean isEmpty() {
            return wanted == null && ours.isEmpty() && others.isEmpty();
        }
    }

    private final GatewayRouter router;
    private final String owner;
    private final Supplier<UUID> fresh;
    private final HopSets hopSets;
    private final Map<Prefix, Entry> entries = new HashMap<>();
    private final Map<UUID, StaticRoute> rows = new HashMap<>();
    /// Of our owner, and no route: they go.
    private final Set<UUID> unreadable = new HashSet<>();

    private final LinkedHashSet<Prefix> different = new LinkedHashSet<>();
    private final List<Entry> underWay = new ArrayList<>();
    /// One number each.
    private final Map<State, int[]> counts = new EnumMap<>(State.class);

    private RouteDiff diff;
    private Set<Prefix> excluded = Set.of();
    private Optional<UUID> present = Optional.empty();
    private int foreignRows;
    private boolean converged;
    private long repaired;

    /// @param owner the value of [StaticRoute#OWNER_KEY] that makes a row ours
    /// @param fresh makes names of new rows
    RouterBook(GatewayRouter router, String owner, Gateways gateways, Supplier<UUID> fresh) {
        this.router = router;
        this.owner = owner;
        this.fresh = fresh;
        this.hopSets = new HopSets(gateways);
        this.diff = new RouteDiff(router, Optional.empty());
    }

    GatewayRouter router() {
        return router;
    }

    // ---- what is wanted

    void want(RouteChanges changes) {
        List<HopSet> sets = changes.sets().stream().map(hopSets::use).toList();
        for (int i = 0; i < changes.size(); i++) {
            int set = changes.set(i);
            Prefix prefix = new Prefix(changes.family(i), changes.high(i), changes.low(i), changes.length(i));
            want(prefix, set == RouteChanges.GONE ? null : sets.get(set));
        }
        sets.forEach(hopSets::release);
    }

    private void want(Prefix prefix, @Nullable HopSet set) {
        Entry entry = set == null ? entries.get(prefix) : entry(prefix);
        if (entry == null || (entry.wanted == set && set != null)) {
            return;
        }
        HopSet before = entry.wanted;
        entry.wanted = set == null ? null : hopSets.use(set);
        hopSets.release(before);
        entry.wasWanted |= set != null;
        check(entry);
    }

    /// Prefixes that no row may lead away, the node's own host subnets and those of a network that has other ways
    /// between nodes: a route equal to one or inside one has no row. Replaces the set given before.
    void exclude(Set<Prefix> prefixes) {
        if (!prefixes.equals(excluded)) {
            excluded = Set.copyOf(prefixes);
            for (Entry entry : List.copyOf(entries.values())) {
                entry.excluded = isExcluded(entry.prefix);
                check(entry);
            }
        }
    }

    private boolean isExcluded(Prefix prefix) {
        for (Prefix one : excluded) {
            if (one.contains(prefix)) {
                return true;
            }
        }
        return false;
    }

    /// What is ours and still not wanted goes now.
    void converged() {
        converged = true;
        checkAll();
    }

    /// Nothing is wanted any more.
    void wantNothing() {
        converged = true;
        for (Entry entry : List.copyOf(entries.values())) {
            hopSets.release(entry.wanted);
            entry.wanted = null;
            check(entry);
        }
    }

    /// Next hops may come to other gateways now.
    void networkChanged() {
        if (hopSets.networkChanged()) {
            for (Entry entry : List.copyOf(entries.values())) {
                if (entry.wanted != null && entry.wanted.isChanged()) {
                    check(entry);
                }
            }
        }
    }

    /// Which rows of `BFD` watch next hops at this router's port; empty: that column is not ours to fill.
    void watchers(Optional<Map<IpAddress, UUID>> bfd) {
        if (!bfd.equals(diff.bfd())) {
            diff = new RouteDiff(router, bfd.map(Map::copyOf));
            checkAll();
        }
    }

    private void checkAll() {
        List.copyOf(entries.values()).forEach(this::check);
    }

    // ---- what the database has

    /// Empty when there is no such router, or more than one.
    Optional<UUID> present() {
        return present;
    }

    /// All of the router's routes, as read at the start of a connection or when the router came.
    void replace(Optional<UUID> uuid, Collection<StaticRoute> now) {
        present = uuid;
        underWay.clear();
        unreadable.clear();
        rows.clear();
        foreignRows = 0;
        for (Entry entry : entries.values()) {
            entry.ours.clear();
            entry.others.clear();
            entry.underWay = false;
        }
        now.forEach(this::keep);
        for (Entry entry : List.copyOf(entries.values())) {
            checkAfterOthers(entry);
        }
    }

    /// Changes of the router's routes since, all of one transaction: rows that it has now, as they are now, and
    /// those that it has no more.
    void observe(Collection<StaticRoute> changed, Collection<UUID> gone) {
        List<Entry> touched = new ArrayList<>(changed.size() + gone.size());
        for (UUID uuid : gone) {
            forget(uuid, touched);
        }
        for (StaticRoute row : changed) {
            forget(row.uuid(), touched);
            Entry entry = keep(row);
            if (entry != null && (touched.isEmpty() || !entry.equals(touched.getLast()))) {
                touched.add(entry);
            }
        }
        touched.forEach(this::checkAfterOthers);
    }

    private @Nullable Entry keep(StaticRoute row) {
        boolean isOurs = row.owner().equals(owner);
        Optional<Prefix> prefix = row.prefix();
        rows.put(row.uuid(), row);
        if (!isOurs) {
            foreignRows++;
        }
        if (prefix.isEmpty()) {
            if (isOurs) {
                unreadable.add(row.uuid());
            }
            return null;
        }
        Entry entry = entry(prefix.get());
        (isOurs ? entry.ours : entry.others).add(row);
        return entry;
    }

    private void forget(UUID uuid, List<Entry> touched) {
        StaticRoute row = rows.remove(uuid);
        if (row == null) {
            return;
        }
        unreadable.remove(uuid);
        if (!row.owner().equals(owner)) {
            foreignRows--;
        }
        row.prefix().map(entries::get).ifPresent(entry -> {
            entry.ours.remove(row);
            entry.others.remove(row);
            touched.add(entry);
        });
    }

    /// What the database tells of prefixes that we are not changing ourselves was somebody else's doing.
    private void checkAfterOthers(Entry entry) {
        if (!entry.underWay && entry.agreed && !agrees(entry)) {
            entry.drifted = true;
        }
        check(entry);
    }

    // ---- what to do

    boolean hasChanges() {
        return present.isPresent() && (!different.isEmpty() || (converged && !unreadable.isEmpty()));
    }

    /// The changes of the next batch. How they went must be told by [#settled] or [#replace]; until then none of
    /// the same prefixes comes.
    ///
    /// @param most prefixes to change
    List<RowEdit> take(int most) {
        List<RowEdit> changes = new ArrayList<>();
        if (present.isEmpty()) {
            return changes;
        }
        if (converged) {
            unreadable.forEach(uuid -> changes.add(new RowEdit.Delete(uuid)));
        }
        var next = different.iterator();
        for (int taken = 0; taken < most && next.hasNext(); taken++) {
            Prefix prefix = next.next();
            next.remove();
            Entry entry = entries.get(prefix);
            if (entry != null) {
                diff.add(prefix, target(entry), entry.ours, fresh, changes);
                entry.different = false;
                entry.underWay = true;
                underWay.add(entry);
            }
        }
        return changes;
    }

    /// The batch was answered, whatever the answer, and the mirror has all that it did.
    void settled() {
        for (Entry entry : underWay) {
            entry.underWay = false;
            if (entry.drifted && agrees(entry)) {
                repaired++;
            }
            check(entry);
        }
        underWay.clear();
    }

    /// Which next hops the rows should have now.
    private List<IpAddress> target(Entry entry) {
        return entry.wanted == null || entry.excluded ? List.of() : entry.wanted.gateways();
    }

    private boolean agrees(Entry entry) {
        return mayStay(entry) || diff.agrees(target(entry), entry.ours);
    }

    /// Before convergence a route that nobody has wanted may still become wanted.
    private boolean mayStay(Entry entry) {
        return !converged && !entry.wasWanted && !entry.excluded && !entry.ours.isEmpty();
    }

    private Entry entry(Prefix prefix) {
        Entry known = entries.get(prefix);
        if (known != null) {
            return known;
        }
        Entry entry = new Entry(prefix);
        entry.excluded = isExcluded(prefix);
        entries.put(prefix, entry);
        return entry;
    }

    /// Looks at a prefix after anything about it has changed.
    private void check(Entry entry) {
        if (entry.isEmpty()) {
            count(entry, null);
            isNotDifferent(entry);
            if (!entry.underWay) {
                entries.remove(entry.prefix);
            }
            entry.agreed = false;
            return;
        }
        entry.agreed = agrees(entry);
        if (entry.agreed) {
            isNotDifferent(entry);
            entry.drifted &= entry.underWay; // until that is known to be our doing
        } else if (!entry.underWay && !entry.different) {
            entry.different = true;
            different.add(entry.prefix);
        }
        count(entry, state(entry));
    }

    private void isNotDifferent(Entry entry) {
        if (entry.different) {
            entry.different = false;
            different.remove(entry.prefix);
        }
    }

    /// Null when it is of no concern: only others have rows there.
    private @Nullable State state(Entry entry) {
        if (entry.wanted == null && entry.ours.isEmpty()) {
            return null;
        }
        if (mayStay(entry)) {
            return State.STALE;
        }
        if (!entry.agreed) {
            return State.DIFFERS;
        }
        if (entry.excluded) {
            return State.EXCLUDED;
        }
        return target(entry).isEmpty() ? State.NO_GATEWAY : State.AGREES;
    }

    private void count(Entry entry, @Nullable State now) {
        if (entry.counted && entry.state == now) {
            return;
        }
        if (entry.counted) {
            number(entry.state)[0]--;
        }
        entry.counted = now != null;
        if (now != null) {
            entry.state = now;
            number(now)[0]++;
        }
    }

    private int[] number(State state) {
        return counts.computeIfAbsent(state, _ -> new int[1]);
    }

    // ---- what is shown

    RouterTotals totals() {
        return new RouterTotals(
                router.name(),
                present.isPresent(),
                number(State.AGREES)[0],
                number(State.DIFFERS)[0],
                number(State.EXCLUDED)[0],
                number(State.NO_GATEWAY)[0],
                number(State.STALE)[0],
                foreignRows,
                repaired,
                converged);
    }

    /// By prefix.
    List<RouteEntry> entries() {
        return entries.values().stream()
                .filter(entry -> entry.counted)
                .map(this::show)
                .sorted(Comparator.comparing(RouteEntry::prefix))
                .toList();
    }

    private RouteEntry show(Entry entry) {
        List<IpAddress> gateways = target(entry);
        return new RouteEntry(
                entry.prefix,
                entry.wanted == null ? List.of() : entry.wanted.learned(),
                gateways,
                entry.ours.stream().map(StaticRoute::nextHop).toList(),
                entry.others.stream()
                        .map(row -> new RouteEntry.Other(
                                row.owner(), row.nextHop(), gateways.stream().anyMatch(row::leadsTo)))
                        .toList(),
                entry.state);
    }
}
