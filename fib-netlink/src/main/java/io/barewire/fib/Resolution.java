package io.barewire.fib;

import io.barewire.netlink.Route.Hop;
import io.barewire.rib.Reachability;
import java.util.List;

/// Where packets for a next hop leave this machine.
sealed interface Resolution {
    /// @param hops with their interfaces, none twice
    /// @param cost metric of the route that leads there; 0 where it is connected
    /// @param connected without a router
    /// @param by what leads there, for people
    record Leads(List<Hop> hops, long cost, boolean connected, String by) implements Resolution {
        public Leads {
            hops = List.copyOf(hops);
        }
    }

    record Nowhere(String why) implements Resolution {}

    default Reachability reachability() {
        return switch (this) {
            case Leads leads -> new Reachability.Reachable(leads.cost, leads.connected, leads.by);
            case Nowhere(String why) -> new Reachability.Unreachable(why);
        };
    }
}
