package io.barewire.rib;

import io.barewire.rib.BestPath.Candidate;
import io.barewire.rib.BestRouteChange.BestRoute;
import io.barewire.rib.ReceivedRoute.Reason;
import io.barewire.rib.ReceivedRoute.Verdict;
import io.barewire.rib.RoutePolicy.Judgement;
import io.barewire.rib.WithheldRoute.Why;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/// The tables as values, for people and programs that look at them. Made on demand, a page at a time.
final class RouteViews {
    private final AttributeTable attributes;
    private final Sessions sessions;
    private final UpdateGroups groups;

    RouteViews(AttributeTable attributes, Sessions sessions, UpdateGroups groups) {
        this.attributes = attributes;
        this.sessions = sessions;
        this.groups = groups;
    }

    List<ReceivedRoute> received(Session session, RouteQuery query, RibSettings self) {
        List<ReceivedRoute> routes = new ArrayList<>();
        for (Prefix prefix : page(query, (table, number) -> isReceived(session, table.family(), number))) {
            int number = number(prefix);
            for (Lane lane : session.lanes()) {
                AdjRibIn in = lane.in(prefix.family());
                int set = in.received(number);
                if (set != AdjRibIn.NONE) {
                    routes.add(new ReceivedRoute(
                            prefix,
                            in.pathId(number),
                            attributes.nextHop(set),
                            attributes.attributes(set),
                            verdict(session, prefix, set, self)));
                }
            }
        }
        return routes;
    }

    private static boolean isReceived(Session session, AddressFamily family, int number) {
        return session.lanes().stream().anyMatch(lane -> lane.in(family).get(number) != AdjRibIn.NONE);
    }

    private Verdict verdict(Session session, Prefix prefix, int set, RibSettings self) {
        ImportPolicy policy = session.peer().policy.imports();
        Optional<Reason> refusal = ImportRules.refusal(attributes, set, session.info(), policy.ownAs(), self);
        if (refusal.isPresent()) {
            return new Verdict.Denied(refusal.get(), Optional.empty());
        }
        PathAttributes received = attributes.attributes(set);
        Judgement judgement = session.judge.policy().judge(prefix, Optional.of(attributes.nextHop(set)), received);
        if (!judgement.permitted()) {
            return new Verdict.Denied(judgement.by().isPresent() ? Reason.RULE : Reason.NO_RULE, judgement.by());
        }
        RoutePolicy.Rule by = judgement.by().orElseThrow();
        return AttributeChange.applyAll(judgement.changes(), received)
                .<Verdict>map(used -> unreachable(session, set)
                        .<Verdict>map(Verdict.Unreachable::new)
                        .orElseGet(() -> new Verdict.Accepted(by, by.prefixes().permittingRule(prefix), used)))
                .orElseGet(() -> new Verdict.Denied(Reason.TOO_LONG, Optional.of(by)));
    }

    /// Why the next hop of a path cannot be reached, if it cannot.
    private Optional<String> unreachable(Session session, int set) {
        if (attributes.isReachable(set, session.info())) {
            return Optional.empty();
        }
        return Optional.of(
                switch (attributes.reachability(set)) {
                    case Reachability.Unreachable(String why) -> why;
                    case Reachability.Reachable _ ->
                        "not on a network that we share with its peer, who is one hop away";
                });
    }

    List<AdvertisedRoute> advertised(Session session, RouteQuery query) {
        List<AdvertisedRoute> routes = new ArrayList<>();
        for (Prefix prefix : page(
                query, (table, number) -> !advertised(session, table, number).isEmpty())) {
            routes.addAll(advertised(session, groups.table(prefix.family()), number(prefix)));
        }
        return routes;
    }

    private List<AdvertisedRoute> advertised(Session session, RouteTable table, int number) {
        UpdateGroup group = session.group;
        AdjRibOut out = group.out(table.family());
        List<AdvertisedRoute> routes = new ArrayList<>();
        boolean addPath = group.key().addPath(table.family());
        table.forBestPaths(number, addPath ? Integer.MAX_VALUE : 1, (path, set) -> {
            if (out.isTold(out.get(addPath ? path : AdjRibOut.BEST, number), session.slot())) {
                Judgement judgement = group.judge(table, number, set).judgement();
                NextHop nextHop = groups.nextHopTold(group.key(), table.family(), set);
                if (judgement.permitted() && nextHop != null) { // else it waits to be withdrawn
                    groups.attributesTold(group.key(), set, group.originator(path, set), judgement.changes())
                            .ifPresent(told -> routes.add(new AdvertisedRoute(
                                    table.prefixes().prefix(number),
                                    addPath ? path : 0,
                                    nextHop,
                                    told,
                                    judgement.by().orElseThrow())));
                }
            }
        });
        return routes;
    }

    List<WithheldRoute> withheld(Session session, RouteQuery query) {
        List<WithheldRoute> routes = new ArrayList<>();
        for (Prefix prefix : page(
                query,
                (table, number) -> session.carries(table.family())
                        && table.best(number) != RouteTable.NO_ROUTE
                        && advertised(session, table, number).isEmpty())) {
            RouteTable table = groups.table(prefix.family());
            int number = number(prefix);
            Why why = session.group.whyWithheld(table, number);
            routes.add(new WithheldRoute(
                    prefix,
                    why,
                    why == Why.RULE ? session.group.judge(table, number).by() : Optional.empty()));
        }
        return routes;
    }

