package io.barewire.rib;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.rib.LocRibEntry.Path;
import io.barewire.rib.ReceivedRoute.Verdict;
import io.barewire.testkit.Rng;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.Octets;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.ClusterList;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.ExtendedCommunities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.OriginatorId;
import io.barewire.wire.PathAttribute.Unknown;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Random lives of a RIB, held against [RibModel] after every step.
class RibPropertyTest {
    private static final RibSettings SETTINGS = new RibSettings(65000, IpAddress.parse("10.0.0.1"), 4);
    private static final List<Prefix> POOL = pool();
    private static final List<IpAddress> HOPS = List.of(
            IpAddress.parse("10.0.0.11"), // also a peer's address
            IpAddress.parse("10.0.0.12"), // also a peer's address
            IpAddress.parse("192.0.2.1"),
            IpAddress.parse("10.0.0.1"), // our own
            IpAddress.parse("224.0.0.5"),
            IpAddress.parse("2001:db8::11"));

    /// Nested, some routed themselves, some with nothing in them.
    private static final List<Prefix> AGGREGATES = Stream.of(
                    "0.0.0.0/0",
                    "10.0.0.0/8",
                    "10.0.0.0/16",
                    "10.244.0.0/16",
                    "10.244.0.0/20",
                    "10.244.4.0/22",
                    "10.244.3.0/24",
                    "192.0.2.0/24",
                    "::/0",
                    "2001:db8::/32",
                    "fd00::/48",
                    "fd00::/61")
            .map(Prefix::parse)
            .toList();

    private static final List<Set<Prefix>> SHARED =
            List.of(Set.of(), Set.of(Prefix.parse("10.0.0.0/24")), Set.of(Prefix.parse("2001:db8::/64")));

    private static List<Prefix> pool() {
        List<Prefix> pool = new ArrayList<>(List.of(
                Prefix.parse("0.0.0.0/0"),
                Prefix.parse("::/0"),
                Prefix.parse("10.0.0.0/8"),
                Prefix.parse("10.0.0.0/16"),
                Prefix.parse("10.0.0.0/32"),
                Prefix.parse("2001:db8::/32"),
                Prefix.parse("2001:db8::1/128")));
        for (int i = 0; i < 12; i++) {
            pool.add(Prefix.parse("10.244." + i + ".0/24"));
            pool.add(Prefix.parse("10.244.0." + i + "/32"));
            pool.add(Prefix.parse("fd00:0:0:" + i + "::/64"));
        }
        return List.copyOf(pool);
    }

    /// One random life.
    private static final class Life {
        final Rng rng;
        final SimulatedReachability network = new SimulatedReachability();
        final Rib rib = new Rib(SETTINGS, network);
        final RibModel model = new RibModel(SETTINGS, network);
        final Map<PeerId, Heard> ears = new HashMap<>();
        final Map<Prefix, List<ScopedNextHop>> sink = new TreeMap<>();
        final Set<Prefix> discarded = new TreeSet<>();
        final ChangeFeed<RouteChange> feed;
        final Kind kind;
        /// All sessions are of one kind with one export filter, so that peers share update groups.
        final boolean alike;
        /// What peers that are alike are told where ADD-PATH was agreed on.
        final Set<AddressFamily> addPathSend;
        final int mostPathsTold;
        /// The network that peers that are alike are on, too.
        final Set<Prefix> shared;
        /// Shares seen: polls at which more peers than groups were up.
        int shares;
        boolean notified;
        /// Not always: they make the model slow.
        final boolean aggregates;

        Life(Rng rng, Kind kind) {
            this.rng = rng;
            this.kind = kind;
            this.alike = kind != Kind.MIXED;
            this.aggregates = rng.oneIn(3);
            this.addPathSend = rng.oneIn(2) ? Set.of(AddressFamily.IPV4) : Set.of();
            this.mostPathsTold = rng.oneOf(1, 2, PeerPolicy.ALL_PATHS);
            this.shared = rng.oneOf(SHARED);
            feed = rib.openFeed(() -> notified = true);
            int peers = rng.between(1, 5);
            for (int i = 0; i < peers; i++) {
                PeerId id = new PeerId("10.0.0.1" + i);
                PeerPolicy policy = policy();
                rib.addPeer(id, policy);
                model.peers.put(id, new RibModel.ModelPeer(id, policy));
            }
        }

