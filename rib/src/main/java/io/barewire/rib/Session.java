package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.BgpMessage.RouteRefresh;
import io.barewire.wire.Nlri;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A peer that is up: what it told us, and how far it has been told.
final class Session {
    private static final AddressFamily[] FAMILIES = AddressFamily.values();

    private final Peer peer;
    private SessionInfo info;
    private final int identifier;
    /// The first one is there from the moment the session is up.
    private final List<Lane> lanes = new ArrayList<>();
    private final boolean borrowed;
    private int received;
    /// How close to a limit it was when we warned last.
    private int warned;
    private final Map<AddressFamily, Integer> refusedPaths = new EnumMap<>(AddressFamily.class);
    /// Families whose End-of-RIB is due once all is told.
    private final Set<AddressFamily> initial = EnumSet.noneOf(AddressFamily.class);
    /// Families asked for again, and those whose closing marker is due once all is told.
    private final Set<AddressFamily> asked = EnumSet.noneOf(AddressFamily.class);
    private final Set<AddressFamily> refreshing = EnumSet.noneOf(AddressFamily.class);

    /// Families that the peer tells again just now.
    private final Set<AddressFamily> toldAgain = EnumSet.noneOf(AddressFamily.class);

    UpdateGroup group;
    /// Of the peer's import rules.
    Judge judge;
    /// Which batch of the group comes next.
    long position;
    /// It is to hear nothing yet.
    boolean hushed;

    Session(Peer peer, SessionInfo info, UpdateGroup group, Judge judge) {
        this(peer, info, group, judge, false);
    }

    /// @param borrowed it stands for who told routes to another instance, which lends them ([Leaks])
    Session(Peer peer, SessionInfo info, UpdateGroup group, Judge judge, boolean borrowed) {
        this.borrowed = borrowed;
        this.peer = peer;
        this.info = info;
        this.identifier = info.peerBgpIdentifier().ipv4Bits();
        this.group = group;
        this.judge = judge;
        initial.addAll(info.format().families());
    }

    /// The peer is back with another session, and its lanes hold what it told over the one before.
    void resume(SessionInfo now) {
        info = now;
        hushed = false;
        refusedPaths.clear();
        asked.clear();
        refreshing.clear();
        toldAgain.clear();
        initial.clear();
        initial.addAll(now.format().families());
    }

    /// Whether a session with this peer goes on where this one ended: not if another router has its address now.
    boolean isResumedBy(SessionInfo now) {
        return now.peerBgpIdentifier().equals(info.peerBgpIdentifier())
                && now.peerAs() == info.peerAs()
                && now.external() == info.external();
    }

    Peer peer() {
        return peer;
    }

    SessionInfo info() {
        return info;
    }

    boolean isBorrowed() {
        return borrowed;
    }

    /// Of the first lane; names the session where no path is meant.
    int slot() {
        return lanes.getFirst().slot();
    }

    List<Lane> lanes() {
        return lanes;
    }

    int identifier() {
        return identifier;
    }

    /// A client of ours, as a route reflector (RFC 4456 §1).
    boolean isClient() {
        return !info.external() && peer.policy.routeReflectorClient();
    }

    boolean carries(AddressFamily family) {
        return info.format().families().contains(family);
    }

    /// No prefix of the family has, or had before a restart, a path that is called by an identifier.
    boolean hasOnePathEach(AddressFamily family) {
        return lanes.size() == 1 && !lanes.getFirst().in(family).hasPathIds();
    }

    /// The lane with the path of this identifier, if there is one.
    @Nullable
    Lane laneOf(AddressFamily family, int number, int pathId) {
        for (int i = 0; i < lanes.size(); i++) {
            AdjRibIn in = lanes.get(i).in(family);
            if (in.get(number) != AdjRibIn.NONE && in.pathId(number) == pathId) {
                return lanes.get(i);
            }
        }
        return null;
    }

    /// The first lane that has no path for the prefix, if there is one.
    @Nullable
    Lane freeLane(AddressFamily family, int number) {
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).in(family).get(number) == AdjRibIn.NONE) {
                return lanes.get(i);
            }
        }
        return null;
    }

    /// Paths of both families in Adj-RIB-In.
    int received() {
        return received;
    }

    void countReceived(int change) {
        received += change;
    }

    private int received(AddressFamily family) {
        int sum = 0;
        for (int i = 0; i < lanes.size(); i++) {
            sum += lanes.get(i).in(family).received();
        }
        return sum;
    }

    boolean isFull(AddressFamily family, PrefixLimits limits) {
        return received >= limits.total() || received(family) >= limits.of(family);
    }

    /// Not [#isFull] while these are taken, even if all are new.
    boolean hasRoomFor(Nlri nlri, PrefixLimits limits) {
        int size = nlri.size();
        return received <= limits.total() - size && received(nlri.family()) <= limits.of(nlri.family()) - size;
    }

    /// The limit that [#isFull] met.
    ReceiveOutcome.PrefixLimitExceeded exceeded(AddressFamily family, PrefixLimits limits) {
        boolean ofFamily =
                received(family) >= limits.of(family) && limits.byFamily().containsKey(family);
        return new ReceiveOutcome.PrefixLimitExceeded(
                ofFamily ? Optional.of(family) : Optional.empty(),
                ofFamily ? limits.of(family) : limits.total(),
                limits.onExcess());
    }

    Optional<PrefixWarning> takePrefixWarning(PrefixLimits limits) {
        int closest = limits.closeness(received, limits.total());
        int count = received;
        int most = limits.total();
        for (AddressFamily family : FAMILIES) {
            if (limits.byFamily().containsKey(family)) {
                int ofFamily = received(family);
                int closeness = limits.closeness(ofFamily, limits.of(family));
                if (closeness > closest) {
                    closest = closeness;
                    count = ofFamily;
                    most = limits.of(family);
                }
            }
        }
        boolean closer = closest > warned;
        warned = closest;
        return closer ? Optional.of(new PrefixWarning(count, most)) : Optional.empty();
    }

    /// Paths that were too many, for one prefix or for the limits, since the session is up.
    int refusedPaths(AddressFamily family) {
        return refusedPaths.getOrDefault(family, 0);
    }

    void countRefusedPath(AddressFamily family) {
        refusedPaths.merge(family, 1, Integer::sum);
    }

    Set<AddressFamily> toldAgain() {
        return toldAgain;
    }

    void askAgain(AddressFamily family) {
        asked.add(family);
    }

    /// Nothing but changes is due to it.
    boolean isSettled() {
        return initial.isEmpty() && asked.isEmpty() && refreshing.isEmpty();
    }

    /// All of a family has been told: adds the markers that are due, and says whether to tell it all again now.
    boolean allTold(AddressFamily family, List<BgpMessage> out) {
        if (initial.remove(family)) {
            out.add(Update.endOfRib(family));
        }
        if (refreshing.remove(family)) {
            out.add(marker(family, RouteRefresh.Subtype.END));
        }
        if (!asked.remove(family)) {
            return false;
        }
        if (info.enhancedRefresh()) {
            refreshing.add(family);
            out.add(marker(family, RouteRefresh.Subtype.BEGIN));
        }
        return true;
    }

    private static RouteRefresh marker(AddressFamily family, RouteRefresh.Subtype subtype) {
        return new RouteRefresh(family.afi(), AddressFamily.UNICAST, subtype);
    }
}
