package io.barewire.rib;

import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sessions that are up, and their lanes by slot: a small number that is used again after the session.
final class Sessions {
    private final List<@Nullable Lane> slots = new ArrayList<>();
    private final Map<IpAddress, Integer> internalByAddress = new HashMap<>();
    private final Map<IpAddress, Integer> externalByAddress = new HashMap<>();
    private final Map<Integer, Integer> internalByIdentifier = new HashMap<>();
    /// What was asked for in [#externalSlot] before: the next hop of one route is that of many.
    private @Nullable IpAddress lastExternal;

    private int lastExternalSlot;

    /// Opens the session's first lane, whose slot stands for the session as well.
    void add(Session session) {
        openLane(session);
        enter(session);
    }

    /// A session that was kept goes on as another one, which may be with another address.
    void resume(Session session, SessionInfo now) {
        strike(session);
        session.resume(now);
        enter(session);
    }

    private void enter(Session session) {
        lastExternal = null;
        if (session.info().external()) {
            externalByAddress.put(session.info().peerAddress(), session.slot());
        } else {
            internalByAddress.put(session.info().peerAddress(), session.slot());
            internalByIdentifier.put(session.identifier(), session.slot());
        }
    }

    Lane openLane(Session session) {
        int free = slots.indexOf(null);
        Lane lane = new Lane(session, free < 0 ? slots.size() : free);
        if (free < 0) {
            slots.add(lane);
        } else {
            slots.set(free, lane);
        }
        session.lanes().add(lane);
        return lane;
    }

    void remove(Session session) {
        strike(session);
        session.lanes().forEach(lane -> slots.set(lane.slot(), null));
    }

    private void strike(Session session) {
        lastExternal = null;
        externalByAddress.remove(session.info().peerAddress(), session.slot());
        internalByAddress.remove(session.info().peerAddress(), session.slot());
        internalByIdentifier.remove(session.identifier(), session.slot());
    }

    /// Slots are below this.
    int bound() {
        return slots.size();
    }

    @Nullable
    Lane find(int slot) {
        return slots.get(slot);
    }

    /// The lane of a slot that a path names.
    Lane at(int slot) {
        Lane lane = slots.get(slot);
        if (lane == null) {
            throw new IllegalStateException("no session in slot " + slot);
        }
        return lane;
    }

    /// The slot of the internal session with this peer address, or -1.
    int internalSlot(IpAddress peerAddress) {
        Integer slot = internalByAddress.get(peerAddress);
        return slot == null ? -1 : slot;
    }

    /// The slot of the external session with this peer address, or -1.
    @SuppressWarnings("ReferenceEquality") // an equal one is looked up
    int externalSlot(IpAddress peerAddress) {
        if (peerAddress != lastExternal) {
            lastExternal = peerAddress;
            lastExternalSlot = externalByAddress.getOrDefault(peerAddress, -1);
        }
        return lastExternalSlot;
    }

    /// The slot of an internal session with a peer of this BGP identifier, or -1.
    int internalSlot(int identifier) {
        Integer slot = internalByIdentifier.get(identifier);
        return slot == null ? -1 : slot;
    }
}