        PeerPolicy policy() {
            ImportPolicy imports = new ImportPolicy(
                    rng.oneIn(2) ? RoutePolicy.of(filter()) : RandomPolicies.policy(rng, POOL),
                    rng.oneOf(OwnAs.REFUSED, OwnAs.REFUSED, new OwnAs.AtMost(1), new OwnAs.AsOrigin()),
                    rng.oneOf(ImportPolicy.DefaultRoute.values()),
                    PrefixLimits.DEFAULT.withTotal(1000));
            return new PeerPolicy(
                    imports,
                    exports(),
                    rng.oneIn(2) || (alike && !rng.oneIn(8)),
                    alike ? mostPathsTold : rng.oneOf(1, 2, PeerPolicy.ALL_PATHS));
        }

        private ExportPolicy exports() {
            if (alike && !rng.oneIn(8)) {
                return ExportPolicy.NOTHING.withRules(RoutePolicy.EVERYTHING);
            }
            ExportPolicy exports = ExportPolicy.NOTHING
                    .withRules(rng.oneIn(2) ? RoutePolicy.of(filter()) : RandomPolicies.policy(rng, POOL))
                    .withAsOverride(rng.oneIn(4));
            return rng.oneIn(2)
                    ? exports
                    : exports.withNextHop(
                            rng.oneOf(AddressFamily.values()),
                            rng.oneOf(
                                    new ExportedNextHop.Self(),
                                    new ExportedNextHop.Unchanged(),
                                    new ExportedNextHop.Address(IpAddress.parse("10.0.0.99")),
                                    new ExportedNextHop.Address(IpAddress.parse("2001:db8::99"))));
        }

        PrefixFilter filter() {
            return switch (rng.between(0, 5)) {
                case 0 -> PrefixFilter.NONE;
                case 1, 2 -> PrefixFilter.ALL;
                case 3 ->
                    PrefixFilter.of(List.of(
                            new PrefixFilter.Rule(Prefix.parse("10.244.0.0/16"), 24, 24),
                            new PrefixFilter.Rule(Prefix.parse("::/0"), 0, 64)));
                case 4 -> PrefixFilter.of(List.of(new PrefixFilter.Rule(Prefix.parse("10.0.0.0/8"), 8, 32)));
                default -> PrefixFilter.of(rng.listOf(0, 8, r -> PrefixFilter.Rule.exactly(r.oneOf(POOL))));
            };
        }

        SessionInfo session(PeerId id) {
            if (alike) {
                return alikeSession(id);
            }
            boolean external = rng.oneIn(2);
            Set<AddressFamily> families =
                    rng.oneOf(List.of(Set.of(AddressFamily.IPV4), Set.of(AddressFamily.IPV4, AddressFamily.IPV6)));
            Map<AddressFamily, NextHop> self = new HashMap<>();
            self.put(AddressFamily.IPV4, NextHop.of(IpAddress.parse("10.0.0.1")));
            if (!rng.oneIn(4)) {
                self.put(AddressFamily.IPV6, NextHop.of(IpAddress.parse("2001:db8::1")));
            }
            Set<AddressFamily> withPathIds = rng.oneOf(List.of(Set.of(), Set.of(AddressFamily.IPV4), families));
            Set<AddressFamily> tellsPathIds = rng.oneOf(List.of(Set.of(), Set.of(AddressFamily.IPV4), families));
            MessageFormat format =
                    new MessageFormat(external, true, false, families, withPathIds, tellsPathIds, rng.oneIn(3));
            return new SessionInfo(
                    external ? rng.between(65001, 65003) : 65000,
                    external ? IpAddress.parse("10.9.9." + rng.between(1, 3)) : identifier(id),
                    IpAddress.parse(id.name()),
                    self,
                    format,
                    rng.oneIn(2),
                    0,
                    external && rng.oneIn(2),
                    SessionTerms.PLAIN.withSharedNetworks(rng.oneOf(SHARED)));
        }

        /// No two internal peers have the same.
        private static IpAddress identifier(PeerId id) {
            return IpAddress.parse(id.name().replace("10.0.0.1", "10.9.9."));
        }

