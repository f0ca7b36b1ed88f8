package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.advertise.Scopes.SelectableNetwork;
import io.barewire.controller.owner.Stance.Hand;
import io.barewire.mesh.objects.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// All that is known, what is to be done about it, and no more than that: a change of a node makes work for that node
/// alone, one of a RouteAdvertisements for its nodes, one of a network or source for those that it changes something
/// for. What is to be done follows from what is known, not from what happened, so it does no harm to do it again.
///
/// For one thread at a time.
final class Advertising {
    /// What is known of one RouteAdvertisements.
    private static final class Entry {
        private RouteAdvertisements advertisements;
        private Judgement judgement = new Judgement.Unsound(Fault.pending("not looked at yet"));
        private final NavigableSet<String> selected = new TreeSet<>();
        private final SortedMap<String, Fault> broken = new TreeMap<>();

        private Entry(RouteAdvertisements advertisements) {
            this.advertisements = advertisements;
        }
    }

    private final SortedMap<String, Entry> entries = new TreeMap<>();
    private final SortedMap<String, NodeView> nodes = new TreeMap<>();
    private final SortedMap<ObjectKey, Source> sources = new TreeMap<>();
    private final Map<ObjectKey, Existing> existing = new HashMap<>();
    private final Map<Pair, NavigableSet<ObjectKey>> byPair = new HashMap<>();

    /// What the API server made of what was wanted, where it is not the same: it fills in defaults.
    private final Map<ObjectKey, Digest> keptAs = new HashMap<>();

    private final Map<ObjectKey, Digest> wrote = new HashMap<>();

    /// What is being written at this moment, until something is told of it.
    private Optional<ObjectKey> inHand = Optional.empty();

    private Map<String, SelectableNetwork> networks = Map.of();
    private Optional<Map<String, Map<String, Set<String>>>> egressIps = Optional.empty();
    private Map<String, Set<String>> unreadableEgressIps = Map.of();
    private Map<String, Map<String, NodeView.NextHop>> uplinks = Map.of();

    private boolean rejudge = true;
    private final LinkedHashSet<Pair> due = new LinkedHashSet<>();
    private final Set<String> unsaid = new HashSet<>();

    void put(RouteAdvertisements advertisements) {
        Entry entry = entries.get(advertisements.name());
        if (entry == null) {
            entry = new Entry(advertisements);
            entries.put(advertisements.name(), entry);
            select(entry);
            rejudge = true;
        } else {
            RouteAdvertisements before = entry.advertisements;
            entry.advertisements = advertisements;
            if (before.generation() != advertisements.generation()) {
                select(entry);
                rejudge = true;
            }
        }
        unsaid.add(advertisements.name());
    }

    private void select(Entry entry) {
        entry.selected.clear();
        nodes.values().stream()
                .filter(node -> entry.advertisements.nodes().selects(node.labels()))
                .forEach(node -> entry.selected.add(node.name()));
    }

    void removeAdvertisements(String name) {
        if (entries.remove(name) != null) {
            rejudge = true;
            unsaid.remove(name);
            everyPair(name);
        }
    }

    void put(NodeView node) {
        NodeView before = nodes.put(node.name(), node);
        if (!node.equals(before)) {
            entries.values().forEach(entry -> {
                if (entry.advertisements.nodes().selects(node.labels())) {
                    entry.selected.add(node.name());
                } else {
                    entry.selected.remove(node.name());
                }
            });
            everyPairOf(node.name());
        }
    }

    void removeNode(String name) {
        if (nodes.remove(name) != null) {
            entries.values().forEach(entry -> entry.selected.remove(name));
            everyPairOf(name);
        }
    }

    void put(Source source) {
        rejudge |= !source.equals(sources.put(source.key(), source));
    }

    /// Of a source or of what was generated.
    void removeConfiguration(ObjectKey key) {
        told(key);
        rejudge |= sources.remove(key) != null;
        removeExisting(key);
    }

    private void removeExisting(ObjectKey key) {
        Existing gone = existing.remove(key);
        if (gone != null) {
            byPair.computeIfPresent(gone.pair(), (_, keys) -> {
                keys.remove(key);
                return keys.isEmpty() ? null : keys;
            });
            due.add(gone.pair());
        }
        wrote.remove(key);
        keptAs.remove(key);
    }

    /// What the API server has now, whoever has written it.
    void put(Existing object) {
        Existing before = existing.get(object.key());
        if (object.equals(before)) {
            return;
        }
        if (before != null && !before.pair().equals(object.pair())) {
            removeExisting(object.key());
        }
        existing.put(object.key(), object);
        byPair.computeIfAbsent(object.pair(), _ -> new TreeSet<>()).add(object.key());
        due.add(object.pair());
    }

    /// @param by name, all there are
    void networks(Map<String, SelectableNetwork> by) {
        rejudge |= !networks.equals(by);
        networks = Map.copyOf(by);
    }

