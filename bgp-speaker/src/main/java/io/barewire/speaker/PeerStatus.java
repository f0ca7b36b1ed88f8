package io.barewire.speaker;

import io.barewire.bfd.BfdSessionStatus;
import io.barewire.rib.PeerId;
import io.barewire.wire.AddressFamily;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One peer as it is now.
///
/// @param config what was asked for
/// @param external the peer is in another AS, or may be while no session tells
/// @param since when the session came into this state
/// @param session details while [SessionState#ESTABLISHED]
/// @param lastEnd how the last session or attempt ended; empty when none has yet
/// @param messagesIn received from it
/// @param messagesOut sent to it
/// @param prefixes by family; families without prefixes may be absent
/// @param timesEstablished how often the session came up
/// @param timesLost how often an established session was lost
/// @param nextAttempt when we shall try again; empty while established, and when it is up to the peer. A time gone by
///     means that an attempt is under way
/// @param keptDown we ended the session ([#lastEnd] says why) and take none until [#nextAttempt]; where that is empty,
///     until [BgpSpeaker#clear] or other limits
/// @param bfd the BFD session that watches over the path to it; empty when none is configured
public record PeerStatus(
        PeerConfig config,
        boolean external,
        SessionState state,
        Instant since,
        Optional<SessionDetails> session,
        Optional<SessionEnd> lastEnd,
        MessageCounts messagesIn,
        MessageCounts messagesOut,
        Map<AddressFamily, PrefixCounts> prefixes,
        long timesEstablished,
        long timesLost,
        Optional<Instant> nextAttempt,
        boolean keptDown,
        Optional<BfdSessionStatus> bfd) {
    public PeerStatus {
        prefixes = Map.copyOf(prefixes);
    }

    public PeerId id() {
        return config.id();
    }

    /// The peer's AS: what it showed, else what is configured; empty while nobody knows.
    public OptionalLong as() {
        return session.isPresent()
                ? OptionalLong.of(session.get().peerAs())
                : config.remoteAs().number();
    }

    public boolean isEstablished() {
        return state == SessionState.ESTABLISHED;
    }

    /// Zero counts for a family in which nothing is exchanged.
    public PrefixCounts prefixes(AddressFamily family) {
        return prefixes.getOrDefault(family, PrefixCounts.NONE);
    }

    PeerStatus withBfd(Optional<BfdSessionStatus> bfd) {
        return new PeerStatus(
                config,
                external,
                state,
                since,
                session,
                lastEnd,
                messagesIn,
                messagesOut,
                prefixes,
                timesEstablished,
                timesLost,
                nextAttempt,
                keptDown,
                bfd);
    }
}
