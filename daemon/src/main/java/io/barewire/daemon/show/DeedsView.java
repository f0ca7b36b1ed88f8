package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.rib.PeerId;
import io.barewire.speaker.Clear;
import java.util.Map;

/// `clear` and `graceful-shutdown`: what became of it, a line per peer.
public final class DeedsView {
    private DeedsView() {}

    public static ObjectNode document(Map<PeerId, Clear.Outcome> outcomes) {
        ObjectNode document = Json.object();
        ArrayNode peers = document.putArray("peers");
        outcomes.forEach((peer, outcome) -> peers.addObject()
                .put("peer", peer.name())
                .put("done", outcome == Clear.Outcome.DONE)
                .put("outcome", words(outcome)));
        return document;
    }

    private static String words(Clear.Outcome outcome) {
        return switch (outcome) {
            case DONE -> "done";
            case UNKNOWN_PEER -> "not configured any more";
            case NOT_ESTABLISHED -> "no session";
            case NOT_ABLE -> "the peer does not know route refresh";
        };
    }

    public static String text(JsonNode document, int width) {
        TextTable table = new TextTable("PEER", "OUTCOME");
        for (JsonNode peer : document.path("peers")) {
            table.row(peer.path("peer").asText(), peer.path("outcome").asText());
        }
        return table.isEmpty() ? "No peers.\n" : table.render(width);
    }
}
