package io.barewire.speaker;

import io.barewire.bfd.BfdChange;
import io.barewire.rib.OversizedRoutes;
import io.barewire.rib.PeerId;
import io.barewire.rib.PrefixWarning;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Octets;

/// Something that happened and that an operator would want to read about.
public sealed interface SpeakerEvent {
    /// A session is established.
    record SessionUp(PeerId peer, SessionDetails session) implements SpeakerEvent {}

    /// An established session is lost, or an attempt at one failed: see [SessionEnd#wasEstablished].
    record SessionDown(PeerId peer, SessionEnd end) implements SpeakerEvent {}

    /// The BFD session that watches over the path to a peer changed its state.
    record BfdChanged(PeerId peer, BfdChange change) implements SpeakerEvent {}

    /// A peer sent what it should not.
    ///
    /// @param why what is wrong with it
    /// @param consequence what was done, in the words of RFC 7606 §2: "session reset", "treat-as-withdraw" or
    ///     "attribute discard"; or "ignored"
    /// @param octets the message from its header on, cut off after [#SHOWN_OCTETS]
    record MalformedMessage(PeerId peer, String why, String consequence, Octets octets) implements SpeakerEvent {
        public static final int SHOWN_OCTETS = 512;
    }

    /// A peer announces nearly as many prefixes as it may, or more where that is tolerated. Told again only after it
    /// was further off.
    record PrefixesNearLimit(PeerId peer, PrefixWarning prefixes) implements SpeakerEvent {}

    /// A peer is not told some routes, and no longer, because they are too long for its messages with their attributes
    /// (RFC 8654 §4). It was before, or another peer takes longer messages.
    record RoutesTooLong(PeerId peer, OversizedRoutes routes) implements SpeakerEvent {}

    /// Conditional prefixes are announced from now on, or no longer.
    record ConditionChanged(ConditionStatus condition) implements SpeakerEvent {}

    /// A TCP connection was closed at once because nobody at its address is configured as a peer.
    ///
    /// @param unreported how many more were refused since the last such event: there is one per second at most
    record ConnectionRefused(IpAddress from, long unreported) implements SpeakerEvent {}

    /// A TCP connection was closed at once because its range has as many peers as it may ([ListenRange#limit]).
    ///
    /// @param unreported how many more were refused since the last such event: there is one per second at most
    record RangeFull(ListenRange range, IpAddress from, long unreported) implements SpeakerEvent {}

    /// A peer of a listen range is forgotten: it has no connection, and nothing of it is kept over a restart any more.
    record GuestLeft(PeerId peer) implements SpeakerEvent {}

    /// Another router than before is at the other end of an unnumbered peer's interface, or the first one.
    ///
    /// @param linkLocal its address there
    record NeighborFound(PeerId peer, IpAddress linkLocal) implements SpeakerEvent {}

    /// A listening socket is not as configured, so peers that need it to be cannot connect to us.
    ///
    /// @param why what could not be set or opened, with the system's reason
    record ListenerImpaired(String why) implements SpeakerEvent {}

    /// Every peer sent its End-of-RIB markers, or the time to wait for them is over
    /// ([SpeakerConfig#convergenceLimit]).
    ///
    /// @param complete false when time ran out first
    record Converged(boolean complete) implements SpeakerEvent {}

    /// A route sink threw, against its contract; the changes it was given may be lost to it.
    record SinkFailed(String sink, Throwable failure) implements SpeakerEvent {}

    /// Events came faster than listeners took them, and this many were left out.
    record EventsLost(long count) implements SpeakerEvent {}
}
