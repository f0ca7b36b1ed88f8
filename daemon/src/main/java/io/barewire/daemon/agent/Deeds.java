package io.barewire.daemon.agent;

import io.barewire.daemon.control.Answer;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.show.DeedsView;
import io.barewire.rib.PeerId;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.Clear;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.PeerConfig;
import io.barewire.wire.ShutdownCommunication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What the agent does when it is told to, and what came of it for each peer.
final class Deeds {
    private Deeds() {}

    /// @param id of a peer of that speaker
    static Answer clear(BgpSpeaker speaker, Question.Clear order, Function<Endpoint, PeerId> id) {
        Clear what = switch (order.what()) {
            case HARD -> new Clear.Session(new ShutdownCommunication(order.message()), true);
            case SESSION -> new Clear.Session(new ShutdownCommunication(order.message()), false);
            case IN -> new Clear.SoftIn();
            case OUT -> new Clear.SoftOut();
        };
        return each(speaker, order.peer().map(id), peer -> speaker.clear(peer, what));
    }

    static Answer gracefulShutdown(BgpSpeaker speaker, Question.GracefulShutdown order, Function<Endpoint, PeerId> id) {
        return each(
                speaker,
                order.peer().map(id),
                peer -> speaker.announceShutdown(peer, order.begins())
                        ? Clear.Outcome.DONE
                        : Clear.Outcome.UNKNOWN_PEER);
    }

    private static Answer each(BgpSpeaker speaker, Optional<PeerId> only, Function<PeerId, Clear.Outcome> deed) {
        List<PeerId> peers = only.map(List::of)
                .orElseGet(() ->
                        speaker.config().peers().stream().map(PeerConfig::id).toList());
        Map<PeerId, Clear.Outcome> outcomes = new LinkedHashMap<>();
        peers.forEach(peer -> outcomes.put(peer, deed.apply(peer)));
        if (only.isPresent() && outcomes.containsValue(Clear.Outcome.UNKNOWN_PEER)) {
            return new Answer.Refused(
                    "no peer " + only.get() + " is configured", "`barewire show neighbors` lists those that are.");
        }
        return new Answer.Told(DeedsView.document(outcomes));
    }
}