        /// Of one kind, but for one peer of the other kind.
        private SessionInfo alikeSession(PeerId id) {
            boolean external = (kind == Kind.REFLECTED) == id.name().equals("10.0.0.10");
            IpAddress address = IpAddress.parse(id.name());
            return new SessionInfo(
                    external ? 65001 : 65000,
                    identifier(id),
                    address,
                    Map.of(AddressFamily.IPV4, NextHop.of(IpAddress.parse("10.0.0.1"))),
                    new MessageFormat(
                            external,
                            true,
                            false,
                            Set.of(AddressFamily.IPV4),
                            rng.oneIn(2) ? Set.of(AddressFamily.IPV4) : Set.of(),
                            addPathSend,
                            false),
                    rng.oneIn(2),
                    0,
                    false,
                    SessionTerms.PLAIN.withSharedNetworks(shared));
        }

        Update update(SessionInfo session) {
            List<Nlri> withdrawn = new ArrayList<>();
            List<Update.Reach> announced = new ArrayList<>();
            for (AddressFamily family : AddressFamily.values()) {
                boolean withPathIds = session.format().addPathReceive().contains(family);
                List<Prefix> ofFamily = POOL.stream()
                        .filter(prefix -> prefix.family() == family)
                        .toList();
                if (rng.oneIn(3)) {
                    withdrawn.add(nlri(family, withPathIds, rng.listOf(1, 6, r -> r.oneOf(ofFamily))));
                }
                if (!rng.oneIn(3)) {
                    NextHop hop = NextHop.of(rng.oneOf(HOPS.stream()
                            .filter(address -> family == AddressFamily.IPV4 || address.family() == family)
                            .toList()));
                    announced.add(new Update.Reach(
                            hop, nlri(family, withPathIds, rng.listOf(1, 6, r -> r.oneOf(ofFamily)))));
                }
            }
            return new Update(withdrawn, announced, announced.isEmpty() ? PathAttributes.NONE : attributes(rng));
        }

        private Nlri nlri(AddressFamily family, boolean withPathIds, List<Prefix> prefixes) {
            Nlri.Builder nlri = new Nlri.Builder(family, withPathIds);
            for (Prefix prefix : rng.oneIn(4) ? prefixes : new TreeSet<>(prefixes)) { // a peer may say one twice
                nlri.add(rng.oneOf(0, 1, 7, -1), prefix.high(), prefix.low(), prefix.length());
            }
            return nlri.build();
        }

        void step() {
            PeerId id = rng.oneOf(List.copyOf(model.peers.keySet()));
            RibModel.ModelPeer peer = model.peer(id);
            switch (rng.between(0, 15)) {
                case 0 -> originate();
                case 1 -> {
                    PeerPolicy policy = policy();
                    rib.setPolicy(id, policy);
                    peer.policy = policy;
                }
                case 2 -> {
                    if (peer.isUp()) {
                        refresh(id, rng.oneOf(AddressFamily.values()));
                    }
                }
                case 3 -> {
                    if (peer.isUp()) {
                        rib.peerDown(id);
                        peer.session = Optional.empty();
                        peer.announced.clear();
                        peer.stale.clear();
                        peer.toldAgain.clear();
                    }
                }
                case 4 -> {
                    RibSettings settings = new RibSettings(
                            SETTINGS.localAs(),
                            SETTINGS.bgpIdentifier(),
                            IpAddress.parse(rng.oneOf("10.0.0.1", "0.0.0.2")),
                            !rng.oneIn(4),
                            rng.between(1, 5),
                            rng.oneIn(3));
                    rib.setSettings(settings);
                    model.settings = settings;
                }
                case 5, 6 -> changeTheNetwork();
                case 7 -> {
                    if (aggregates) {
                        aggregate();
                    }
                }
                default -> {
                    if (!peer.isUp()) {
                        SessionInfo info = session(id);
                        rib.peerUp(id, info);
                        peer.session = Optional.of(info);
                        ears.put(id, new Heard());
                    } else {
                        Update update = update(peer.info());
                        if (update.endOfRib().isEmpty()) {
                            rib.receive(id, update);
                            model.receive(id, update);
                        }
                    }
                }
            }
        }

