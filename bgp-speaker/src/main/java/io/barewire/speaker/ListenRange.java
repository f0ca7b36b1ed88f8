package io.barewire.speaker;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;

/// Peers that are not known one by one: whoever connects from these addresses is one for as long as its session lives,
/// or its routes are kept over a restart.
///
/// A TCP key is shared by all of them; a peer inside the range that is configured by itself has its own.
///
/// @param prefix where they connect from; where ranges overlap the longest one counts
/// @param limit how many there may be at a time, with those that are away
/// @param like how each of them is configured, but for its address; we never connect to them
public record ListenRange(Prefix prefix, int limit, PeerConfig like) {
    public ListenRange {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " of range " + prefix + " admits nobody");
        }
        like = like.toBuilder().tcp(tcp -> tcp.withPassive(true)).build();
    }

    /// The peer at this address.
    public PeerConfig peer(IpAddress address) {
        return like.at(address);
    }
}
