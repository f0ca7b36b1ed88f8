package io.barewire.rib;

/// How a next hop can be reached (RFC 4271 §9.1.2.1).
public sealed interface Reachability {
    /// @param cost the interior cost, 0 to 4294967295: metric of the route that leads there, 0 where it is connected
    /// @param connected on a network that this machine is on, too
    /// @param by what leads there, for people
    record Reachable(long cost, boolean connected, String by) implements Reachability {
        public Reachable {
            if (cost < 0 || cost > 0xFFFFFFFFL) {
                throw new IllegalArgumentException("cost " + cost + " is not within 0 to 4294967295");
            }
        }
    }

    /// @param why for people: `no route`, `interface eth0 is down`
    record Unreachable(String why) implements Reachability {}
}
