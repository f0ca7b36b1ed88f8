package io.barewire.rib;

import io.barewire.rib.LeakedRoute.Teller;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Routes that routing instances lend each other.
///
/// What another instance lends us takes part in the decision like any path, as told by a session of its own that
/// stands for who told it there: it is never up towards anybody, and no import policy of ours judges it. What such a
/// session told is not lent on.
final class Leaks {
    private record Lender(String instance, Teller teller) {}

    private final RibSettings settings;
    private final AttributeTable attributes;
    private final Judges judges;
    private final Sessions sessions;
    private final PerFamily<RouteTable> tables;
    private final UpdateGroups groups;
    private final Map<Lender, Session> borrowed = new HashMap<>();

    Leaks(
            RibSettings settings,
            AttributeTable attributes,
            Judges judges,
            Sessions sessions,
            PerFamily<RouteTable> tables,
            UpdateGroups groups) {
        this.settings = settings;
        this.attributes = attributes;
        this.judges = judges;
        this.sessions = sessions;
        this.tables = tables;
        this.groups = groups;
    }

    /// What we have to lend of a prefix.
    LeakedRoute lend(RouteTable table, int number) {
        Prefix prefix = table.prefixes().prefix(number);
        List<LeakedRoute.Path> paths = new ArrayList<>();
        if (table.best(number) == RouteTable.LOCAL) {
            paths.add(own(prefix.family(), attributes.attributes(table.ownSet(number))));
        }
        for (int slot : table.slotsInUse(number)) {
            Session session = sessions.at(slot).session();
            if (!session.isBorrowed()) {
                int set = sessions.at(slot).in(prefix.family()).get(number);
                ScopedNextHop hop = attributes.scopedNextHop(set);
                paths.add(new LeakedRoute.Path(
                        teller(session), hop.nextHop(), hop.interfaceIndex(), attributes.attributes(set)));
            }
        }
        return new LeakedRoute(prefix, paths);
    }

    /// Told to internal peers as well, like every prefix of our own: so it counts as external.
    private LeakedRoute.Path own(AddressFamily family, PathAttributes attributes) {
        IpAddress identifier = settings.bgpIdentifier();
        return new LeakedRoute.Path(
                new Teller(Optional.empty(), settings.localAs(), true, identifier, identifier),
                NextHop.of(new IpAddress(family, 0, 0)),
                0,
                attributes);
    }

    private static Teller teller(Session session) {
        SessionInfo info = session.info();
        return new Teller(
                Optional.of(session.peer().id()),
                info.peerAs(),
                info.external(),
                info.peerBgpIdentifier(),
                info.peerAddress());
    }

    /// Takes what an instance lends of a prefix, in place of what it lent before.
    void borrow(String instance, LeakedRoute route) {
        RouteTable table = tables.get(route.prefix().family());
        Map<Lender, Integer> paths = new HashMap<>();
        for (LeakedRoute.Path path : route.paths()) {
            Lender lender = new Lender(instance, path.teller());
            Session session = borrowed.computeIfAbsent(lender, this::open);
            int set = attributes.intern(
                    new ScopedNextHop(path.nextHop(), path.interfaceIndex(), instance), path.attributes());
            Lane lane = lane(session, paths.merge(lender, 1, Integer::sum) - 1);
            table.setPath(lane, number(table, route.prefix(), true), set);
        }
        int number = number(table, route.prefix(), false);
        for (Lender lender : number < 0 ? List.<Lender>of() : List.copyOf(borrowed.keySet())) {
            if (lender.instance.equals(instance)) {
                dropBeyond(lender, paths.getOrDefault(lender, 0), table, number);
            }
        }
    }

    /// An instance lends nothing any more.
    void end(String instance) {
        for (Lender lender : List.copyOf(borrowed.keySet())) {
            Session session = borrowed.get(lender);
            if (lender.instance.equals(instance) && session != null) {
                for (RouteTable table : tables.both()) {
                    for (Lane lane : session.lanes()) {
                        AdjRibIn in = lane.in(table.family());
                        for (int number = in.next(0); number >= 0; number = in.next(number)) {
                            table.setPath(lane, number, AdjRibIn.NONE);
                        }
                    }
                }
                close(lender, session);
            }
        }
    }

    private void dropBeyond(Lender lender, int paths, RouteTable table, int number) {
        Session session = borrowed.get(lender);
        if (session == null) {
            return;
        }
        for (int i = paths; i < session.lanes().size(); i++) {
            Lane lane = session.lanes().get(i);
            if (lane.in(table.family()).get(number) != AdjRibIn.NONE) {
                table.setPath(lane, number, AdjRibIn.NONE);
            }
        }
        if (session.received() == 0) {
            close(lender, session);
        }
    }

    private static int number(RouteTable table, Prefix prefix, boolean add) {
        PrefixTable prefixes = table.prefixes();
        return add
                ? prefixes.findOrAdd(prefix.high(), prefix.low(), prefix.length())
                : prefixes.find(prefix.high(), prefix.low(), prefix.length());
    }

    private Lane lane(Session session, int index) {
        return index < session.lanes().size() ? session.lanes().get(index) : sessions.openLane(session);
    }

    private Session open(Lender lender) {
        Teller teller = lender.teller;
        MessageFormat format = new MessageFormat(
                teller.external(), true, false, Set.of(AddressFamily.values()), Set.of(), Set.of(), true);
        SessionInfo info = new SessionInfo(
                teller.as(), teller.bgpIdentifier(), teller.address(), Map.of(), format, false, 0, false);
        PeerId name = new PeerId(
                "vrf " + lender.instance + " " + teller.peer().map(PeerId::name).orElse("itself"));
        Peer peer = new Peer(name, PeerPolicy.NOTHING);
        UpdateGroup nobody = new UpdateGroup(groups, UpdateGroup.Key.of(peer, info));
        Session session =
                new Session(peer, info, nobody, judges.of(peer.policy.imports().allRules()), true);
        nobody.join(session);
        sessions.openLane(session);
        return session;
    }

    private void close(Lender lender, Session session) {
        session.group.leave(session);
        judges.release(session.judge);
        sessions.remove(session);
        borrowed.remove(lender);
    }
}
