package io.barewire.examples.mrt;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Octets;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.time.Instant;
import java.util.List;

/// What an MRT file says, a record at a time (RFC 6396 §4). Written by [MrtWriter].
public sealed interface MrtRecord {
    /// Both ends of a session (§4.4).
    ///
    /// @param peerAs 0 while nobody knows
    record Session(long peerAs, long localAs, IpAddress peer, IpAddress local) {}

    /// A session went from one state to another (§4.4.1, BGP4MP_STATE_CHANGE_AS4).
    ///
    /// @param before RFC 4271's states from 1, Idle, to 6, Established
    record StateChange(Instant at, Session session, int before, int after) implements MrtRecord {}

    /// A BGP message, header included (§4.4.2, BGP4MP_MESSAGE and its kin).
    ///
    /// @param fourOctetAs AS numbers in it are of four octets
    /// @param addPath NLRI in it have path identifiers (RFC 8050 §4.1)
    record Message(Instant at, Session session, boolean fourOctetAs, boolean addPath, Octets message)
            implements MrtRecord {}

    /// A peer in the index of a table dump (§4.3.1).
    record DumpPeer(IpAddress bgpIdentifier, IpAddress address, long as) {}

    /// Begins a table dump: who the peers are that its entries name by number.
    record PeerIndexTable(Instant at, IpAddress collector, String view, List<DumpPeer> peers) implements MrtRecord {
        public PeerIndexTable {
            peers = List.copyOf(peers);
        }
    }

    /// One path of a prefix in a table dump (§4.3.4).
    ///
    /// @param peer its place in the index, from 0
    record Entry(int peer, Instant originated, NextHop nextHop, PathAttributes attributes) {}

    /// All paths of one prefix in a table dump (§4.3.2).
    ///
    /// @param sequence counts the prefixes of a dump from 0
    record RibEntries(Instant at, long sequence, Prefix prefix, List<Entry> entries) implements MrtRecord {
        public RibEntries {
            entries = List.copyOf(entries);
        }

        AddressFamily family() {
            return prefix.family();
        }
    }
}
