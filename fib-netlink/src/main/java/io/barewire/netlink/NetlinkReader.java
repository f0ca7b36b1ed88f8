package io.barewire.netlink;

import static io.barewire.netlink.Rtnetlink.*;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.barewire.netlink.NetlinkMessage.AddressChanged;
import io.barewire.netlink.NetlinkMessage.Answer;
import io.barewire.netlink.NetlinkMessage.Done;
import io.barewire.netlink.NetlinkMessage.Header;
import io.barewire.netlink.NetlinkMessage.LinkChanged;
import io.barewire.netlink.NetlinkMessage.Malformed;
import io.barewire.netlink.NetlinkMessage.NeighbourChanged;
import io.barewire.netlink.NetlinkMessage.Other;
import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes a datagram of the routing socket apart. Octets that make no sense become [Malformed], never an
/// exception: every length is checked before it is believed.
public final class NetlinkReader {
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ROUTE_HEADER = 12;
    private static final int LINK_HEADER = 16;
    private static final int ADDRESS_HEADER = 8;
    private static final int NEIGHBOUR_HEADER = 12;
    private static final int NEXT_HOP_HEADER = 8;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_NOPREFIXROUTE = 0x200;

    private final MemorySegment in;

    private NetlinkReader(MemorySegment in) {
        this.in = in;
    }

    /// Gives each message to `into`, in order. Stops at a length that cannot be true, since nothing behind it
    /// can be found.
    public static void read(MemorySegment datagram, Consumer<NetlinkMessage> into) {
        NetlinkReader reader = new NetlinkReader(datagram);
        long at = 0;
        while (at < datagram.byteSize()) {
            if (datagram.byteSize() - at < NLMSG_HDRLEN) {
                into.accept(new Malformed(Header.NONE, (datagram.byteSize() - at) + " octets are no header"));
                return;
            }
            Header header = reader.header(at);
            if (header.length() < NLMSG_HDRLEN || header.length() > datagram.byteSize() - at) {
                into.accept(new Malformed(header, "message length " + header.length()));
                return;
            }
            into.accept(reader.message(header, at + NLMSG_HDRLEN, at + header.length()));
            at += align(header.length());
        }
    }

    private Header header(long at) {
        return new Header(u32(at), u16(at + 4), u16(at + 6), u32(at + 8), u32(at + 12));
    }

    private NetlinkMessage message(Header header, long from, long to) {
        try {
            return switch (header.type()) {
                case RTM_NEWROUTE, RTM_DELROUTE -> route(header, from, to);
                case RTM_NEWLINK, RTM_DELLINK -> link(header, from, to);
                case RTM_NEWADDR, RTM_DELADDR -> address(header, from, to);
                case RTM_NEWNEIGH, RTM_DELNEIGH -> neighbour(header, from, to);
                case NLMSG_ERROR -> answer(header, from, to);
                case NLMSG_DONE -> new Done(header, to - from >= 4 ? -u32(from) : 0);
                default -> new Other(header);
            };
        } catch (Flaw flaw) {
            return new Malformed(header, flaw.getMessage());
        }
    }

    private NetlinkMessage answer(Header header, long from, long to) throws Flaw {
        need(to - from >= 4 + NLMSG_HDRLEN, "error message of " + (to - from) + " octets");
        String text = "";
        if (header.has(NLM_F_ACK_TLVS)) {
            // The request's payload is echoed unless capped; the explanation comes behind it.
            long echoed = header.has(NLM_F_CAPPED) ? NLMSG_HDRLEN : align(u32(from + 4));
            need(echoed >= NLMSG_HDRLEN && echoed <= to - from - 4, "echo of " + echoed + " octets");
            for (Attribute a = first(from + 4 + echoed, to); a != null; a = next(a, to)) {
                if (a.type == NLMSGERR_ATTR_MSG) {
                    text = text(a);
                }
            }
        }
        return new Answer(header, -u32(from), text);
    }

