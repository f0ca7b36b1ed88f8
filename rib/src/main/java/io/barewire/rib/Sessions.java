package io.barewire.rib;

import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sessions that are up, by slot: a small number that is used again after the session.
final class Sessions {
    private final List<@Nullable Session> slots = new ArrayList<>();
    private final Map<IpAddress, Integer> internalByAddress = new HashMap<>();

    /// The slot that [#add] must be called with next.
    int freeSlot() {
        int free = slots.indexOf(null);
        return free < 0 ? slots.size() : free;
    }

    void add(Session session) {
        if (session.slot() == slots.size()) {
            slots.add(session);
        } else {
            slots.set(session.slot(), session);
        }
        if (!session.info().external()) {
            internalByAddress.put(session.info().peerAddress(), session.slot());
        }
    }

    void remove(Session session) {
        slots.set(session.slot(), null);
        internalByAddress.remove(session.info().peerAddress(), session.slot());
    }

    /// Slots are below this.
    int bound() {
        return slots.size();
    }

    @Nullable
    Session find(int slot) {
        return slots.get(slot);
    }

    /// The session of a slot that a path names.
    Session at(int slot) {
        Session session = slots.get(slot);
        if (session == null) {
            throw new IllegalStateException("no session in slot " + slot);
        }
        return session;
    }

    /// The slot of the internal session with this peer address, or -1.
    int internalSlot(IpAddress peerAddress) {
        Integer slot = internalByAddress.get(peerAddress);
        return slot == null ? -1 : slot;
    }
}
