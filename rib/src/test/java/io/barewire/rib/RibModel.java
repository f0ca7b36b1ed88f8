package io.barewire.rib;

import io.barewire.rib.BestPath.Candidate;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.RoutePolicy.Judgement;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AtomicAggregate;
import io.barewire.wire.PathAttribute.ClusterList;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.OriginatorId;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What [Rib] should hold, as maps of values, computed anew at every question: slow, and short enough to be believed.
final class RibModel {
    record Route(NextHop nextHop, PathAttributes attributes) {}

    /// What a peer says of a path: the prefix, and with ADD-PATH what it calls the path.
    record Named(Prefix prefix, int pathId) implements Comparable<Named> {
        @Override
        public int compareTo(Named other) {
            int order = prefix.compareTo(other.prefix);
            return order == 0 ? Integer.compareUnsigned(pathId, other.pathId) : order;
        }
    }

    static List<Named> names(Nlri nlri) {
        List<Named> names = new ArrayList<>();
        for (Nlri.Cursor at = nlri.cursor(); at.next(); ) {
            names.add(new Named(at.prefix(), at.pathId()));
        }
        return names;
    }

    static final class ModelPeer {
        final PeerId id;
        PeerPolicy policy;
        Optional<SessionInfo> session = Optional.empty();
        final Map<Named, Route> announced = new TreeMap<>();
        /// What a refresh has not repeated so far, of the families that have one.
        final Set<Named> stale = new TreeSet<>();
        final Set<AddressFamily> toldAgain = EnumSet.noneOf(AddressFamily.class);

        ModelPeer(PeerId id, PeerPolicy policy) {
            this.id = id;
            this.policy = policy;
        }

        SessionInfo info() {
            return session.orElseThrow();
        }

        boolean isUp() {
            return session.isPresent();
        }
    }

    final Map<PeerId, ModelPeer> peers = new TreeMap<>();
    final Set<Prefix> originated = new TreeSet<>();
    final Map<Prefix, Aggregate> aggregates = new TreeMap<>();
    final SimulatedReachability network;
    RibSettings settings;

    RibModel(RibSettings settings, SimulatedReachability network) {
        this.settings = settings;
        this.network = network;
    }

    void receive(PeerId id, Update update) {
        ModelPeer peer = peer(id);
        for (Nlri nlri : update.withdrawn()) {
            names(nlri).forEach(peer.announced::remove);
        }
        for (Update.Reach reach : update.announced()) {
            if (peer.info().format().families().contains(reach.nlri().family())) {
                for (Named name : names(reach.nlri())) {
                    peer.announced.put(name, new Route(reach.nextHop(), update.attributes()));
                    peer.stale.remove(name);
                }
            }
        }
    }

    /// Permitted, and its next hop can be reached as this peer's must be.
    void refreshBegins(PeerId id, AddressFamily family) {
        ModelPeer peer = peer(id);
        if (peer.info().format().families().contains(family)) {
            peer.toldAgain.add(family);
            peer.announced.keySet().stream()
                    .filter(name -> name.prefix().family() == family)
                    .forEach(peer.stale::add);
        }
    }

    void refreshEnds(PeerId id, AddressFamily family) {
        ModelPeer peer = peer(id);
        if (peer.toldAgain.remove(family)) {
            peer.announced.keySet().removeIf(name -> name.prefix().family() == family && peer.stale.contains(name));
            peer.stale.removeIf(name -> name.prefix().family() == family);
        }
    }

    boolean isUsable(ModelPeer peer, Prefix prefix, Route route) {
        IpAddress hop = route.nextHop().address();
        boolean reached = switch (network.of(hop)) {
            case Reachability.Unreachable _ -> false;
            case Reachability.Reachable(long _, boolean connected, String _) ->
                connected || !peer.info().singleHop() || hop.equals(peer.info().peerAddress());
        };
        return reached && isPermitted(peer, prefix, route);
    }

    private long cost(IpAddress hop) {
        return network.of(hop) instanceof Reachability.Reachable reached ? reached.cost() : 0;
    }

