package io.barewire.netlink;

/// What the kernel says: in answer to a request, or to those who listen.
public sealed interface NetlinkMessage {
    Header header();

    /// `struct nlmsghdr`.
    ///
    /// @param sequence of the request that this answers, or that caused it
    /// @param portId the socket that caused it; 0: the kernel
    record Header(int length, int type, int flags, int sequence, int portId) {
        static final Header NONE = new Header(0, 0, 0, 0, 0);

        public boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    /// `RTM_NEWROUTE`, or `RTM_DELROUTE` when `removed`.
    record RouteChanged(Header header, Route route, boolean removed) implements NetlinkMessage {}

    /// `RTM_NEWLINK` or `RTM_DELLINK`.
    record LinkChanged(Header header, Link link, boolean removed) implements NetlinkMessage {}

    /// `RTM_NEWADDR` or `RTM_DELADDR`.
    record AddressChanged(Header header, LinkAddress address, boolean removed) implements NetlinkMessage {}

    /// `RTM_NEWNEIGH` or `RTM_DELNEIGH`.
    record NeighbourChanged(Header header, LinkNeighbour neighbour, boolean removed) implements NetlinkMessage {}

    /// `NLMSG_ERROR`: how a request went.
    ///
    /// @param errno 0: well
    /// @param text the kernel's own explanation, where it gives one
    record Answer(Header header, int errno, String text) implements NetlinkMessage {}

    /// `NLMSG_DONE`: the end of a dump.
    record Done(Header header, int errno) implements NetlinkMessage {}

    /// Well-formed, but not about what we read: another message type, or another address family.
    record Other(Header header) implements NetlinkMessage {}

    /// Not as the kernel headers describe it.
    record Malformed(Header header, String why) implements NetlinkMessage {}
}
