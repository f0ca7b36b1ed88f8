package io.barewire.daemon.status;

import io.barewire.speaker.PeerStatus;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The status objects that there should be.
record Desired(NodeState node, SortedMap<SessionKey, SessionState> sessions) {
    static Desired of(Observation observation, SessionStatus which) {
        Predicate<PeerStatus> told = switch (which) {
            case ALL -> _ -> true;
            case NOT_ESTABLISHED -> peer -> !peer.isEstablished();
            case NONE -> _ -> false;
        };
        SortedMap<SessionKey, SessionState> sessions = new TreeMap<>();
        for (Map.Entry<SessionKey, Observation.Session> each :
                observation.sessions().entrySet()) {
            if (told.test(each.getValue().peer())) {
                sessions.put(each.getKey(), SessionState.of(each.getValue()));
            }
        }
        return new Desired(NodeState.of(observation), Collections.unmodifiableSortedMap(sessions));
    }
}