    boolean isPermitted(ModelPeer peer, Prefix prefix, Route route) {
        IpAddress hop = route.nextHop().address();
        AsPath path = AsPaths.of(route.attributes());
        boolean loop = AsPaths.contains(path, settings.localAs())
                && ImportRules.isLoop(path, peer.policy.imports().ownAs(), settings.localAs());
        boolean reflectedBack = route.attributes()
                .get(OriginatorId.class)
                .filter(id -> id.bgpIdentifier() == settings.bgpIdentifier().ipv4Bits())
                .isPresent();
        boolean clusterLoop = route.attributes()
                .get(ClusterList.class)
                .filter(list -> list.clusterIds().contains(settings.clusterId().ipv4Bits()))
                .isPresent();
        boolean own = peer.info().nextHopSelf().values().stream()
                .anyMatch(self -> self.address().equals(hop)
                        || self.linkLocal().filter(hop::equals).isPresent());
        return !loop
                && !reflectedBack
                && !clusterLoop
                && !own
                && !hop.isUnspecified()
                && !hop.isMulticast()
                && judge(peer, prefix, route).permitted();
    }

    private static Judgement judge(ModelPeer peer, Prefix prefix, Route route) {
        return peer.policy.imports().allRules().judge(prefix, Optional.of(route.nextHop()), route.attributes());
    }

    /// The attributes that a permitted route is used with.
    PathAttributes used(ModelPeer peer, Prefix prefix, Route route) {
        return AttributeChange.applyAll(judge(peer, prefix, route).changes(), route.attributes())
                .orElseThrow();
    }

    /// What lies in an aggregate and is none itself, with the attributes it counts with.
    private Map<Prefix, PathAttributes> contributors(Aggregate aggregate, Set<Prefix> routed) {
        Map<Prefix, PathAttributes> contributors = new TreeMap<>();
        for (Prefix prefix : routed) {
            if (!prefix.equals(aggregate.prefix()) && aggregate.prefix().contains(prefix)) {
                if (originated.contains(prefix)) {
                    contributors.put(prefix, ExportRules.OWN);
                } else if (active(prefix, routed).isEmpty()) {
                    contributors.put(
                            prefix, decision(prefix).orElseThrow().best().attributes());
                }
            }
        }
        return contributors;
    }

    /// The attributes of an aggregate of this prefix that has something behind it, unless it is originated anyway.
    private Optional<PathAttributes> active(Prefix prefix, Set<Prefix> routed) {
        Aggregate aggregate = aggregates.get(prefix);
        if (aggregate == null || originated.contains(prefix)) {
            return Optional.empty();
        }
        Collection<PathAttributes> behind = contributors(aggregate, routed).values();
        return behind.stream()
                .map(route -> route.get(Origin.class).map(Origin::kind).orElse(Origin.Kind.INCOMPLETE))
                .max(Comparator.naturalOrder())
                .map(worst -> aggregate.attributes(
                        worst,
                        behind.stream()
                                .anyMatch(route -> AsPaths.length(AsPaths.of(route)) > 0
                                        || route.get(AtomicAggregate.class).isPresent()),
                        settings));
    }

    Optional<PathAttributes> active(Prefix prefix) {
        return aggregates.containsKey(prefix) ? active(prefix, routed()) : Optional.empty();
    }

    boolean isOwn(Prefix prefix) {
        return originated.contains(prefix) || active(prefix).isPresent();
    }

    private boolean isSuppressed(Prefix prefix) {
        return active(prefix).isEmpty()
                && aggregates.values().stream()
                        .anyMatch(aggregate -> aggregate.summaryOnly()
                                && !aggregate.prefix().equals(prefix)
                                && aggregate.prefix().contains(prefix));
    }

    /// Prefixes for which packets are dropped.
    Set<Prefix> discarded() {
        Set<Prefix> discarded = new TreeSet<>(aggregates.keySet());
        discarded.removeIf(prefix -> active(prefix).isEmpty()
                || !Optional.ofNullable(aggregates.get(prefix)).orElseThrow().discard());
        return discarded;
    }

    Set<Prefix> prefixes() {
        Set<Prefix> all = routed();
        aggregates.keySet().stream()
                .filter(prefix -> active(prefix).isPresent())
                .toList()
                .forEach(all::add);
        return all;
    }