    /// @param byNode what each node has, by network; empty when the cluster knows no EgressIPs
    void egressIps(Optional<Map<String, Map<String, Set<String>>>> byNode) {
        rejudge |= egressIps.isPresent() != byNode.isPresent();
        Set<String> touched = new HashSet<>(egressIps.map(Map::keySet).orElse(Set.of()));
        touched.addAll(byNode.map(Map::keySet).orElse(Set.of()));
        for (String node : touched) {
            if (!egressIpsOf(egressIps, node).equals(egressIpsOf(byNode, node))) {
                entries.values().stream()
                        .filter(entry -> entry.advertisements.advertises(RouteAdvertisements.Advertisement.EgressIP))
                        .forEach(entry -> due.add(new Pair(entry.advertisements.name(), node)));
            }
        }
        egressIps = byNode;
    }

    /// @param byNode those that each node has addresses of, and of which nobody knows whom they serve
    void unreadableEgressIps(Map<String, Set<String>> byNode) {
        Set<String> touched = differing(unreadableEgressIps, byNode);
        unreadableEgressIps = Map.copyOf(byNode);
        touched.forEach(this::everyPairOf);
    }

    /// @param byNode by node, then by uplink
    void uplinks(Map<String, Map<String, NodeView.NextHop>> byNode) {
        Set<String> touched = differing(uplinks, byNode);
        uplinks = Map.copyOf(byNode);
        touched.forEach(this::everyPairOf);
    }

    private static <K, V> Set<K> differing(Map<K, V> one, Map<K, V> other) {
        Set<K> keys = new HashSet<>(one.keySet());
        keys.addAll(other.keySet());
        keys.removeIf(key -> Objects.equals(one.get(key), other.get(key)));
        return keys;
    }

    private static Map<String, Set<String>> egressIpsOf(
            Optional<Map<String, Map<String, Set<String>>>> byNode, String node) {
        return byNode.map(all -> all.getOrDefault(node, Map.of())).orElse(Map.of());
    }

    private void everyPairOf(String node) {
        entries.keySet().forEach(name -> due.add(new Pair(name, node)));
        unsaid.addAll(entries.keySet());
    }

    private void everyPair(String name) {
        nodes.keySet().forEach(node -> due.add(new Pair(name, node)));
        byPair.keySet().stream()
                .filter(pair -> pair.advertisements().equals(name))
                .forEach(due::add);
    }

    private void judgeAgain() {
        rejudge = false;
        Scopes scopes = new Scopes(networks, sources, egressIps.isPresent());
        Map<String, Judgement> judgements = scopes.judge(
                entries.values().stream().map(entry -> entry.advertisements).toList());
        entries.forEach((name, entry) -> {
            Judgement now = judgements.get(name);
            if (now != null && !now.equals(entry.judgement)) {
                entry.judgement = now;
                unsaid.add(name);
                if (now instanceof Judgement.Sound) {
                    everyPair(name);
                } else {
                    entry.broken.clear();
                }
            }
        });
    }

