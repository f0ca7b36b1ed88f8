package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All routes of one speaker: what peers told us, what we chose, what we tell them.
///
/// Confined to one thread. Nothing is pushed: whoever has room asks [#poll] for a peer's next messages and a
/// [ChangeFeed] for the next changes. Until asked, a slow peer or sink costs a bounded number of octets per prefix,
/// never a queue of messages.
///
/// A call that names an unknown peer, or does to a peer what its state forbids, is the caller's mistake and throws
/// [IllegalStateException]; nothing that a peer sends can cause one.
///
/// Inside: [PrefixTable] and [AttributeTable] number prefixes and attribute sets, [AdjRibIn] says which set a session
/// told for a prefix in which [Lane], [RouteTable] which lane's path is best, [UpdateGroup] who has been told what.
public final class Rib {
    /// How many paths of one prefix a session with ADD-PATH may tell; further ones are refused and counted. It bounds
    /// what a peer can make of the memory: a lane has a page for every 64 prefixes among which one has so many.
    public static final int MOST_PATHS_PER_PREFIX = 64;

    /// After so many prefixes of one peer.
    private static final int INTERLUDE = 256;

    private Runnable interlude = () -> {};
    private RibSettings settings;
    private final Map<PeerId, Peer> peers = new HashMap<>();
    /// The one that was asked for before, and by which name.
    private @Nullable Peer lastPeer;

    private @Nullable PeerId lastId;

    private final Sessions sessions = new Sessions();
    private final NextHopTable nextHops;
    private final AttributeTable attributes;
    private final PerFamily<RouteTable> tables;
    private final Judges judges;
    private final Intake intake;
    private final UpdateIntake updates;
    private final UpdateGroups groups;
    private final List<ChangeFeed<?>> followingBest = new ArrayList<>();
    private final List<ChangeFeed<?>> followingNextHops = new ArrayList<>();
    private final Leaks leaks;
    private final RouteViews views;

    /// Tables that take every next hop for reachable.
    public Rib(RibSettings settings) {
        this(settings, NextHopResolver.EVERYTHING_CONNECTED);
    }

    /// @param resolver knows which next hops can be reached; [#nextHopsChanged] must be called when it has news
    public Rib(RibSettings settings, NextHopResolver resolver) {
        this.settings = settings;
        this.nextHops = new NextHopTable(resolver);
        this.attributes = new AttributeTable(settings.localAs(), nextHops);
        this.tables = PerFamily.of(family -> new RouteTable(family, attributes, sessions, settings, new Changes()));
        this.judges = new Judges(attributes);
        this.intake = new Intake(attributes);
        this.updates = new UpdateIntake(attributes, sessions, tables, intake);
        this.groups = new UpdateGroups(settings, attributes, judges, sessions, tables);
        this.leaks = new Leaks(settings, attributes, judges, sessions, tables, groups);
        this.views = new RouteViews(attributes, sessions, groups);
    }

    private final class Changes implements RouteTable.Listener {
        @Override
        public void pathsChanged(RouteTable table, int number, boolean best) {
            groups.pathsChanged(table, number, best);
            for (int i = 0; best && i < followingBest.size(); i++) {
                followingBest.get(i).changed(table, number);
            }
        }

        @Override
        public void appeared(RouteTable table, int[] numbers, int count) {
            groups.appeared(table, numbers, count);
            for (ChangeFeed<?> feed : followingBest) {
                feed.changed(table, numbers, count);
            }
            for (ChangeFeed<?> feed : followingNextHops) {
                feed.changed(table, numbers, count);
            }
        }

        @Override
        public void nextHopsChanged(RouteTable table, int number) {
            for (int i = 0; i < followingNextHops.size(); i++) {
                followingNextHops.get(i).changed(table, number);
            }
        }

        @Override
        public void suppressionChanged(RouteTable table, int number) {
            groups.pathsChanged(table, number, true);
        }
    }

