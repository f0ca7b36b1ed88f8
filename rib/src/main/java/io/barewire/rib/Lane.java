package io.barewire.rib;

import io.barewire.wire.AddressFamily;

/// Room for one path of every prefix from one session, and a slot, by which the tables name the paths in it.
///
/// A session has one lane. With ADD-PATH (RFC 7911) the second path of a prefix goes into a second lane, and so on, so
/// that a session costs lanes for as many paths as its richest prefix has, and tables see one path a prefix and slot.
final class Lane {
    private final Session session;
    private final int slot;
    private final PerFamily<AdjRibIn> in = PerFamily.of(_ -> new AdjRibIn());

    Lane(Session session, int slot) {
        this.session = session;
        this.slot = slot;
    }

    Session session() {
        return session;
    }

    int slot() {
        return slot;
    }

    AdjRibIn in(AddressFamily family) {
        return in.get(family);
    }

    long estimatedOctets() {
        return in.ipv4().estimatedOctets() + in.ipv6().estimatedOctets();
    }
}