    private NetlinkMessage route(Header header, long from, long to) throws Flaw {
        need(to - from >= ROUTE_HEADER, "route message of " + (to - from) + " octets");
        AddressFamily family = family(u8(from));
        boolean fromSource = u8(from + 2) != 0;
        boolean cloned = (u32(from + 8) & RTM_F_CLONED) != 0;
        if (family == null || fromSource || cloned) {
            return new Other(header);
        }
        int length = u8(from + 1);
        need(length <= family.bits(), "prefix length " + length);
        IpAddress network = new IpAddress(family, 0, 0);
        Optional<IpAddress> gateway = Optional.empty();
        List<Route.Hop> hops = List.of();
        int table = u8(from + 4);
        int interfaceIndex = 0;
        int nextHopId = 0;
        long metric = 0;
        for (Attribute a = first(from + ROUTE_HEADER, to); a != null; a = next(a, to)) {
            switch (a.type) {
                case RTA_DST -> network = address(a, family);
                case RTA_GATEWAY -> gateway = Optional.of(address(a, family));
                case RTA_VIA -> gateway = via(a);
                case RTA_OIF -> interfaceIndex = number(a);
                case RTA_TABLE -> table = number(a);
                case RTA_PRIORITY -> metric = number(a) & 0xFFFFFFFFL;
                case RTA_NH_ID -> nextHopId = number(a);
                case RTA_MULTIPATH -> hops = hops(a, family);
                default -> {}
            }
        }
        if (hops.isEmpty() && (gateway.isPresent() || interfaceIndex != 0)) {
            hops = List.of(new Route.Hop(gateway, interfaceIndex, 1));
        }
        Route route = new Route(
                Prefix.of(network, length), table, u8(from + 5), u8(from + 7), u8(from + 3), metric, hops, nextHopId);
        return new RouteChanged(header, route, header.type() == RTM_DELROUTE);
    }

    private List<Route.Hop> hops(Attribute multipath, AddressFamily family) throws Flaw {
        List<Route.Hop> hops = new ArrayList<>();
        long at = multipath.from;
        while (at < multipath.to) {
            need(multipath.to - at >= NEXT_HOP_HEADER, "next hop of " + (multipath.to - at) + " octets");
            int length = u16(at);
            need(length >= NEXT_HOP_HEADER && length <= multipath.to - at, "next hop length " + length);
            need(hops.size() < Route.MAXIMUM_HOPS, "more than " + Route.MAXIMUM_HOPS + " next hops");
            Optional<IpAddress> gateway = Optional.empty();
            long end = at + length;
            for (Attribute a = first(at + NEXT_HOP_HEADER, end); a != null; a = next(a, end)) {
                switch (a.type) {
                    case RTA_GATEWAY -> gateway = Optional.of(address(a, family));
                    case RTA_VIA -> gateway = via(a);
                    default -> {}
                }
            }
            hops.add(new Route.Hop(gateway, u32(at + 4), u8(at + 3) + 1));
            at += align(length);
        }
        return hops;
    }

    private NetlinkMessage link(Header header, long from, long to) throws Flaw {
        need(to - from >= LINK_HEADER, "link message of " + (to - from) + " octets");
        // A bridge also reports its ports, in a family of its own: leaving the bridge looks like DELLINK there.
        if (u8(from) != AF_UNSPEC) {
            return new Other(header);
        }
        String name = "";
        int master = 0;
        int mtu = 0;
        LinkInfo info = LinkInfo.NONE;
        for (Attribute a = first(from + LINK_HEADER, to); a != null; a = next(a, to)) {
            switch (a.type) {
                case IFLA_IFNAME -> name = text(a);
                case IFLA_MASTER -> master = number(a);
                case IFLA_MTU -> mtu = number(a);
                case IFLA_LINKINFO -> info = linkInfo(a);
                default -> {}
            }
        }
        Link link = new Link(u32(from + 4), name, u32(from + 8), master, info.vrfTable, info.kind, mtu);
        return new LinkChanged(header, link, header.type() == RTM_DELLINK);
    }

    /// What a kind has to say has numbers of its own, so the kind counts first.
    private LinkInfo linkInfo(Attribute linkInfo) throws Flaw {
        String kind = "";
        OptionalInt table = OptionalInt.empty();
        for (Attribute a = first(linkInfo.from, linkInfo.to); a != null; a = next(a, linkInfo.to)) {
            if (a.type == IFLA_INFO_KIND) {
                kind = text(a);
            } else if (a.type == IFLA_INFO_DATA && kind.equals("vrf")) {
                for (Attribute data = first(a.from, a.to); data != null; data = next(data, a.to)) {
                    if (data.type == IFLA_VRF_TABLE) {
                        table = OptionalInt.of(number(data));
                    }
                }
            }
        }
        return new LinkInfo(kind, table);
    }

    private record LinkInfo(String kind, OptionalInt vrfTable) {
        static final LinkInfo NONE = new LinkInfo("", OptionalInt.empty());
    }

    private NetlinkMessage neighbour(Header header, long from, long to) throws Flaw {
        need(to - from >= NEIGHBOUR_HEADER, "neighbour message of " + (to - from) + " octets");
        AddressFamily family = family(u8(from));
        for (Attribute a = first(from + NEIGHBOUR_HEADER, to); a != null; a = next(a, to)) {
            if (a.type == NDA_DST && family != null) {
                LinkNeighbour neighbour = new LinkNeighbour(u32(from + 4), address(a, family), u16(from + 8));
                return new NeighbourChanged(header, neighbour, header.type() == RTM_DELNEIGH);
            }
        }
        // A bridge's table of hardware addresses has entries of this type, too.
        return new Other(header);
    }