    public RibSettings settings() {
        return settings;
    }

    /// @param interlude called now and then while all that a peer has told goes, between two prefixes: feeds may
    ///     be drained, so that who follows them need not wait for the end of a large table. Replaces the one before
    public void setInterlude(Runnable interlude) {
        this.interlude = interlude;
    }

    /// Makes a peer known; it is down.
    public void addPeer(PeerId id, PeerPolicy policy) {
        if (peers.putIfAbsent(id, new Peer(id, policy)) != null) {
            throw new IllegalStateException("peer " + id + " is there already");
        }
    }

    /// Forgets a peer, after [#peerDown] if it was up.
    public void removePeer(PeerId id) {
        if (peer(id).session != null) {
            peerDown(id);
        }
        forget(id);
        peers.remove(id);
        lastPeer = null;
    }

    /// Replaces a peer's policy in place. Other import rules judge anew what Adj-RIB-In holds; another export policy
    /// leads to just those announcements and withdrawals that make the difference. Who becomes a client, or may
    /// hear another number of paths, is told everything again. A lower limit of prefixes counts from the next
    /// announcement on.
    public void setPolicy(PeerId id, PeerPolicy policy) {
        Peer peer = peer(id);
        PeerPolicy before = peer.policy;
        peer.policy = policy;
        Session known = peer.known();
        if (known != null && !policy.imports().judgesLike(before.imports())) {
            Judge old = known.judge;
            known.judge = judges.of(policy.imports().allRules());
            for (Lane lane : known.lanes()) {
                tables.both().forEach(table -> intake.judgeAgain(table, lane, settings));
            }
            judges.release(old);
        }
        Session session = peer.session;
        if (session != null) {
            UpdateGroup.Key key = UpdateGroup.Key.of(peer, session.info());
            if (!key.equals(session.group.key())) {
                session.group.split(session).setKey(key);
            }
            if (policy.routeReflectorClient() != before.routeReflectorClient()) {
                groups.tellInternalPeersAgain(); // what it told goes to others, or no longer
            }
        }
    }

    /// What a peer is told from now on asks it to prefer other ways, because its session is about to end (RFC 8326
    /// §4.2); or no longer does.
    public void setShuttingDown(PeerId id, boolean shuttingDown) {
        Peer peer = peer(id);
        peer.shuttingDown = shuttingDown;
        Session session = peer.session;
        if (session != null) {
            UpdateGroup.Key key = UpdateGroup.Key.of(peer, session.info());
            if (!key.equals(session.group.key())) {
                session.group.split(session).setKey(key);
            }
        }
    }

    /// Asks the resolver what has changed, and decides anew about the paths concerned (RFC 4271 §9.1.2.1).
    public void nextHopsChanged() {
        NumberSet changed = nextHops.takeChanges();
        if (!changed.isEmpty()) {
            tables.both().forEach(table -> table.reachabilityChanged(changed));
        }
    }

    /// The next hops that received paths have, used or not, in no order.
    public List<NextHopState> nextHops() {
        return nextHops.states();
    }

    /// Replaces the settings in place; the AS and the BGP identifier must stay. Another cluster id judges anew what
    /// was received.
    public void setSettings(RibSettings next) {
        RibSettings before = settings;
        if (next.localAs() != before.localAs() || !next.bgpIdentifier().equals(before.bgpIdentifier())) {
            throw new IllegalStateException("another AS or BGP identifier needs another RIB");
        }
        settings = next;
        groups.setSettings(next);
        tables.both().forEach(table -> table.setSettings(next));
        boolean otherCluster = !next.clusterId().equals(before.clusterId());
        if (otherCluster) {
            for (int slot = 0; slot < sessions.bound(); slot++) {
                Lane lane = sessions.find(slot);
                if (lane != null && !lane.session().isBorrowed()) {
                    tables.both().forEach(table -> intake.judgeAgain(table, lane, next));
                }
            }
        }
        if (otherCluster || next.clientToClientReflection() != before.clientToClientReflection()) {
            groups.tellInternalPeersAgain();
        }
    }