    List<LocRibEntry> locRib(RouteQuery query, RibSettings self) {
        List<LocRibEntry> entries = new ArrayList<>();
        for (Prefix prefix :
                page(query, (table, number) -> table.best(number) != RouteTable.NO_ROUTE || table.hasUsable(number))) {
            entries.add(entry(prefix, self));
        }
        return entries;
    }

    /// The best route of a prefix number, if it has one.
    Optional<BestRoute> best(RouteTable table, int number) {
        int best = table.best(number);
        if (best == RouteTable.NO_ROUTE) {
            return Optional.empty();
        }
        if (best == RouteTable.LOCAL) {
            int own = table.ownSet(number);
            return Optional.of(new BestRoute(
                    Optional.empty(),
                    Optional.empty(),
                    own == Judge.OWN ? PathAttributes.NONE : attributes.attributes(own)));
        }
        int set = table.bestSet(number);
        PeerId peer = groups.session(best).peer().id();
        return Optional.of(
                new BestRoute(Optional.of(peer), Optional.of(attributes.nextHop(set)), attributes.attributes(set)));
    }

    private LocRibEntry entry(Prefix prefix, RibSettings self) {
        RouteTable table = groups.table(prefix.family());
        int number = number(prefix);
        // By identity: two instances may have learned the very same from one address.
        IdentityHashMap<Candidate, Optional<PeerId>> candidates = new IdentityHashMap<>();
        List<LocRibEntry.Path> unreachable = new ArrayList<>();
        for (int slot = 0; slot < sessions.bound(); slot++) {
            Lane lane = sessions.find(slot);
            if (lane != null) {
                AdjRibIn in = lane.in(prefix.family());
                int path = in.get(number);
                if (AdjRibIn.isUsable(path)) {
                    Optional<PeerId> peer = Optional.of(lane.session().peer().id());
                    unreachable(lane.session(), path)
                            .ifPresentOrElse(
                                    why -> unreachable.add(new LocRibEntry.Path(
                                            peer,
                                            in.pathId(number),
                                            Optional.of(attributes.nextHop(path)),
                                            attributes.attributes(path),
                                            false,
                                            Optional.of(why),
                                            Optional.empty())),
                                    () -> candidates.put(candidate(lane.session(), path, in.pathId(number)), peer));
                }
            }
        }
        if (table.best(number) == RouteTable.LOCAL) {
            candidates.put(own(self, attributes.attributes(table.ownSet(number))), Optional.empty());
        }
        if (candidates.isEmpty()) {
            return new LocRibEntry(prefix, unreachable, Optional.empty());
        }
        BestPath.Decision decision = BestPath.decide(List.copyOf(candidates.keySet()), self);
        List<Candidate> used = decision.used();
        List<LocRibEntry.Path> paths = new ArrayList<>(candidates.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Candidate, Optional<PeerId>> entry) ->
                                used.contains(entry.getKey()) ? used.indexOf(entry.getKey()) : used.size())
                        .thenComparing(entry -> entry.getKey().peerAddress())
                        .thenComparingLong(
                                entry -> Integer.toUnsignedLong(entry.getKey().pathId()))
                        .thenComparing(
                                entry -> entry.getValue().map(PeerId::name).orElse("")))
                .map(entry -> path(entry.getKey(), entry.getValue(), decision))
                .toList());
        paths.addAll(unreachable);
        return new LocRibEntry(prefix, paths, decision.by());
    }

    private Candidate candidate(Session session, int set, int pathId) {
        return new Candidate(
                false,
                attributes.attributes(set),
                attributes.nextHop(set),
                session.info().external(),
                attributes.interiorCost(set),
                session.info().peerBgpIdentifier(),
                session.info().peerAddress(),
                pathId);
    }

    private static Candidate own(RibSettings self, PathAttributes attributes) {
        return new Candidate(
                true,
                attributes,
                NextHop.of(self.bgpIdentifier()),
                false,
                0,
                self.bgpIdentifier(),
                self.bgpIdentifier(),
                0);
    }

    private static LocRibEntry.Path path(Candidate candidate, Optional<PeerId> peer, BestPath.Decision decision) {
        return new LocRibEntry.Path(
                peer,
                candidate.pathId(),
                candidate.local() ? Optional.empty() : Optional.of(candidate.nextHop()),
                candidate.attributes(),
                decision.used().contains(candidate),
                Optional.empty(),
                Optional.ofNullable(decision.lostBy().get(candidate)));
    }

    private List<Prefix> page(RouteQuery query, BiPredicate<RouteTable, Integer> wanted) {
        RoutePage page = new RoutePage(query);
        for (AddressFamily family : AddressFamily.values()) {
            if (!page.skips(family)) {
                RouteTable table = groups.table(family);
                for (int number = 0; number < table.prefixes().bound(); number++) {
                    if (wanted.test(table, number)) {
                        page.offer(table.prefixes(), number);
                    }
                }
            }
        }
        return page.prefixes();
    }

    private int number(Prefix prefix) {
        return groups.table(prefix.family()).prefixes().find(prefix.high(), prefix.low(), prefix.length());
    }
}