    private NetlinkMessage address(Header header, long from, long to) throws Flaw {
        need(to - from >= ADDRESS_HEADER, "address message of " + (to - from) + " octets");
        AddressFamily family = family(u8(from));
        if (family == null) {
            return new Other(header);
        }
        int length = u8(from + 1);
        need(length <= family.bits(), "prefix length " + length);
        int flags = u8(from + 2);
        IpAddress local = null;
        IpAddress peer = null;
        for (Attribute a = first(from + ADDRESS_HEADER, to); a != null; a = next(a, to)) {
            switch (a.type) {
                case IFA_LOCAL -> local = address(a, family);
                case IFA_ADDRESS -> peer = address(a, family);
                case IFA_FLAGS -> flags = number(a);
                default -> {}
            }
        }
        // IPv6 names the peer only on point-to-point links; IPv4 always names both.
        IpAddress own = local != null ? local : peer;
        IpAddress other = peer != null ? peer : local;
        if (own == null || other == null) {
            throw new Flaw("address message without an address");
        }
        Prefix onLink = Prefix.of(other, (flags & IFA_F_NOPREFIXROUTE) != 0 ? family.bits() : length);
        return new AddressChanged(header, new LinkAddress(u32(from + 4), own, onLink), header.type() == RTM_DELADDR);
    }

    // ---- attributes
    // ------------------------------------------------------------------------------------------------

    /// One `struct rtattr`: its value lies from `from` up to `to`.
    private record Attribute(int type, long from, long to) {
        long length() {
            return to - from;
        }
    }

    private @Nullable Attribute first(long at, long end) throws Flaw {
        if (end - at < ATTRIBUTE_HEADER) {
            need(end <= at, (end - at) + " octets are no attribute");
            return null;
        }
        int length = u16(at);
        need(length >= ATTRIBUTE_HEADER && length <= end - at, "attribute length " + length);
        return new Attribute(u16(at + 2) & NLA_TYPE_MASK, at + ATTRIBUTE_HEADER, at + length);
    }

    private @Nullable Attribute next(Attribute before, long end) throws Flaw {
        return first(before.from + align(before.length()), end);
    }

    private IpAddress address(Attribute attribute, AddressFamily family) throws Flaw {
        need(attribute.length() == family.octets(), "address of " + attribute.length() + " octets");
        return address(attribute.from, family);
    }

    private IpAddress address(long at, AddressFamily family) {
        byte[] octets = in.asSlice(at, family.octets()).toArray(JAVA_BYTE);
        return IpAddress.ofOctets(octets, 0, family);
    }

    /// `struct rtvia`. A family that we do not route (MPLS has more) reads as no gateway.
    private Optional<IpAddress> via(Attribute attribute) throws Flaw {
        need(attribute.length() >= 2, "RTA_VIA of " + attribute.length() + " octets");
        AddressFamily family = family(u16(attribute.from));
        if (family == null) {
            return Optional.empty();
        }
        need(attribute.length() == 2 + family.octets(), "RTA_VIA of " + attribute.length() + " octets");
        return Optional.of(address(attribute.from + 2, family));
    }

    private int number(Attribute attribute) throws Flaw {
        need(attribute.length() == 4, "number of " + attribute.length() + " octets");
        return u32(attribute.from);
    }

    /// Up to the first NUL.
    private String text(Attribute attribute) {
        byte[] octets = in.asSlice(attribute.from, attribute.length()).toArray(JAVA_BYTE);
        int end = 0;
        while (end < octets.length && octets[end] != 0) {
            end++;
        }
        return new String(octets, 0, end, StandardCharsets.UTF_8);
    }

    private static @Nullable AddressFamily family(int number) {
        return switch (number) {
            case AF_INET -> AddressFamily.IPV4;
            case AF_INET6 -> AddressFamily.IPV6;
            default -> null;
        };
    }

    private int u8(long at) {
        return in.get(JAVA_BYTE, at) & 0xFF;
    }

    private int u16(long at) {
        return in.get(JAVA_SHORT_UNALIGNED, at) & 0xFFFF;
    }

    private int u32(long at) {
        return in.get(JAVA_INT_UNALIGNED, at);
    }

    private static long align(long length) {
        return (length + 3) & ~3L;
    }

    private static void need(boolean condition, String otherwise) throws Flaw {
        if (!condition) {
            throw new Flaw(otherwise);
        }
    }

    /// Leaves the parser with a reason; never leaves this class.
    private static final class Flaw extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final String why;

        Flaw(String why) {
            super(why, null, false, false);
            this.why = why;
        }

        @Override
        public String getMessage() {
            return why;
        }
    }
}