    /// Prefixes with a route that is not an aggregate, or would have one if that were not.
    private Set<Prefix> routed() {
        Set<Prefix> all = new TreeSet<>(originated);
        for (ModelPeer peer : peers.values()) {
            peer.announced.forEach((name, route) -> {
                if (isUsable(peer, name.prefix(), route)) {
                    all.add(name.prefix());
                }
            });
        }
        return all;
    }

    Map<Candidate, PeerId> candidates(Prefix prefix) {
        Map<Candidate, PeerId> candidates = new HashMap<>();
        for (ModelPeer peer : peers.values()) {
            peer.announced.forEach((name, route) -> {
                if (name.prefix().equals(prefix) && isUsable(peer, prefix, route)) {
                    SessionInfo info = peer.info();
                    candidates.put(
                            new Candidate(
                                    false,
                                    used(peer, prefix, route),
                                    route.nextHop(),
                                    info.external(),
                                    cost(route.nextHop().address()),
                                    info.peerBgpIdentifier(),
                                    info.peerAddress(),
                                    name.pathId()),
                            peer.id);
                }
            });
        }
        return candidates;
    }

    Optional<BestPath.Decision> decision(Prefix prefix) {
        List<Candidate> candidates = List.copyOf(candidates(prefix).keySet());
        return candidates.isEmpty() ? Optional.empty() : Optional.of(BestPath.decide(candidates, settings));
    }

    /// What sinks should know: next hops of every prefix that has some.
    Map<Prefix, List<ScopedNextHop>> nextHops() {
        Map<Prefix, List<ScopedNextHop>> all = new TreeMap<>();
        for (Prefix prefix : prefixes()) {
            if (!isOwn(prefix)) {
                List<ScopedNextHop> hops = decision(prefix).orElseThrow().used().stream()
                        .map(path -> ScopedNextHop.of(path.nextHop()))
                        .toList();
                all.put(prefix, new ArrayList<>(new LinkedHashSet<>(hops)));
            }
        }
        return all;
    }

    /// What a peer should have been told: one route a prefix, or with ADD-PATH those of the best paths, in some
    /// order.
    Map<Prefix, List<Route>> told(PeerId id) {
        ModelPeer to = peer(id);
        Map<Prefix, List<Route>> told = new TreeMap<>();
        for (Prefix prefix : prefixes()) {
            if (to.info().format().families().contains(prefix.family()) && !isSuppressed(prefix)) {
                List<Route> routes = routes(to, prefix);
                if (!routes.isEmpty()) {
                    told.put(prefix, routes);
                }
            }
        }
        return told;
    }

    private List<Route> routes(ModelPeer to, Prefix prefix) {
        int most = to.info().format().addPathSend().contains(prefix.family()) ? to.policy.mostPathsTold() : 1;
        List<Route> routes = new ArrayList<>();
        if (originated.contains(prefix)) {
            told(to, prefix, Optional.empty(), ExportRules.OWN).ifPresent(routes::add);
            most--;
        }
        Optional<PathAttributes> aggregate = active(prefix);
        if (aggregate.isPresent()) {
            if (!isKept(aggregate.get(), to.info().external())) {
                told(to, prefix, Optional.empty(), aggregate.get()).ifPresent(routes::add);
            }
            most--;
        }
        Map<Candidate, PeerId> left = candidates(prefix);
        for (; most > 0 && !left.isEmpty(); most--) {
            Candidate best =
                    BestPath.decide(List.copyOf(left.keySet()), settings).best();
            PeerId from = Optional.ofNullable(left.remove(best)).orElseThrow();
            route(to, prefix, best, peer(from)).ifPresent(routes::add);
        }
        routes.sort(Comparator.comparing(Route::toString));
        return routes;
    }

    private static boolean isKept(PathAttributes attributes, boolean external) {
        List<Integer> communities =
                attributes.get(Communities.class).map(Communities::values).orElse(List.of());
        return communities.contains(Communities.NO_ADVERTISE)
                || (external && communities.contains(Communities.NO_EXPORT))
                || (external && communities.contains(Communities.NO_EXPORT_SUBCONFED));
    }

