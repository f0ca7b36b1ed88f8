package io.barewire.daemon.status;

import io.barewire.mesh.Problem;
import io.barewire.speaker.PeerStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// The agent at one moment.
///
/// @param runningConfig what is in force, in FRR's words
/// @param problems of the configuration
/// @param applyFailure why the newest configuration is not in force; empty when it is
/// @param sessions of all VRFs
public record Observation(
        String runningConfig,
        List<Problem> problems,
        Optional<String> applyFailure,
        SortedMap<SessionKey, Session> sessions) {
    /// @param refused some of the prefixes that the peer announces and we do not use, each with the reason
    public record Session(PeerStatus peer, Map<String, String> refused) {}
}
