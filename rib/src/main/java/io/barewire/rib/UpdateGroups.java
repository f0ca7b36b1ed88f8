package io.barewire.rib;

import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All update groups, and what they read of the tables.
final class UpdateGroups {
    private RibSettings settings;
    private final AttributeTable attributes;
    private final Judges judges;
    private final Sessions sessions;
    private final PerFamily<RouteTable> tables;
    private final List<UpdateGroup> groups = new ArrayList<>();
    private final SlotSets slotSets = new SlotSets();
    private final Map<PeerId, OversizedRoutes> oversized = new LinkedHashMap<>();
    private final int[] scratch = new int[UpdateGroup.BATCH];

    UpdateGroups(
            RibSettings settings,
            AttributeTable attributes,
            Judges judges,
            Sessions sessions,
            PerFamily<RouteTable> tables) {
        this.settings = settings;
        this.attributes = attributes;
        this.judges = judges;
        this.sessions = sessions;
        this.tables = tables;
    }

    void add(UpdateGroup group) {
        groups.add(group);
    }

    /// A group that has told nothing to anybody yet, so that all there is to tell is marked in it: one that is there,
    /// or a new one.
    UpdateGroup forNewcomer(UpdateGroup.Key key) {
        for (UpdateGroup group : groups) {
            if (group.hasToldNothing() && group.key().equals(key)) {
                return group;
            }
        }
        UpdateGroup group = new UpdateGroup(this, key);
        groups.add(group);
        key.format().families().forEach(family -> group.markAll(tables.get(family)));
        return group;
    }

    void remove(UpdateGroup group) {
        groups.remove(group);
        if (groups.isEmpty()) {
            slotSets.clear();
        }
    }

