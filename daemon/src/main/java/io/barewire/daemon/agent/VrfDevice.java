package io.barewire.daemon.agent;

import io.barewire.netlink.Interfaces;
import io.barewire.netlink.Link;
import java.util.HashMap;
import java.util.Map;

/// A VRF device of this machine.
///
/// @param index another one when it was deleted and made anew
/// @param table the routing table behind it
record VrfDevice(int index, int table) {
    /// By name.
    static Map<String, VrfDevice> of(Interfaces interfaces) {
        Map<String, VrfDevice> devices = new HashMap<>();
        for (Link link : interfaces.vrfs()) {
            link.vrfTable().ifPresent(table -> devices.put(link.name(), new VrfDevice(link.index(), table)));
        }
        return devices;
    }
}