        /// A next hop or several are lost, come back, or are reached in another way; told at once.
        private void changeTheNetwork() {
            for (IpAddress hop : rng.listOf(1, 3, r -> r.oneOf(HOPS))) {
                network.set(
                        hop,
                        switch (rng.between(0, 3)) {
                            case 0 -> new Reachability.Unreachable("test");
                            case 1 -> new Reachability.Reachable(rng.oneOf(0L, 10L, 0xFFFFFFFFL), false, "test");
                            default -> SimulatedReachability.CONNECTED;
                        });
            }
            rib.nextHopsChanged();
        }

        private void refresh(PeerId id, AddressFamily family) {
            switch (rng.between(0, 2)) {
                case 0 -> rib.refresh(id, family);
                case 1 -> {
                    rib.refreshBegins(id, family);
                    model.refreshBegins(id, family);
                }
                default -> {
                    rib.refreshEnds(id, family);
                    model.refreshEnds(id, family);
                }
            }
        }

        private void aggregate() {
            model.aggregates.clear();
            for (Prefix prefix : rng.listOf(0, 3, r -> r.oneOf(AGGREGATES))) {
                Aggregate aggregate =
                        Aggregate.of(prefix).withSummaryOnly(rng.oneIn(2)).withDiscard(!rng.oneIn(3));
                if (rng.oneIn(2)) {
                    aggregate = aggregate.withChanges(new AttributeChange.AddCommunities(
                            List.of(Community.parse(rng.oneOf("65000:7", "no-export", "no-advertise")))));
                }
                model.aggregates.put(prefix, aggregate);
            }
            rib.setAggregates(Set.copyOf(model.aggregates.values()));
        }

        private void originate() {
            if (rng.oneIn(3)) {
                Set<Prefix> wanted = Set.copyOf(new TreeSet<>(rng.listOf(0, 5, r -> r.oneOf(POOL))));
                rib.setOriginated(wanted);
                model.originated.clear();
                model.originated.addAll(wanted);
            } else {
                Prefix prefix = rng.oneOf(POOL);
                if (rng.oneIn(2)) {
                    rib.originate(prefix);
                    model.originated.add(prefix);
                } else {
                    rib.withdrawOriginated(prefix);
                    model.originated.remove(prefix);
                }
            }
        }

        /// Gives some peers and the sink a little to hear, so that the others fall behind.
        void deliverSome() {
            shares += rib.updateGroups() < model.up().size() ? 1 : 0;
            for (RibModel.ModelPeer peer : model.up()) {
                boolean slow = alike && peer.id.name().endsWith("1");
                if (slow ? rng.oneIn(60) : rng.oneIn(2)) {
                    ear(peer.id).hear(rib.poll(peer.id));
                }
            }
            if (rng.oneIn(2)) {
                drain(rng.between(1, 5));
            }
        }

        void deliverAll() {
            boolean more = true;
            while (more) {
                more = false;
                assertEquals(
                        model.up().stream()
                                .map(peer -> peer.id)
                                .filter(rib::hasOutput)
                                .collect(Collectors.toSet()),
                        Set.copyOf(rib.withOutput()));
                for (RibModel.ModelPeer peer : model.up()) {
                    boolean expected = rib.hasOutput(peer.id);
                    List<BgpMessage> messages = rib.poll(peer.id);
                    assertTrue(expected || messages.isEmpty(), "output that hasOutput denied");
                    ear(peer.id).hear(messages);
                    more |= !messages.isEmpty();
                }
            }
            while (!feed.isEmpty()) {
                drain(7);
            }
        }

        private void drain(int most) {
            assertTrue(feed.isEmpty() || notified, "the feed filled up in silence");
            for (RouteChange change : feed.drain(most)) {
                discarded.remove(change.prefix());
                if (change.discard()) {
                    discarded.add(change.prefix());
                }
                if (change.nextHops().isEmpty()) {
                    sink.remove(change.prefix());
                } else {
                    sink.put(change.prefix(), change.nextHops());
                }
            }
            notified = !feed.isEmpty();
        }

        Heard ear(PeerId id) {
            return Optional.ofNullable(ears.get(id)).orElseThrow();
        }

