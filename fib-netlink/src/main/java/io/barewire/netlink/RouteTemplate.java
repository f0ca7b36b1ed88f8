package io.barewire.netlink;

import static io.barewire.netlink.Rtnetlink.NLMSG_HDRLEN;
import static io.barewire.netlink.Rtnetlink.NLM_F_CREATE;
import static io.barewire.netlink.Rtnetlink.NLM_F_EXCL;
import static io.barewire.netlink.Rtnetlink.NLM_F_REPLACE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A message that changes a route, but for the prefix: many routes differ in nothing else, and copying octets
/// is ten times faster than writing attributes. [RouteBatch] fills in the rest.
public final class RouteTemplate {
    /// What a message with [Route#MAXIMUM_HOPS] hops takes at most.
    static final int MAXIMUM_OCTETS = 16 * 1024;

    static final int SEQUENCE = 8;
    static final int PREFIX_LENGTH = NLMSG_HDRLEN + 1;
    /// Behind `struct rtmsg` and the header of `RTA_DST`, which comes first.
    static final int DESTINATION = NLMSG_HDRLEN + 12 + 4;

    final byte[] octets;

    RouteTemplate(byte[] octets) {
        this.octets = octets;
    }

    /// Refused with `EEXIST` when any route has the same prefix and metric, whoever added it.
    ///
    /// @param like its prefix counts for the family only
    public static RouteTemplate adding(Route like) {
        NetlinkWriter out = writer();
        Requests.newRoute(out, like, NLM_F_CREATE | NLM_F_EXCL, 0);
        return written(out);
    }

    /// Takes the place of the route with this prefix and metric, whoever added that, or adds it where there
    /// is none.
    ///
    /// @param like its prefix counts for the family only
    public static RouteTemplate replacing(Route like) {
        NetlinkWriter out = writer();
        Requests.newRoute(out, like, NLM_F_CREATE | NLM_F_REPLACE, 0);
        return written(out);
    }

    /// Removes the route with this prefix, type, protocol and metric, whatever its hops.
    ///
    /// @param like its prefix counts for the family only, its hops not at all
    public static RouteTemplate deleting(Route like) {
        NetlinkWriter out = writer();
        Requests.deleteRoute(out, like, 0);
        return written(out);
    }

    private static NetlinkWriter writer() {
        return new NetlinkWriter(MemorySegment.ofArray(new byte[MAXIMUM_OCTETS]));
    }

    private static RouteTemplate written(NetlinkWriter out) {
        return new RouteTemplate(out.written().toArray(ValueLayout.JAVA_BYTE));
    }
}
