package io.barewire.examples;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.rib.LocRibEntry;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.SpeakerStatus;
import io.barewire.wire.PathAttribute;

/// The looking glass for programs.
final class LookingGlassJson {
    private LookingGlassJson() {}

    static ArrayNode peers(SpeakerStatus status) {
        ArrayNode peers = JsonNodeFactory.instance.arrayNode();
        for (PeerStatus peer : status.peers()) {
            ObjectNode node = peers.addObject()
                    .put("peer", peer.id().toString())
                    .put("state", peer.state().name())
                    .put("since", peer.since().toString());
            peer.as().ifPresent(as -> node.put("as", as));
            peer.lastEnd().ifPresent(end -> node.put("lastEnd", end.why()));
            ObjectNode prefixes = node.putObject("prefixes");
            peer.prefixes()
                    .forEach((family, counts) -> prefixes.putObject(family.name())
                            .put("received", counts.received())
                            .put("accepted", counts.accepted())
                            .put("advertised", counts.advertised()));
        }
        return peers;
    }

    static ArrayNode routes(Iterable<LocRibEntry> entries) {
        ArrayNode routes = JsonNodeFactory.instance.arrayNode();
        for (LocRibEntry entry : entries) {
            ObjectNode route = routes.addObject().put("prefix", entry.prefix().toString());
            entry.decidedBy().ifPresent(step -> route.put("decidedBy", step.name()));
            ArrayNode paths = route.putArray("paths");
            for (LocRibEntry.Path path : entry.paths()) {
                ObjectNode node = paths.addObject().put("used", path.used());
                path.peer().ifPresent(peer -> node.put("peer", peer.toString()));
                path.nextHop().ifPresent(nextHop -> node.put("nextHop", nextHop.toString()));
                path.unreachable().ifPresent(why -> node.put("unreachable", why));
                ArrayNode attributes = node.putArray("attributes");
                for (PathAttribute attribute : path.attributes().list()) {
                    attributes.add(attribute.toString());
                }
            }
        }
        return routes;
    }
}