    /// The peer's session is established. [#poll] will give it the whole table, with End-of-RIB behind each family.
    public void peerUp(PeerId id, SessionInfo info) {
        Peer peer = peer(id);
        if (peer.session != null) {
            throw new IllegalStateException("peer " + id + " is up already");
        }
        Session away = peer.away;
        if (away != null && !away.isResumedBy(info)) {
            forget(id);
            away = null;
        }
        UpdateGroup group = groups.forNewcomer(UpdateGroup.Key.of(peer, info));
        Session session = away == null
                ? new Session(peer, info, group, judges.of(peer.policy.imports().allRules()))
                : away;
        peer.session = session;
        if (away == null) {
            sessions.add(session);
        } else {
            sessions.resume(session, info);
            peer.away = null;
        }
        group.join(session);
    }

    /// Until [#tellFromNowOn] the peer, which has just come up, is not one of those with output. It costs nothing to
    /// look for others meanwhile, however many such peers there are.
    public void tellNothingYet(PeerId id) {
        Session session = up(id);
        session.group.hush(session, true);
    }

    /// Ends [#tellNothingYet], if the peer is still up.
    public void tellFromNowOn(PeerId id) {
        Session session = peer(id).session;
        if (session != null) {
            session.group.hush(session, false);
        }
    }

    /// The session is gone, and all that was learned over it.
    public void peerDown(PeerId id) {
        Session session = up(id);
        session.group.leave(session);
        session.peer().session = null;
        remove(session);
    }

    /// The session is gone, and the peer may come back (RFC 4724 §4.2): what was learned of these families stays in
    /// use, as stale. [#peerUp] takes it over; [#sweepStale] and [#forget] end it.
    public void peerAway(PeerId id, Set<AddressFamily> kept) {
        Session session = up(id);
        if (kept.isEmpty()) {
            peerDown(id);
            return;
        }
        session.group.leave(session);
        session.peer().session = null;
        session.peer().away = session;
        session.toldAgain().clear();
        for (AddressFamily family : AddressFamily.values()) {
            for (Lane lane : session.lanes()) {
                if (kept.contains(family)) {
                    lane.in(family).markStale();
                } else {
                    clear(table(family), lane);
                }
            }
        }
    }

    /// What is stale of a family goes: it was not told again in time.
    public void sweepStale(PeerId id, AddressFamily family) {
        Session session = peer(id).known();
        // A peer that just tells all again has its own end of that (RFC 7313).
        if (session != null && !session.toldAgain().contains(family)) {
            for (Lane lane : session.lanes()) {
                AdjRibIn in = lane.in(family);
                for (int number = in.nextStale(0); number >= 0; number = in.nextStale(number)) {
                    table(family).setPath(lane, number, AdjRibIn.NONE);
                }
            }
        }
    }

    /// What is stale of a family becomes the least preferred, and is marked so; what its sender does not want to be
    /// kept so long goes (RFC 9494 §4.2).
    public void markLongLived(PeerId id, AddressFamily family) {
        Session session = peer(id).known();
        if (session != null) {
            for (Lane lane : session.lanes()) {
                LongLivedStale.mark(table(family), lane, attributes, intake, settings);
            }
        }
    }

    /// Nothing more is kept for a peer that is away.
    public void forget(PeerId id) {
        Session away = peer(id).away;
        if (away != null) {
            peer(id).away = null;
            remove(away);
        }
    }

    /// Routes of a family that are kept over a restart of their peer.
    public int stale(PeerId id, AddressFamily family) {
        Session session = peer(id).known();
        return session == null
                ? 0
                : session.lanes().stream()
                        .mapToInt(lane -> lane.in(family).stale())
                        .sum();
    }

