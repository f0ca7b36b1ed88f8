package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.BgpMessage.RouteRefresh;
import io.barewire.wire.Update;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A peer that is up: what it told us, and how far it has been told.
final class Session {
    private final Peer peer;
    private final SessionInfo info;
    private final int slot;
    private final int identifier;
    private final PerFamily<AdjRibIn> in = PerFamily.of(_ -> new AdjRibIn());
    /// Families whose End-of-RIB is due once all is told.
    private final Set<AddressFamily> initial = EnumSet.noneOf(AddressFamily.class);
    /// Families asked for again, and those whose closing marker is due once all is told.
    private final Set<AddressFamily> asked = EnumSet.noneOf(AddressFamily.class);
    private final Set<AddressFamily> refreshing = EnumSet.noneOf(AddressFamily.class);

    UpdateGroup group;
    /// Which batch of the group comes next.
    long position;

    Session(Peer peer, SessionInfo info, int slot, UpdateGroup group) {
        this.peer = peer;
        this.info = info;
        this.slot = slot;
        this.identifier = info.peerBgpIdentifier().ipv4Bits();
        this.group = group;
        initial.addAll(info.format().families());
    }

    Peer peer() {
        return peer;
    }

    SessionInfo info() {
        return info;
    }

    int slot() {
        return slot;
    }

    int identifier() {
        return identifier;
    }

    boolean carries(AddressFamily family) {
        return info.format().families().contains(family);
    }

    AdjRibIn in(AddressFamily family) {
        return in.get(family);
    }

    int received() {
        return in.ipv4().received() + in.ipv6().received();
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
