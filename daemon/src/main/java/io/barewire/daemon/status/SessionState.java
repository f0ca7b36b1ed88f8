package io.barewire.daemon.status;

import io.barewire.bfd.BfdSessionStatus;
import io.barewire.bfd.BfdState;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.SessionEnd;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a BGPSessionState says.
///
/// @param bgpStatus the session's state by its name in RFC 4271 §8.2.2
/// @param bfdStatus `N/A` when BFD does not watch over it
/// @param lastEnd how the last session or attempt ended; empty when none has
/// @param refused which prefixes of the peer are not used, and why; empty when all are
record SessionState(String bgpStatus, String bfdStatus, String lastEnd, String refused) {
    static SessionState of(Observation.Session session) {
        PeerStatus peer = session.peer();
        String bgp = switch (peer.state()) {
            case IDLE -> "Idle";
            case CONNECT -> "Connect";
            case ACTIVE -> "Active";
            case OPEN_SENT -> "OpenSent";
            case OPEN_CONFIRM -> "OpenConfirm";
            case ESTABLISHED -> "Established";
        };
        return new SessionState(
                bgp, bfd(peer.bfd()), peer.lastEnd().map(SessionState::lastEnd).orElse(""), refused(session));
    }

    /// FRR has no state Init in what frr-k8s reads; to its users it is not up.
    private static String bfd(Optional<BfdSessionStatus> bfd) {
        return bfd.map(session -> switch (session.state()) {
                    case BfdState.UP -> "Up";
                    case BfdState.DOWN, BfdState.INIT -> "Down";
                    case BfdState.ADMIN_DOWN -> "Admin Down";
                })
                .orElse("N/A");
    }

    /// An attempt is made every half minute, and must not be written each time for its date alone.
    private static String lastEnd(SessionEnd end) {
        return end.wasEstablished() ? end.at() + " " + end.why() : end.why();
    }

    private static String refused(Observation.Session session) {
        int count = session.peer().prefixes().values().stream()
                .mapToInt(prefixes -> prefixes.denied() + prefixes.refusedPaths())
                .sum();
        return count == 0
                ? ""
                : count
                        + session.refused().entrySet().stream()
                                .map(each -> each.getKey() + ": " + each.getValue())
                                .sorted()
                                .collect(Collectors.joining("; ", ", such as ", ""));
    }
}