    private void remove(Session session) {
        for (RouteTable table : tables.both()) {
            session.lanes().forEach(lane -> clear(table, lane));
        }
        judges.release(session.judge);
        sessions.remove(session);
    }

    private void clear(RouteTable table, Lane lane) {
        AdjRibIn in = lane.in(table.family());
        int left = INTERLUDE;
        for (int number = in.next(0); number >= 0; number = in.next(number)) {
            table.setPath(lane, number, AdjRibIn.NONE);
            if (--left == 0) {
                left = INTERLUDE;
                interlude.run();
            }
        }
    }

    public boolean knows(PeerId id) {
        return peers.containsKey(id);
    }

    public boolean isUp(PeerId id) {
        return peer(id).session != null;
    }

    /// Takes in an UPDATE of a peer that is up. Families that the session does not carry are ignored.
    public ReceiveOutcome receive(PeerId id, Update update) {
        return updates.receive(up(id), update, settings);
    }

    /// Tells once, until it is further off again, that a peer that is up comes near a limit of its prefixes; once
    /// more when it is over one.
    public Optional<PrefixWarning> takePrefixWarning(PeerId id) {
        Session session = up(id);
        return session.takePrefixWarning(session.peer().policy.imports().limits());
    }

    /// What peers were not told since this was last asked, because it fits into no message to them.
    public Map<PeerId, OversizedRoutes> takeOversized() {
        return groups.takeOversized();
    }

    /// The peer asked for all routes of a family again (RFC 2918 §4). [#poll] gives them, between the markers of
    /// RFC 7313 when both ends know it. Of families that the session does not carry there is nothing to tell (§4).
    public void refresh(PeerId id, AddressFamily family) {
        Session session = up(id);
        if (session.carries(family)) {
            session.group.split(session).askAgain(session, family);
        }
    }

    /// The peer begins to tell a family again (BoRR, RFC 7313 §4): what it does not repeat until [#refreshEnds] goes.
    /// When it begins once more before, all counts anew.
    public void refreshBegins(PeerId id, AddressFamily family) {
        Session session = up(id);
        if (session.carries(family)) {
            session.toldAgain().add(family);
            session.lanes().forEach(lane -> lane.in(family).markStale());
        }
    }

    /// The peer has told a family again (EoRR), or took too long for it. An end without a beginning means nothing.
    ///
    /// @return how many paths were not repeated and are gone
    public int refreshEnds(PeerId id, AddressFamily family) {
        Session session = up(id);
        int swept = 0;
        if (session.toldAgain().remove(family)) {
            for (Lane lane : session.lanes()) {
                AdjRibIn in = lane.in(family);
                for (int number = in.nextStale(0); number >= 0; number = in.nextStale(number)) {
                    table(family).setPath(lane, number, AdjRibIn.NONE);
                    swept++;
                }
            }
        }
        return swept;
    }

    /// Announces a prefix as our own, whether or not there is a route to it.
    public void originate(Prefix prefix) {
        RouteTable table = table(prefix.family());
        table.originate(table.prefixes().findOrAdd(prefix.high(), prefix.low(), prefix.length()));
    }

    public void withdrawOriginated(Prefix prefix) {
        RouteTable table = table(prefix.family());
        int number = table.prefixes().find(prefix.high(), prefix.low(), prefix.length());
        if (number >= 0) {
            table.withdrawOriginated(number);
        }
    }

    /// Makes these, and no others, our own prefixes; what stays is not told again.
    public void setOriginated(Set<Prefix> wanted) {
        for (RouteTable table : tables.both()) {
            for (int number = table.nextOriginated(0); number >= 0; number = table.nextOriginated(number + 1)) {
                if (!wanted.contains(table.prefixes().prefix(number))) {
                    table.withdrawOriginated(number);
                }
            }
        }
        wanted.forEach(this::originate);
    }

