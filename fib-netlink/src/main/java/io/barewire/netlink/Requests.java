package io.barewire.netlink;

import static io.barewire.netlink.Rtnetlink.*;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;

/// The requests that Barewire makes, as `ip route`, `ip link` and `ip address` would.
final class Requests {
    private Requests() {}

    /// `ip route add PREFIX via GATEWAY proto PROTOCOL metric METRIC table TABLE`, or with several `nexthop`s.
    ///
    /// @param flags how it meets a route that exists: `NLM_F_EXCL` or `NLM_F_REPLACE`, with `NLM_F_CREATE`
    static void newRoute(NetlinkWriter out, Route route, int flags, int sequence) {
        out.message(RTM_NEWROUTE, NLM_F_REQUEST | flags, sequence, message -> {
            routeHeader(message, route, RT_SCOPE_UNIVERSE);
            if (route.hops().size() > 1) {
                message.attribute(RTA_MULTIPATH, hops -> {
                    for (Route.Hop hop : route.hops()) {
                        hops.nextHop(hop.interfaceIndex(), hop.weight(), nested -> gateway(nested, hop, route));
                    }
                });
            } else {
                for (Route.Hop hop : route.hops()) {
                    gateway(message, hop, route);
                    if (hop.interfaceIndex() != 0) {
                        message.attribute(RTA_OIF, hop.interfaceIndex());
                    }
                }
            }
        });
    }

    /// `ip route del`: names the type too, without which the kernel does not find a blackhole, but not the
    /// hops, because protocol and metric already say that it is ours, whatever became of it.
    static void deleteRoute(NetlinkWriter out, Route route, int sequence) {
        out.message(RTM_DELROUTE, NLM_F_REQUEST, sequence, message -> routeHeader(message, route, RT_SCOPE_NOWHERE));
    }

    static void dumpRoutes(NetlinkWriter out, AddressFamily family, int table, int sequence) {
        out.message(
                RTM_GETROUTE,
                NLM_F_REQUEST | NLM_F_DUMP,
                sequence,
                message -> message.u8(number(family))
                        .u8(0)
                        .u8(0)
                        .u8(0)
                        .u8(RT_TABLE_UNSPEC)
                        .u8(RTPROT_UNSPEC)
                        .u8(RT_SCOPE_UNIVERSE)
                        .u8(0)
                        .u32(0)
                        .attribute(RTA_TABLE, table));
    }

    /// `struct ifinfomsg`, all zero.
    static void dumpLinks(NetlinkWriter out, int sequence) {
        out.message(
                RTM_GETLINK,
                NLM_F_REQUEST | NLM_F_DUMP,
                sequence,
                message -> message.u32(0).u32(0).u32(0).u32(0));
    }

    /// `struct ifaddrmsg`, all zero: both families.
    static void dumpAddresses(NetlinkWriter out, int sequence) {
        out.message(
                RTM_GETADDR,
                NLM_F_REQUEST | NLM_F_DUMP,
                sequence,
                message -> message.u32(0).u32(0));
    }

    /// `struct ndmsg`, all zero: both families.
    static void dumpNeighbours(NetlinkWriter out, int sequence) {
        out.message(
                RTM_GETNEIGH,
                NLM_F_REQUEST | NLM_F_DUMP,
                sequence,
                message -> message.u32(0).u32(0).u32(0));
    }

    /// Asks to delete nothing in particular. The kernel looks at the privilege first (`EPERM`) and at the
    /// message, which is too short to name a route, after (`EINVAL`).
    static void probePrivilege(NetlinkWriter out, int sequence) {
        out.message(
                RTM_DELROUTE,
                NLM_F_REQUEST | NLM_F_ACK,
                sequence,
                message -> message.u8(AF_INET).u8(0).u8(0).u8(0));
    }

    /// `struct rtmsg` and the attributes that identify a route.
    private static void routeHeader(NetlinkWriter message, Route route, int scope) {
        message.u8(number(route.destination().family()))
                .u8(route.destination().length())
                .u8(0)
                .u8(route.tos())
                .u8(RT_TABLE_UNSPEC)
                .u8(route.protocol())
                .u8(scope)
                .u8(route.type())
                .u32(0)
                .attribute(RTA_DST, route.destination().network())
                .attribute(RTA_PRIORITY, (int) route.metric())
                .attribute(RTA_TABLE, route.table());
    }

    /// `RTA_GATEWAY`, or `RTA_VIA` when the gateway is of another family than the destination.
    private static void gateway(NetlinkWriter message, Route.Hop hop, Route route) {
        if (hop.gateway().isEmpty()) {
            return;
        }
        IpAddress gateway = hop.gateway().get();
        if (gateway.family() == route.destination().family()) {
            message.attribute(RTA_GATEWAY, gateway);
        } else {
            message.attribute(RTA_VIA, via -> via.u16(number(gateway.family())).address(gateway));
        }
    }

    private static int number(AddressFamily family) {
        return switch (family) {
            case IPV4 -> AF_INET;
            case IPV6 -> AF_INET6;
        };
    }
}
