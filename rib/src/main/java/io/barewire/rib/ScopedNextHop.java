package io.barewire.rib;

import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;

/// A next hop with where it means something: a link-local address only on one interface, any address only in one
/// routing instance.
///
/// @param interfaceIndex the kernel's number of the interface of the session that it came over, where an address of
///     it is link-local; else, or when that is not known, 0
/// @param instance the routing instance (VRF) in which it is to be looked up; empty: the one that uses it
public record ScopedNextHop(NextHop nextHop, int interfaceIndex, String instance) {
    /// A next hop that needs no scope.
    public static ScopedNextHop of(NextHop nextHop) {
        return new ScopedNextHop(nextHop, 0, "");
    }

    /// A next hop as it came over a session that lives on an interface.
    static ScopedNextHop of(NextHop nextHop, SessionInfo session) {
        boolean needsInterface =
                nextHop.linkLocal().isPresent() || nextHop.address().isLinkLocal();
        return new ScopedNextHop(nextHop, needsInterface ? session.interfaceIndex() : 0, "");
    }

    /// The default instance, as others name it.
    public static final String DEFAULT_INSTANCE = "default";

    /// The prefix is the other instance's own: packets are to be looked up there.
    public boolean isInstanceItself() {
        return !instance.isEmpty()
                && address().isUnspecified()
                && nextHop.linkLocal().isEmpty();
    }

    /// It is the default instance's own prefix. No device leads there from a VRF, so nothing can be installed.
    boolean isNowhereElse() {
        return isInstanceItself() && instance.equals(DEFAULT_INSTANCE);
    }

    /// The first address, which is the global one where there are two.
    public IpAddress address() {
        return nextHop.address();
    }

    @Override
    public String toString() {
        return nextHop
                + (interfaceIndex == 0 ? "" : " on interface " + interfaceIndex)
                + (instance.isEmpty() ? "" : " in " + instance);
    }
}
