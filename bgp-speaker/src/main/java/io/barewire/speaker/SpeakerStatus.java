package io.barewire.speaker;

import io.barewire.bfd.BfdStatus;
import io.barewire.rib.PeerId;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The speaker as it is now.
///
/// @param listening the address bound, with the port that the system chose when 0 was asked for
/// @param startedAt empty before [BgpSpeaker#start]
/// @param converged every peer's routes are in, or the time to wait for them is over
/// @param prefixes how many prefixes have a best route, by family
/// @param peers in order of configuration, without those that are ourselves; behind them who came from a listen range
/// @param conditions of conditional prefixes, in order of configuration
/// @param bfd all BFD sessions, and what was dropped without belonging to one
public record SpeakerStatus(
        long localAs,
        IpAddress bgpIdentifier,
        Optional<InetSocketAddress> listening,
        Optional<Instant> startedAt,
        boolean converged,
        Map<AddressFamily, Integer> prefixes,
        List<PeerStatus> peers,
        List<ConditionStatus> conditions,
        BfdStatus bfd) {
    public SpeakerStatus {
        prefixes = Map.copyOf(prefixes);
        peers = List.copyOf(peers);
        conditions = List.copyOf(conditions);
    }

    public Optional<PeerStatus> peer(PeerId id) {
        return peers.stream().filter(peer -> peer.id().equals(id)).findFirst();
    }

    /// How many sessions are established.
    public int established() {
        return (int) peers.stream().filter(PeerStatus::isEstablished).count();
    }
}
