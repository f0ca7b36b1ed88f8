package io.barewire.netlink;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Optional;

/// A route as the kernel has it, or shall have it.
///
/// @param table routing table; 254 is `main`
/// @param protocol who added it (`RTPROT_*`): 2 kernel, 4 static, 186 bgp, …
/// @param type `RTN_UNICAST`, or another type such as blackhole, which has no hops
/// @param tos type of service; part of an IPv4 route's identity
/// @param metric `RTA_PRIORITY`; less is preferred
/// @param hops where packets go; more than one for a multipath route
/// @param nextHopId a next-hop object that the hops come from (`RTA_NH_ID`); 0: none
public record Route(
        Prefix destination, int table, int protocol, int type, int tos, long metric, List<Hop> hops, int nextHopId) {
    /// What one message can safely hold.
    public static final int MAXIMUM_HOPS = 256;

    /// One way out.
    ///
    /// @param gateway empty: the destination is on the link itself
    /// @param interfaceIndex 0: the kernel looks for the interface that reaches the gateway
    /// @param weight share of the traffic, 1 to 256
    public record Hop(Optional<IpAddress> gateway, int interfaceIndex, int weight) {
        public static Hop via(IpAddress gateway, int interfaceIndex) {
            return new Hop(Optional.of(gateway), interfaceIndex, 1);
        }

        public static Hop via(IpAddress gateway) {
            return via(gateway, 0);
        }

        /// As `ip route` writes it: `via 192.0.2.1 dev 3`, the interface by number.
        @Override
        public String toString() {
            return (gateway.map(address -> "via " + address).orElse("")
                            + (interfaceIndex == 0 ? "" : " dev " + interfaceIndex)
                            + (weight == 1 ? "" : " weight " + weight))
                    .strip();
        }
    }

    public Route {
        hops = List.copyOf(hops);
        if (hops.size() > MAXIMUM_HOPS) {
            throw new IllegalArgumentException(
                    destination + " has " + hops.size() + " hops, more than " + MAXIMUM_HOPS);
        }
    }

    /// A unicast route of the main routing policy, without type of service or next-hop object.
    public static Route unicast(Prefix destination, int table, int protocol, long metric, List<Hop> hops) {
        return new Route(destination, table, protocol, Rtnetlink.RTN_UNICAST, 0, metric, hops, 0);
    }

    /// As `ip route` writes it, numbers instead of names.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (type != Rtnetlink.RTN_UNICAST) {
            text.append("type ").append(type).append(' ');
        }
        text.append(destination);
        if (nextHopId != 0) {
            text.append(" nhid ").append(nextHopId);
        }
        for (Hop hop : hops) {
            text.append(hops.size() > 1 ? " nexthop " : " ").append(hop);
        }
        return text.append(" proto ")
                .append(protocol)
                .append(" metric ")
                .append(metric)
                .append(" table ")
                .append(table)
                .toString();
    }
}