    private Optional<Route> route(ModelPeer to, Prefix prefix, Candidate path, ModelPeer from) {
        boolean external = to.info().external();
        boolean kept = isKept(path.attributes(), external);
        boolean reflected = !external && !path.external();
        boolean fromClient = from.policy.routeReflectorClient();
        boolean toClient = to.policy.routeReflectorClient();
        boolean mayReflect = (fromClient && toClient) ? settings.clientToClientReflection() : fromClient || toClient;
        if (to.id.equals(from.id) || kept || (reflected && !mayReflect)) {
            return Optional.empty();
        }
        int originator = path.attributes()
                .get(OriginatorId.class)
                .map(OriginatorId::bgpIdentifier)
                .orElse(path.bgpIdentifier().ipv4Bits());
        Optional<Route> told = told(to, prefix, Optional.of(path.nextHop()), path.attributes());
        if (external) {
            return told.filter(
                    route -> !route.nextHop().address().equals(to.info().peerAddress()));
        }
        boolean toItself =
                reflected && originator == to.info().peerBgpIdentifier().ipv4Bits();
        return told.filter(route ->
                        !toItself && !route.nextHop().address().equals(to.info().peerAddress()))
                .map(route -> reflected
                        ? new Route(
                                route.nextHop(),
                                ExportRules.reflected(
                                        route.attributes(),
                                        originator,
                                        settings.clusterId().ipv4Bits()))
                        : route);
    }

    /// What the policy makes of a route that may be told.
    ///
    /// @param hop empty for our own prefixes
    private Optional<Route> told(ModelPeer to, Prefix prefix, Optional<NextHop> hop, PathAttributes attributes) {
        ExportPolicy policy = to.policy.exports();
        Judgement judgement = policy.rules().judge(prefix, hop, attributes);
        boolean external = to.info().external();
        return nextHop(to, prefix.family(), hop)
                .filter(next -> judgement.permitted())
                .filter(next -> next.address().family() == prefix.family()
                        || to.info().format().extendedNextHop())
                .map(next -> new Route(
                        next,
                        ExportRules.told(
                                        attributes,
                                        judgement.changes(),
                                        external,
                                        policy.asOverride() && external
                                                ? to.info().peerAs()
                                                : 0,
                                        settings.localAs())
                                .orElseThrow()));
    }

    private static Optional<NextHop> nextHop(ModelPeer to, AddressFamily family, Optional<NextHop> hop) {
        Optional<NextHop> self = Optional.ofNullable(to.info().nextHopSelf().get(family));
        return switch (to.policy.exports().nextHop(family)) {
            case ExportedNextHop.Standard() ->
                to.info().external()
                        ? hop.filter(third -> isOnSharedNetwork(to, family, third.address()))
                                .or(() -> self)
                        : hop.or(() -> self);
            case ExportedNextHop.Self() -> self;
            case ExportedNextHop.Unchanged() -> hop.or(() -> self);
            case ExportedNextHop.Address(IpAddress address) -> Optional.of(NextHop.of(address));
        };
    }

    private static boolean isOnSharedNetwork(ModelPeer to, AddressFamily family, IpAddress hop) {
        return (hop.family() == family || to.info().format().extendedNextHop())
                && to.info().terms().sharedNetworks().stream().anyMatch(network -> network.contains(hop));
    }

    PeerCounters counters(PeerId id, AddressFamily family) {
        ModelPeer peer = peer(id);
        if (!peer.isUp()) {
            return PeerCounters.NONE;
        }
        int received = 0;
        int accepted = 0;
        for (Map.Entry<Named, Route> entry : peer.announced.entrySet()) {
            Prefix prefix = entry.getKey().prefix();
            if (prefix.family() == family) {
                received++;
                accepted += isPermitted(peer, prefix, entry.getValue()) ? 1 : 0;
            }
        }
        int told = told(id).entrySet().stream()
                .filter(entry -> entry.getKey().family() == family)
                .mapToInt(entry -> entry.getValue().size())
                .sum();
        return new PeerCounters(received, accepted, received - accepted, told, 0);
    }

    ModelPeer peer(PeerId id) {
        return Optional.ofNullable(peers.get(id)).orElseThrow();
    }

    List<ModelPeer> up() {
        return peers.values().stream()
                .filter(ModelPeer::isUp)
                .sorted(Comparator.comparing(peer -> peer.id))
                .toList();
    }
}
