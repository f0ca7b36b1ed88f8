package io.barewire.examples;

import io.barewire.rib.LocRibEntry;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.SpeakerStatus;
import io.barewire.wire.PathAttribute;
import java.util.List;
import java.util.stream.Collectors;

/// The looking glass for people: one page without scripts. Whatever a peer may have written is escaped.
final class LookingGlassPage {
    private LookingGlassPage() {}

    static String of(SpeakerStatus status, List<LocRibEntry> routes, String asked) {
        StringBuilder page = new StringBuilder("""
                <!doctype html><html lang="en"><title>Looking glass</title>
                <style>body{font:15px sans-serif;margin:2em}td,th{text-align:left;padding:.2em .8em;
                border-bottom:1px solid #ddd;vertical-align:top}td{font-family:monospace}</style>
                """);
        page.append("<h1>AS ").append(status.localAs()).append("</h1><h2>Peers</h2><table>");
        row(page, "th", "peer", "AS", "state", "since", "prefixes", "why it ended last");
        for (PeerStatus peer : status.peers()) {
            int accepted = peer.prefixes().values().stream()
                    .mapToInt(counts -> counts.accepted())
                    .sum();
            row(
                    page,
                    "td",
                    peer.id().toString(),
                    peer.as().isPresent() ? Long.toString(peer.as().getAsLong()) : "?",
                    peer.state().name(),
                    peer.since().toString(),
                    Integer.toString(accepted),
                    peer.lastEnd().map(SessionEnd::why).orElse(""));
        }
        page.append("</table><h2>Routes</h2><form><input name=prefix size=40 value=\"")
                .append(escaped(asked))
                .append("\" placeholder=\"203.0.113.0/24 or 203.0.113.9\"> <button>show</button></form><table>");
        row(page, "th", "prefix", "peer", "next hop", "used", "attributes");
        for (LocRibEntry entry : routes) {
            for (LocRibEntry.Path path : entry.paths()) {
                row(
                        page,
                        "td",
                        entry.prefix().toString(),
                        path.peer().map(Object::toString).orElse("ours"),
                        path.nextHop().map(Object::toString).orElse(""),
                        path.unreachable().orElse(path.used() ? "yes" : "no"),
                        path.attributes().list().stream()
                                .map(PathAttribute::toString)
                                .collect(Collectors.joining(" ")));
            }
        }
        return page.append("</table></html>\n").toString();
    }

    private static void row(StringBuilder page, String cell, String... texts) {
        page.append("<tr>");
        for (String text : texts) {
            page.append('<')
                    .append(cell)
                    .append('>')
                    .append(escaped(text))
                    .append("</")
                    .append(cell)
                    .append('>');
        }
        page.append("</tr>\n");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