    /// The next one to look at, which is not due any more then.
    Optional<Pair> next() {
        if (rejudge) {
            judgeAgain();
        }
        if (due.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(due.removeFirst());
    }

    void dueAgain(Pair pair) {
        due.add(pair);
    }

    /// The API server takes it from nobody.
    void refused(Pair pair, Fault fault) {
        Entry entry = entries.get(pair.advertisements());
        if (entry != null) {
            entry.broken.put(pair.node(), fault);
            unsaid.add(pair.advertisements());
        }
    }

    /// How many pairs are to be looked at.
    int due() {
        return due.size();
    }

    /// What is to be done for it.
    List<Change> changes(Pair pair) {
        List<Existing> there = existing(pair);
        Entry entry = entries.get(pair.advertisements());
        NodeView node = nodes.get(pair.node());
        if (entry == null || node == null || !entry.selected.contains(pair.node())) {
            if (entry != null) {
                entry.broken.remove(pair.node());
            }
            return there.stream().<Change>map(Change.Delete::new).toList();
        }
        return switch (entry.judgement) {
            case Judgement.Unsound _ -> List.of();
            case Judgement.Sound(Scope scope) ->
                switch (generate(scope, node)) {
                    case NodeResult.Unclear(Fault fault) -> {
                        if (!fault.equals(entry.broken.put(pair.node(), fault))) {
                            unsaid.add(pair.advertisements());
                        }
                        yield List.of();
                    }
                    case NodeResult.Wanted(List<Generated> wanted) -> {
                        if (entry.broken.remove(pair.node()) != null) {
                            unsaid.add(pair.advertisements());
                        }
                        yield difference(wanted, there);
                    }
                };
        };
    }

    private NodeResult generate(Scope scope, NodeView node) {
        Set<String> unreadable = unreadableEgressIps.getOrDefault(node.name(), Set.of());
        if (scope.egressIps() && !unreadable.isEmpty()) {
            return new NodeResult.Unclear(Fault.configuration(
                    "EgressIP " + unreadable + ", whose address it has, has a namespaceSelector that is none"));
        }
        return Generator.generate(
                scope, node, egressIpsOf(egressIps, node.name()), uplinks.getOrDefault(node.name(), Map.of()));
    }

    private List<Existing> existing(Pair pair) {
        List<Existing> there = new ArrayList<>();
        for (ObjectKey key : byPair.getOrDefault(pair, new TreeSet<>())) {
            Existing each = existing.get(key);
            if (each != null) {
                there.add(each);
            }
        }
        return there;
    }

    /// Of several with one purpose the last by name is kept, the others go.
    private List<Change> difference(List<Generated> wanted, List<Existing> there) {
        List<Change> changes = new ArrayList<>();
        Set<ObjectKey> kept = new HashSet<>();
        for (Generated object : wanted) {
            Optional<Existing> match = there.stream()
                    .filter(each -> each.key().namespace().equals(object.namespace())
                            && each.purpose().equals(object.purpose()))
                    .max(Comparator.comparing(Existing::key));
            match.ifPresent(each -> kept.add(each.key()));
            if (match.isEmpty() || !isAsWanted(match.get(), Digest.of(object.spec()))) {
                String name = match.map(each -> each.key().name()).orElseGet(object::name);
                changes.add(new Change.Write(object.namespace(), name, object));
            }
        }
        there.stream().filter(each -> !kept.contains(each.key())).forEach(each -> changes.add(new Change.Delete(each)));
        return changes;
    }

    private boolean isAsWanted(Existing object, Digest wanted) {
        return object.spec().equals(wanted)
                || (wanted.equals(wrote.get(object.key())) && object.spec().equals(keptAs.get(object.key())));
    }

    /// It is about to be written or deleted. What is told of it before there is an answer counts: it is newer than
    /// this, or what became of this is told after it.
    void begin(Change change) {
        inHand = Optional.of(change.key());
    }

    private void told(ObjectKey key) {
        inHand = inHand.filter(each -> !each.equals(key));
    }

    /// It has been written, and this is what became of it.
    void written(ObjectKey key, Generated wanted, ObjectNode answer) {
        Existing.of(key, answer).ifPresent(object -> written(wanted, object));
        told(key);
    }

    private void written(Generated wanted, Existing object) {
        if (inHand.filter(object.key()::equals).isPresent()) {
            existing.put(object.key(), object);
            byPair.computeIfAbsent(object.pair(), _ -> new TreeSet<>()).add(object.key());
        } else if (!existing.containsKey(object.key())) {
            return;
        }
        Digest digest = Digest.of(wanted.spec());
        if (digest.equals(object.spec())) {
            wrote.remove(object.key());
            keptAs.remove(object.key());
        } else {
            wrote.put(object.key(), digest);
            keptAs.put(object.key(), object.spec());
        }
    }

    /// It has been deleted, or was not there any more: this very one, not one that has its name since.
    void deleted(Existing object) {
        Existing now = existing.get(object.key());
        if (now != null && now.uid().equals(object.uid())) {
            removeExisting(object.key());
        }
    }

    /// Whose hand was on what has been generated.
    Hand hand() {
        Set<Hand> hands = EnumSet.noneOf(Hand.class);
        existing.values().forEach(each -> hands.add(each.hand()));
        return Hand.of(hands);
    }

    /// What is to be said about each RouteAdvertisements of which something has changed since this was last asked.
    /// Nothing while something is to be looked at: it speaks of what has been written.
    Map<RouteAdvertisements, Acceptance> takeAcceptances() {
        if (rejudge || !due.isEmpty()) {
            return Map.of();
        }
        Map<RouteAdvertisements, Acceptance> acceptances = new HashMap<>();
        for (String name : unsaid) {
            Entry entry = entries.get(name);
            if (entry != null) {
                acceptances.put(
                        entry.advertisements,
                        switch (entry.judgement) {
                            case Judgement.Unsound(Fault fault) -> Acceptance.refused(fault);
                            case Judgement.Sound(Scope scope) ->
                                Acceptance.of(entry.selected.size(), entry.broken, scope.flaws());
                        });
            }
        }
        unsaid.clear();
        return acceptances;
    }

    /// It could not be said.
    void unsaid(String name) {
        unsaid.add(name);
    }

    /// The networks that each advertises; empty for one that cannot be carried out, which keeps what it has.
    Map<String, Optional<Set<String>>> selectedNetworks() {
        Map<String, Optional<Set<String>>> selected = new TreeMap<>();
        entries.forEach((name, entry) -> selected.put(
                name,
                switch (entry.judgement) {
                    case Judgement.Unsound _ -> Optional.empty();
                    case Judgement.Sound(Scope scope) -> {
                        Set<String> names = new HashSet<>();
                        scope.networks().forEach(network -> names.add(network.name()));
                        yield Optional.of(names);
                    }
                }));
        return selected;
    }

    /// Makes a tree of an API server's event known.
    void putConfiguration(ObjectKey key, ObjectNode tree) {
        told(key);
        Optional<Existing> generated = Existing.of(key, tree);
        if (generated.isPresent()) {
            put(generated.get());
        } else {
            removeExisting(key);
        }
        if (!key.name().startsWith(Generated.PREFIX)) {
            put(Source.of(key, tree));
        }
    }
}