        void checkTables() {
            List<LocRibEntry> entries = new ArrayList<>();
            for (LocRibEntry entry : rib.locRib(RouteQuery.first(1000))) {
                if (entry.paths().getFirst().used()) {
                    entries.add(entry);
                } else {
                    entry.paths().forEach(path -> assertTrue(path.unreachable().isPresent()));
                }
            }
            assertEquals(
                    List.copyOf(model.prefixes()),
                    entries.stream().map(LocRibEntry::prefix).toList());
            for (LocRibEntry entry : entries) {
                boolean own = model.isOwn(entry.prefix());
                Path best = entry.paths().getFirst();
                assertEquals(own, best.peer().isEmpty());
                model.active(entry.prefix()).ifPresent(made -> assertEquals(made, best.attributes()));
                if (!own) {
                    BestPath.Decision decision = model.decision(entry.prefix()).orElseThrow();
                    assertEquals(decision.by(), entry.decidedBy());
                    assertEquals(Optional.of(decision.best().nextHop()), best.nextHop());
                    assertEquals(decision.best().attributes(), best.attributes());
                    assertEquals(decision.best().pathId(), best.pathId());
                }
            }
            for (RibModel.ModelPeer peer : model.up()) {
                Map<RibModel.Named, RibModel.Route> received = new TreeMap<>();
                for (ReceivedRoute route : rib.received(peer.id, RouteQuery.first(1000))) {
                    RibModel.Route value = new RibModel.Route(route.nextHop(), route.attributes());
                    received.put(new RibModel.Named(route.prefix(), route.pathId()), value);
                    assertEquals(
                            model.isUsable(peer, route.prefix(), value), route.verdict() instanceof Verdict.Accepted);
                    if (route.verdict() instanceof Verdict.Accepted accepted) {
                        assertEquals(model.used(peer, route.prefix(), value), accepted.used());
                    }
                    assertEquals(
                            model.isPermitted(peer, route.prefix(), value),
                            !(route.verdict() instanceof Verdict.Denied));
                }
                assertEquals(peer.announced, received);
            }
        }

        void checkDelivered() {
            assertEquals(model.nextHops(), sink);
            assertEquals(model.discarded(), discarded);
            for (RibModel.ModelPeer peer : model.up()) {
                assertEquals(model.told(peer.id), ear(peer.id).byPrefix(), () -> "told to " + peer.id);
                Map<RibModel.Named, RibModel.Route> shown = new TreeMap<>();
                checkWithheld(peer);
                rib.advertised(peer.id, RouteQuery.first(1000))
                        .forEach(route -> shown.put(
                                new RibModel.Named(route.prefix(), route.pathId()),
                                new RibModel.Route(route.nextHop(), route.attributes())));
                assertEquals(ear(peer.id).routes, shown);
                assertEquals(
                        peer.info().format().families(),
                        Set.copyOf(ear(peer.id).ended),
                        "End-of-RIB once for each family");
                assertEquals(
                        peer.info().format().families().size(),
                        ear(peer.id).ended.size());
                for (AddressFamily family : AddressFamily.values()) {
                    assertEquals(model.counters(peer.id, family), rib.counters(peer.id, family));
                }
            }
        }

        /// What is not told is shown as withheld, and nothing else is.
        private void checkWithheld(RibModel.ModelPeer peer) {
            Set<Prefix> notTold = new TreeSet<>(model.prefixes());
            notTold.removeAll(model.told(peer.id).keySet());
            notTold.removeIf(prefix -> !peer.info().format().families().contains(prefix.family()));
            Set<Prefix> withheld = new TreeSet<>();
            for (WithheldRoute route : rib.withheld(peer.id, RouteQuery.first(1000))) {
                withheld.add(route.prefix());
                assertTrue(route.why() != WithheldRoute.Why.WAITS, "all is delivered");
                assertEquals(route.why() == WithheldRoute.Why.RULE, route.by().isPresent());
            }
            assertEquals(notTold, withheld);
        }

        /// Everything goes, in some order; nothing may stay behind.
        void end() {
            List<PeerId> order = rng.shuffled(List.copyOf(model.peers.keySet()));
            for (PeerId id : order) {
                if (rng.oneIn(2)) {
                    rib.setOriginated(Set.of());
                }
                rib.removePeer(id);
            }
            rib.setOriginated(Set.of());
            rib.setAggregates(Set.of());
            drain(1000);
            assertEquals(Set.of(), network.followed(), "next hops still followed");
            assertEquals(0, rib.attributeSets());
            assertEquals(0, rib.updateGroups());
            for (AddressFamily family : AddressFamily.values()) {
                assertEquals(0, rib.size(family));
                assertEquals(0, rib.heldPrefixes(family), "prefixes still held");
            }
            assertEquals(new Rib(SETTINGS).estimatedOctets(), rib.estimatedOctets());
        }
    }

