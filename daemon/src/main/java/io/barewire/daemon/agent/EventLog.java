package io.barewire.daemon.agent;

import io.barewire.bfd.BfdChange;
import io.barewire.bfd.Diagnostic;
import io.barewire.rib.OversizedRoutes;
import io.barewire.rib.PeerId;
import io.barewire.rib.PrefixWarning;
import io.barewire.speaker.ConditionStatus;
import io.barewire.speaker.SessionDetails;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.SpeakerListener;
import io.barewire.wire.IpAddress;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One line per thing that happened. A session that cannot be had is told once per reason, not once per attempt.
/// Called on the speaker's listener thread only.
final class EventLog implements SpeakerListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private final String prefix;
    private final Map<PeerId, String> toldWhy = new HashMap<>();

    /// @param prefix names the VRF before what no peer's name tells of
    EventLog(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public void on(SpeakerEvent event) {
        switch (event) {
            case SpeakerEvent.SessionUp(PeerId peer, SessionDetails session) -> {
                toldWhy.remove(peer);
                LOG.atInfo()
                        .addKeyValue("peer", peer)
                        .addKeyValue("event", "session-up")
                        .log(
                                "session with {} is up: identifier {}, families {}, hold time {} s",
                                peer,
                                session.peerIdentifier(),
                                session.families(),
                                session.holdTime().toSeconds());
            }
            case SpeakerEvent.SessionDown(PeerId peer, SessionEnd end) -> down(peer, end);
            case SpeakerEvent.GuestLeft(PeerId peer) -> {
                toldWhy.remove(peer);
                LOG.debug("{} of a listen range is forgotten", peer);
            }
            case SpeakerEvent.NeighborFound(PeerId peer, IpAddress linkLocal) ->
                LOG.info("the neighbor on {} is {}", peer, linkLocal);
            case SpeakerEvent.BfdChanged(PeerId peer, BfdChange change) ->
                LOG.atLevel(change.isFailure() ? Level.WARN : Level.INFO)
                        .addKeyValue("peer", peer)
                        .addKeyValue("event", "bfd")
                        .log(
                                "BFD with {} went from {} to {}{}",
                                peer,
                                change.before(),
                                change.after(),
                                change.diagnostic() == Diagnostic.NONE ? "" : ": " + change.diagnostic());
            case SpeakerEvent.MalformedMessage malformed ->
                LOG.atWarn()
                        .addKeyValue("peer", malformed.peer())
                        .addKeyValue("event", "malformed-message")
                        .log(
                                "malformed message from {}: {} ({}); octets {}",
                                malformed.peer(),
                                malformed.why(),
                                malformed.consequence(),
                                malformed.octets().toHex());
            case SpeakerEvent.ConnectionRefused refused ->
                LOG.atWarn()
                        .addKeyValue("event", "connection-refused")
                        .log(
                                "{}refused a connection from {}, which is no configured peer{}",
                                prefix,
                                refused.from(),
                                refused.unreported() == 0 ? "" : " (and " + refused.unreported() + " more)");
            case SpeakerEvent.RangeFull full ->
                LOG.atWarn()
                        .addKeyValue("event", "range-full")
                        .log(
                                "{}refused a connection from {}: range {} has its {} peers{}",
                                prefix,
                                full.from(),
                                full.range().prefix(),
                                full.range().limit(),
                                full.unreported() == 0 ? "" : " (and " + full.unreported() + " more)");
            case SpeakerEvent.ListenerImpaired(String why) ->
                LOG.atWarn()
                        .addKeyValue("event", "listener-impaired")
                        .log("{}not listening as configured: {}", prefix, why);
            case SpeakerEvent.PrefixesNearLimit(PeerId peer, PrefixWarning prefixes) ->
                LOG.atWarn()
                        .addKeyValue("peer", peer)
                        .addKeyValue("event", "prefixes-near-limit")
                        .log("{} announces {} prefixes; its limit is {}", peer, prefixes.received(), prefixes.limit());
            case SpeakerEvent.RoutesTooLong(PeerId peer, OversizedRoutes routes) ->
                LOG.atWarn()
                        .addKeyValue("peer", peer)
                        .addKeyValue("event", "routes-too-long")
                        .log(
                                "{} is not told {} and {} more: too long for its messages with their attributes",
                                peer,
                                routes.first(),
                                routes.count() - 1);
            case SpeakerEvent.ConditionChanged(ConditionStatus condition) ->
                LOG.atInfo()
                        .addKeyValue("event", "condition-changed")
                        .log(
                                "{}prefixes of condition {} are {}announced: {}",
                                prefix,
                                condition.prefixes().name(),
                                condition.announced() ? "" : "no longer ",
                                condition.why());
            case SpeakerEvent.Converged(boolean complete) ->
                LOG.atInfo()
                        .addKeyValue("event", "converged")
                        .log(
                                "{}{}",
                                prefix,
                                complete
                                        ? "converged: every peer sent its End-of-RIB markers"
                                        : "converged without every peer: the time to wait for them is over");
            case SpeakerEvent.SinkFailed(String sink, Throwable failure) ->
                LOG.error("{}route sink {} failed; routes may be missing there", prefix, sink, failure);
            case SpeakerEvent.EventsLost(long count) ->
                LOG.warn("{}{} events happened too fast to be logged", prefix, count);
        }
    }

    private void down(PeerId peer, SessionEnd end) {
        if (end.wasEstablished()) {
            toldWhy.put(peer, end.why());
            LOG.atWarn()
                    .addKeyValue("peer", peer)
                    .addKeyValue("event", "session-down")
                    .addKeyValue("reason", end.why())
                    .log("session with {} is down: {}", peer, end.why());
        } else if (!end.why().equals(toldWhy.put(peer, end.why()))) {
            LOG.atInfo()
                    .addKeyValue("peer", peer)
                    .addKeyValue("event", "attempt-failed")
                    .addKeyValue("reason", end.why())
                    .log("no session with {}: {}; trying on", peer, end.why());
        } else {
            LOG.debug("again no session with {}: {}", peer, end.why());
        }
    }
}
