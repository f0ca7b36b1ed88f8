package io.barewire.netlink;

import java.util.OptionalInt;

/// A network interface.
///
/// @param index the kernel's number, unique in its namespace
/// @param flags `IFF_*`
/// @param master index of the bridge, bond or VRF that it belongs to; 0: none
/// @param vrfTable routing table of a VRF device; empty for any other
/// @param kind of a virtual one, as `ip -d link` says it: `geneve`, `vxlan`, `ipip`, `veth`, …; empty for a card
/// @param mtu the largest packet that it sends, in octets; 0: not known
public record Link(int index, String name, int flags, int master, OptionalInt vrfTable, String kind, int mtu) {
    public Link(int index, String name, int flags, int master, OptionalInt vrfTable) {
        this(index, name, flags, master, vrfTable, vrfTable.isPresent() ? "vrf" : "", 0);
    }

    /// One that is no VRF.
    public Link(int index, String name, int flags, int master) {
        this(index, name, flags, master, OptionalInt.empty());
    }

    public boolean isUp() {
        return (flags & Rtnetlink.IFF_UP) != 0;
    }

    /// Up, and the carrier is there.
    public boolean isRunning() {
        return isUp() && (flags & Rtnetlink.IFF_RUNNING) != 0;
    }

    public boolean isLoopback() {
        return (flags & Rtnetlink.IFF_LOOPBACK) != 0;
    }
}