    static PathAttributes attributes(Rng rng) {
        List<PathAttribute> attributes = new ArrayList<>();
        attributes.add(new Origin(rng.oneOf(Origin.Kind.values())));
        List<Segment> segments = new ArrayList<>();
        if (!rng.oneIn(3)) {
            SegmentType type = rng.oneIn(6) ? SegmentType.AS_SET : SegmentType.AS_SEQUENCE;
            segments.add(new Segment(type, rng.listOf(1, 2, r -> (long) r.between(65000, 65003))));
        }
        attributes.add(new AsPath(segments));
        if (rng.oneIn(3)) {
            attributes.add(new MultiExitDisc(rng.between(0, 2)));
        }
        if (rng.oneIn(4)) {
            attributes.add(new LocalPref(rng.oneOf(100L, 200L, 0xFFFFFFFFL)));
        }
        if (rng.oneIn(8)) {
            attributes.add(new Communities(rng.listOf(
                    1,
                    2,
                    r -> r.oneOf(
                            65000 << 16 | 1,
                            Communities.NO_EXPORT,
                            Communities.NO_ADVERTISE,
                            Communities.NO_EXPORT_SUBCONFED))));
        }
        if (rng.oneIn(8)) {
            attributes.add(new OriginatorId(IpAddress.parse(rng.oneOf("10.0.0.1", "10.9.9.1", "10.9.9.9"))
                    .ipv4Bits()));
            attributes.add(new ClusterList(rng.listOf(1, 3, r -> r.between(1, 3))));
        }
        if (rng.oneIn(10)) {
            attributes.add(new ExtendedCommunities(List.of(0x0002_FDE8_0000_0001L, 0x4002_FDE8_0000_0001L)));
        }
        if (rng.oneIn(10)) {
            attributes.add(new Unknown(rng.oneOf(0xC0, 0xE0), 200, Octets.of((byte) 1)));
        }
        return PathAttributes.of(attributes);
    }

    @Test
    void agreesWithTheModelWhateverHappens() {
        forSeeds(400, rng -> {
            Life life = new Life(rng, Kind.MIXED);
            int steps = rng.between(1, 60);
            for (int i = 0; i < steps; i++) {
                life.step();
                life.checkTables();
                if (rng.oneIn(3)) {
                    life.deliverSome();
                }
                if (rng.oneIn(4)) {
                    life.deliverAll();
                    life.checkDelivered();
                }
            }
            life.deliverAll();
            life.checkDelivered();
            life.end();
        });
    }

    enum Kind {
        MIXED,
        /// Nearly all external, in few groups.
        EXTERNAL,
        /// Nearly all internal and clients of ours, in few groups.
        REFLECTED
    }

    /// Peers that share groups, one of them so slow that it is split off again and again, others refreshing,
    /// leaving and joining.
    @Test
    void peersInOneGroupAreToldTheSameAsAlone() {
        int[] shares = new int[1];
        forSeeds(150, rng -> {
            Life life = new Life(rng, rng.oneOf(Kind.EXTERNAL, Kind.REFLECTED));
            int steps = rng.between(50, 200);
            for (int i = 0; i < steps; i++) {
                life.step();
                life.deliverSome();
                if (rng.oneIn(30)) {
                    life.deliverAll();
                    life.checkDelivered();
                }
            }
            life.deliverAll();
            life.checkDelivered();
            life.end();
            shares[0] += life.shares;
        });
        assertTrue(
                shares[0] > 500 || Long.getLong("seed") != null, () -> "groups were shared at " + shares[0] + " polls");
    }

    @Test
    void leavesNothingBehindWhenItEndsInTheMiddle() {
        forSeeds(300, rng -> {
            Life life = new Life(rng, Kind.MIXED);
            int steps = rng.between(1, 40);
            for (int i = 0; i < steps; i++) {
                life.step();
                if (rng.oneIn(3)) {
                    life.deliverSome();
                }
            }
            life.end();
        });
    }
}
