package io.barewire.netlink;

/// A network interface.
///
/// @param index the kernel's number, unique in its namespace
/// @param flags `IFF_*`
/// @param master index of the bridge, bond or VRF that it belongs to; 0: none
public record Link(int index, String name, int flags, int master) {
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