    /// Makes these, and no others, our aggregates, each of another prefix; what stays as it is is not told again.
    public void setAggregates(Set<Aggregate> wanted) {
        for (RouteTable table : tables.both()) {
            table.setAggregates(wanted.stream()
                    .filter(aggregate -> aggregate.prefix().family() == table.family())
                    .collect(Collectors.toUnmodifiableSet()));
        }
    }

    /// False only when [#poll] has nothing for this peer.
    public boolean hasOutput(PeerId id) {
        Session session = up(id);
        return session.group.hasOutput(session);
    }

    /// The peers for whom [#hasOutput] holds, those of an update group side by side. Costs next to nothing while
    /// nothing changed, however many peers there are.
    public List<PeerId> withOutput() {
        return groups.withOutput();
    }

    /// The next messages for a peer, in the order to send them: a bounded batch of UPDATEs (and refresh markers),
    /// none when it has heard all. They count as told. Ask only when there is room to send them, and again until
    /// nothing comes.
    ///
    /// Peers that are told the same in the same format (an update group) get the very same objects as long as they
    /// keep pace, so a caller that remembers the encoded form by identity during one round encodes once for all.
    /// An UPDATE may have more prefixes than fit into one message.
    public List<BgpMessage> poll(PeerId id) {
        Session session = up(id);
        return session.group.poll(session);
    }

    /// Follows the next hops of all prefixes, beginning with those that have some now; what it drains are
    /// [RouteChanges]. `whenNonEmpty` is called on the RIB's thread each time the feed goes from empty to not
    /// empty, in the middle of other work: it may note the fact, but not call back.
    public ChangeFeed<RouteChange> openFeed(Runnable whenNonEmpty) {
        ChangeFeed<RouteChange> feed = open(new NextHopReader(), whenNonEmpty, RouteTable.FIRST_SLOT);
        followingNextHops.add(feed);
        return feed;
    }

    /// Follows best routes with their attributes, beginning with all there are now; `whenNonEmpty` as with
    /// [#openFeed].
    public ChangeFeed<BestRouteChange> openBestRouteFeed(Runnable whenNonEmpty) {
        ChangeFeed<BestRouteChange> feed = open(
                ChangeFeed.Reader.ofEach((table, number) ->
                        new BestRouteChange(table.prefixes().prefix(number), views.best(table, number))),
                whenNonEmpty,
                RouteTable.LOCAL);
        followingBest.add(feed);
        return feed;
    }

    /// Follows what may be leaked into other routing instances, beginning with all there is now; `whenNonEmpty` as
    /// with [#openFeed].
    public ChangeFeed<LeakedRoute> openLeakFeed(Runnable whenNonEmpty) {
        ChangeFeed<LeakedRoute> feed = open(ChangeFeed.Reader.ofEach(leaks::lend), whenNonEmpty, RouteTable.LOCAL);
        followingBest.add(feed);
        followingNextHops.add(feed);
        return feed;
    }

    /// @param lowestSlot prefixes whose best route is of this slot or a higher one have changed to begin with
    private <T> ChangeFeed<T> open(ChangeFeed.Reader<T> reader, Runnable whenNonEmpty, int lowestSlot) {
        ChangeFeed<T> feed = new ChangeFeed<>(tables, reader, whenNonEmpty, closed -> {
            followingBest.remove(closed);
            followingNextHops.remove(closed);
        });
        for (RouteTable table : tables.both()) {
            for (int number = 0; number < table.prefixes().bound(); number++) {
                if (table.best(number) >= lowestSlot || table.discards(number)) {
                    feed.changed(table, number);
                }
            }
        }
        return feed;
    }

    /// Takes a route that another routing instance lends, in place of what it lent of the prefix before. No import
    /// policy is applied; the route is told to peers as any other, with ourselves as next hop.
    ///
    /// @param instance the name of the other one; `default` for the one that is no VRF
    public void leak(String instance, LeakedRoute route) {
        leaks.borrow(instance, route);
    }

