package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.rib.NextHopState;
import io.barewire.rib.Reachability.Reachable;
import io.barewire.rib.Reachability.Unreachable;
import io.barewire.rib.ScopedNextHop;
import java.util.Comparator;
import java.util.List;

/// `show nexthops`: how each next hop that received paths have is reached, or why it cannot be.
public final class NextHopsView {
    /// So that an answer has a bound, whatever peers send.
    private static final int MOST_SHOWN = 10_000;

    private NextHopsView() {}

    public static ObjectNode document(List<NextHopState> nextHops) {
        ObjectNode document = Json.object().put("total", nextHops.size());
        document.set(
                "nextHops",
                Json.array(nextHops.stream()
                        .sorted(Comparator.comparing(
                                        (NextHopState state) -> state.nextHop().address())
                                .thenComparing(state -> state.nextHop().toString()))
                        .limit(MOST_SHOWN)
                        .map(NextHopsView::nextHop)
                        .toList()));
        return document;
    }

    private static ObjectNode nextHop(NextHopState state) {
        ScopedNextHop hop = state.nextHop();
        ObjectNode json = Json.object().put("nextHop", hop.address().toString());
        Json.put(json, "linkLocalNextHop", hop.nextHop().linkLocal());
        if (hop.interfaceIndex() != 0) {
            json.put("interfaceIndex", hop.interfaceIndex());
        }
        if (!hop.instance().isEmpty()) {
            json.put("vrf", hop.instance());
        }
        switch (state.reachability()) {
            case Reachable(long cost, boolean connected, String by) ->
                json.put("reachable", true)
                        .put("connected", connected)
                        .put("cost", cost)
                        .put("by", by);
            case Unreachable(String why) -> json.put("reachable", false).put("why", why);
        }
        return json.put("attributeSets", state.attributeSets());
    }

    public static String text(JsonNode document, int width) {
        TextTable table = new TextTable("NEXT HOP", "REACHABLE", ">COST", ">USED BY", "HOW");
        for (JsonNode hop : document.path("nextHops")) {
            boolean reachable = hop.path("reachable").asBoolean();
            String linkLocal = hop.path("linkLocalNextHop").asText("");
            String vrf = hop.path("vrf").asText("");
            table.row(
                    hop.path("nextHop").asText()
                            + (linkLocal.isEmpty() ? "" : " (" + linkLocal + ")")
                            + (vrf.isEmpty() ? "" : " in " + vrf),
                    reachable ? "yes" : "no",
                    reachable ? hop.path("cost").asText() : "",
                    Wording.counted(hop.path("attributeSets").asInt(), "attribute set"),
                    reachable ? hop.path("by").asText() : hop.path("why").asText());
        }
        if (table.isEmpty()) {
            return "No next hops.\n";
        }
        int total = document.path("total").asInt();
        return table.render(width) + (total > MOST_SHOWN ? "The first " + MOST_SHOWN + " of " + total + ".\n" : "");
    }
}