    void pathsChanged(RouteTable table, int number, boolean best) {
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).pathsChanged(table, number, best);
        }
    }

    /// Prefixes that had no path have one now, all by the same way.
    void appeared(RouteTable table, int[] numbers, int count) {
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).appeared(table, numbers, count);
        }
    }

    void setSettings(RibSettings next) {
        settings = next;
    }

    /// Who reflects what to whom changed, or how: internal peers are told everything anew.
    void tellInternalPeersAgain() {
        for (int i = 0; i < groups.size(); i++) {
            UpdateGroup group = groups.get(i);
            if (!group.key().format().external()) {
                group.key().format().families().forEach(family -> group.markAll(tables.get(family)));
            }
        }
    }

    /// Joins a group that has nothing left to say to another one that said the same, the smaller to the larger.
    void unite(UpdateGroup group) {
        for (UpdateGroup other : groups) {
            if (other != group && group.canUniteWith(other)) {
                if (group.members() > other.members()) {
                    other.moveAllTo(group);
                } else {
                    group.moveAllTo(other);
                }
                return;
            }
        }
    }

    List<PeerId> withOutput() {
        List<PeerId> all = new ArrayList<>();
        for (UpdateGroup group : groups) {
            group.addWithOutput(all);
        }
        return all;
    }

    int size() {
        return groups.size();
    }

    /// Room for the numbers of a batch, for whoever is at work.
    int[] scratch() {
        return scratch;
    }

    RouteTable table(AddressFamily family) {
        return tables.get(family);
    }

    Judges judges() {
        return judges;
    }

    AttributeTable attributes() {
        return attributes;
    }

    /// The session that a value of [RouteTable#best] names.
    Session session(int best) {
        return sessions.at(best - RouteTable.FIRST_SLOT).session();
    }

    SlotSets slotSets() {
        return slotSets;
    }

    /// A peer is not told these routes; [#takeOversized] says so.
    void addOversized(PeerId peer, OversizedRoutes routes) {
        oversized.merge(peer, routes, OversizedRoutes::plus);
    }

    Map<PeerId, OversizedRoutes> takeOversized() {
        if (oversized.isEmpty()) {
            return Map.of();
        }
        Map<PeerId, OversizedRoutes> taken = new LinkedHashMap<>(oversized);
        oversized.clear();
        return taken;
    }

    /// RFC 4456 §6: what a client told goes to everybody, what another internal peer told to clients.
    boolean reflects(boolean fromClient, boolean toClient) {
        return (fromClient && toClient) ? settings.clientToClientReflection() : (fromClient || toClient);
    }

    /// The external peers that must not hear a path: who told it, and who owns its next hop (RFC 4271 §5.1.3).
    int withheldFromExternal(Session from, IpAddress nextHop) {
        int owner = sessions.externalSlot(nextHop);
        return owner < 0 ? from.slot() : slotSets.of(from.slot(), owner);
    }

    /// The internal peers that must not hear a path: who told it, who owns its next hop (RFC 4271 §5.1.3), and whose
    /// it is, unless `originator` is 0. An originator with several sessions is spared one; the other hears its own
    /// path and drops it (RFC 4456 §8).
    int withheldFromInternal(Session from, IpAddress nextHop, int originator) {
        int owner = sessions.internalSlot(nextHop);
        return from.info().external() ? owner : slotSets.of(from.slot(), owner, sessions.internalSlot(originator));
    }

    /// The next hop that is told of a set, 0 or less for our own prefixes; null when there is none to tell. One that
    /// means nothing elsewhere becomes ourselves, and one that is passed on loses the link-local address beside it,
    /// which belongs to our link (RFC 2545 §3).
    @Nullable
    NextHop nextHopTold(UpdateGroup.Key key, AddressFamily family, int set) {
        NextHop self = key.nextHopSelf().get(family);
        boolean onlyOurs = set <= Judge.OWN || attributes.needsNextHopSelf(set);
        return switch (key.policy().nextHop(family)) {
            case ExportedNextHop.Standard() -> {
                if (onlyOurs) {
                    yield self;
                }
                if (key.format().external()) {
                    yield isThirdParty(key, family, set) ? attributes.nextHop(set) : self;
                }
                yield passedOn(set);
            }
            case ExportedNextHop.Self() -> self;
            case ExportedNextHop.Unchanged() -> onlyOurs ? self : passedOn(set);
            case ExportedNextHop.Address(IpAddress address) -> NextHop.of(address);
        };
    }

    /// RFC 4271 §5.1.3: an external peer hears of the router that the next hop is if it is on the same network. So is
    /// the link-local address that goes along (RFC 2545 §3).
    private boolean isThirdParty(UpdateGroup.Key key, AddressFamily family, int set) {
        if (key.terms().sharedNetworks().isEmpty()) {
            return false;
        }
        IpAddress hop = attributes.nextHop(set).address();
        return key.terms().isShared(hop)
                && (hop.family() == family || key.format().extendedNextHop());
    }

    private NextHop passedOn(int set) {
        return NextHop.of(attributes.nextHop(set).address());
    }

    /// The attributes that are told of a set, 0 or less for our own prefixes; empty when they are longer than BGP can
    /// say.
    ///
    /// @param originator when the path is reflected; else 0
    Optional<PathAttributes> attributesTold(
            UpdateGroup.Key key, int set, int originator, List<AttributeChange> changes) {
        LocalAs shown = key.terms().localAs().orElse(null);
        long shownAs = shown == null ? settings.localAs() : shown.as();
        long own = shown != null && shown.replaceAs() ? shownAs : settings.localAs();
        try {
            Optional<PathAttributes> passedOn = ExportRules.told(
                    attributes.attributes(set), changes, key.format().external(), key.overriddenAs(), own);
            if (passedOn.isEmpty()) {
                return passedOn;
            }
            PathAttributes told = overSession(key, passedOn.get(), shownAs, own);
            return Optional.of(
                    set <= Judge.OWN || originator == 0
                            ? told
                            : ExportRules.reflected(
                                    told, originator, settings.clusterId().ipv4Bits()));
        } catch (IllegalArgumentException tooLong) {
            return Optional.empty(); // what is added was checked where it came from, so nothing else can be wrong
        }
    }

    private static PathAttributes overSession(
            UpdateGroup.Key key, PathAttributes attributes, long shownAs, long prependedAs) {
        boolean external = key.format().external();
        PathAttributes told = attributes;
        if (external && shownAs != prependedAs) {
            told = told.with(AsPaths.prepend(shownAs, AsPaths.of(told)));
        }
        if (key.terms().role().isPresent()) {
            told = RouteLeaks.told(told, key.terms(), external, shownAs);
        }
        return key.terms().shuttingDown() ? GracefulShutdown.told(told, external) : told;
    }

    long estimatedOctets() {
        return slotSets.estimatedOctets()
                + groups.stream().mapToLong(UpdateGroup::estimatedOctets).sum();
    }
}
