package io.barewire.netlink;

import io.barewire.wire.IpAddress;

/// What is known of a neighbour on a link: an entry of the ARP or the neighbour discovery table.
///
/// @param state `NUD_*`
public record LinkNeighbour(int linkIndex, IpAddress address, int state) {
    /// It was asked for, and did not answer.
    public boolean failed() {
        return (state & Rtnetlink.NUD_FAILED) != 0;
    }

    /// It is being asked for, and has never answered.
    public boolean unanswered() {
        return (state & Rtnetlink.NUD_INCOMPLETE) != 0;
    }
}
