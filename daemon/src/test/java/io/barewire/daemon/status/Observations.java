package io.barewire.daemon.status;

import io.barewire.daemon.show.Examples;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.speaker.PeerStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The agent of [Examples]: one session is up, one is not.
final class Observations {
    static final PeerStatus UP = Examples.SPEAKER.peers().get(0);
    static final PeerStatus DOWN = Examples.SPEAKER.peers().get(1);
    static final SessionKey UP_KEY = SessionKey.of("", UP.config().endpoint());
    static final SessionKey DOWN_KEY = SessionKey.of("", DOWN.config().endpoint());

    static final Observation BOTH = of(UP, DOWN);

    private Observations() {}

    static Observation of(PeerStatus... peers) {
        SortedMap<SessionKey, Observation.Session> sessions = new TreeMap<>();
        for (PeerStatus peer : peers) {
            Map<String, String> refused = peer.equals(UP) ? Map.of("10.9.0.0/24", "rule edge") : Map.of();
            sessions.put(SessionKey.of("", peer.config().endpoint()), new Observation.Session(peer, refused));
        }
        return new Observation("router bgp 64512\n", List.of(), Optional.empty(), sessions);
    }

    static Observation with(Problem... problems) {
        return new Observation(BOTH.runningConfig(), List.of(problems), BOTH.applyFailure(), BOTH.sessions());
    }

    static Problem error(String object, String path, String reason) {
        return new Problem(Severity.ERROR, Origin.NONE, object, path, reason, "");
    }

    /// The same peer, its session lost or come up so many times.
    static PeerStatus counting(PeerStatus peer, long established, long lost) {
        return new PeerStatus(
                peer.config(),
                peer.external(),
                peer.state(),
                peer.since(),
                peer.session(),
                peer.lastEnd(),
                peer.messagesIn(),
                peer.messagesOut(),
                peer.prefixes(),
                established,
                lost,
                peer.nextAttempt(),
                peer.keptDown(),
                peer.bfd());
    }
}