    /// An instance lends nothing any more.
    public void endLeak(String instance) {
        leaks.end(instance);
    }

    /// What a peer has told us, used or not; nothing while it is down, unless it is kept over its restart.
    public List<ReceivedRoute> received(PeerId id, RouteQuery query) {
        Session session = peer(id).known();
        return session == null ? List.of() : views.received(session, query, settings);
    }

    /// What a peer has been told; nothing while it is down. Of a prefix that changed and waits to be told again, the
    /// state that will be told.
    public List<AdvertisedRoute> advertised(PeerId id, RouteQuery query) {
        Session session = peer(id).session;
        return session == null ? List.of() : views.advertised(session, query);
    }

    /// Best routes of its families that a peer is not told, and why; nothing while it is down.
    public List<WithheldRoute> withheld(PeerId id, RouteQuery query) {
        Session session = peer(id).session;
        return session == null ? List.of() : views.withheld(session, query);
    }

    /// Whether there is a best route for just this prefix.
    public boolean hasRoute(Prefix prefix) {
        RouteTable table = table(prefix.family());
        int number = table.prefixes().find(prefix.high(), prefix.low(), prefix.length());
        return number >= 0 && table.best(number) != RouteTable.NO_ROUTE;
    }

    /// What was chosen, with the paths it was chosen from.
    public List<LocRibEntry> locRib(RouteQuery query) {
        return views.locRib(query, settings);
    }

    public PeerCounters counters(PeerId id, AddressFamily family) {
        Session session = peer(id).known();
        if (session == null) {
            return PeerCounters.NONE;
        }
        int received = 0;
        int denied = 0;
        for (Lane lane : session.lanes()) {
            received += lane.in(family).received();
            denied += lane.in(family).denied();
        }
        return new PeerCounters(
                received,
                received - denied,
                denied,
                isUp(id) ? session.group.out(family).advertised(session.slot()) : 0,
                session.refusedPaths(family));
    }

    /// Prefixes of a family in the Loc-RIB.
    public int size(AddressFamily family) {
        return table(family).size();
    }

    /// Distinct attribute sets in use.
    public int attributeSets() {
        return attributes.size();
    }

    /// Groups of peers that are told the same in the same words.
    public int updateGroups() {
        return groups.size();
    }

    /// About how much memory the tables take.
    public long estimatedOctets() {
        long octets = nextHops.estimatedOctets()
                + attributes.estimatedOctets()
                + judges.estimatedOctets()
                + groups.estimatedOctets();
        for (RouteTable table : tables.both()) {
            octets += table.estimatedOctets();
        }
        for (ChangeFeed<?> feed : Stream.concat(followingBest.stream(), followingNextHops.stream())
                .distinct()
                .toList()) {
            octets += feed.estimatedOctets();
        }
        for (int slot = 0; slot < sessions.bound(); slot++) {
            Lane lane = sessions.find(slot);
            octets += lane == null ? 0 : lane.estimatedOctets();
        }
        return octets;
    }

    /// Prefixes of a family that have a number: in the Loc-RIB, kept unused, or still to be withdrawn somewhere.
    int heldPrefixes(AddressFamily family) {
        return table(family).prefixes().size();
    }

    private RouteTable table(AddressFamily family) {
        return tables.get(family);
    }

    /// Messages come in batches of one peer.
    @SuppressWarnings("ReferenceEquality") // an equal one is looked up
    private Peer peer(PeerId id) {
        Peer peer = lastPeer;
        if (peer == null || lastId != id) {
            peer = peers.get(id);
            if (peer == null) {
                throw new IllegalStateException("no peer " + id);
            }
            lastPeer = peer;
            lastId = id;
        }
        return peer;
    }

    private Session up(PeerId id) {
        Session session = peer(id).session;
        if (session == null) {
            throw new IllegalStateException("peer " + id + " is down");
        }
        return session;
    }
}
