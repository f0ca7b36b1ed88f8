package io.barewire.speaker.session;

import io.barewire.wire.BgpMessage.Open;

/// Which of two connections to one peer is kept: RFC 4271 §6.8, with the tie-break of RFC 6286 §2.3.
public final class Arbiter {
    private Arbiter() {}

    /// Both connections have the peer's OPEN and neither is established: the one made by the speaker with the
    /// higher BGP identifier stays, identifiers taken as unsigned numbers; the higher AS decides between equal
    /// ones.
    public static Side winner(Open ours, Open theirs) {
        int order = Integer.compareUnsigned(
                ours.bgpIdentifier().ipv4Bits(), theirs.bgpIdentifier().ipv4Bits());
        if (order == 0) {
            order = Long.compare(ours.myAs(), theirs.myAs());
        }
        return order > 0 ? Side.OUTGOING : Side.INCOMING;
    }
}
