package io.barewire.controller.advertise;

import io.barewire.controller.advertise.RouteAdvertisements.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// What the status of a RouteAdvertisements is to say. `Accepted` means that what it asks for has been written, not
/// that routes are there.
///
/// A node that cannot be served makes it no less accepted while others are: it keeps what it has, and the message names
/// it. OVN-Kubernetes takes the same node as a reason to accept nothing.
///
/// @param summary `status.status`
record Acceptance(boolean accepted, String reason, String message, String summary) {
    private static final int MOST_NODES = 3;
    private static final int MOST_FLAWS = 3;

    static Acceptance refused(Fault fault) {
        return new Acceptance(false, fault.kind().reason(), fault.toString(), "Not Accepted: " + fault);
    }

    /// @param nodes how many it selects
    /// @param broken those that cannot be served
    /// @param flaws what is to be said of it though it is accepted
    static Acceptance of(int nodes, SortedMap<String, Fault> broken, List<String> flaws) {
        if (nodes == 0) {
            return refused(Fault.pending("no nodes selected"));
        }
        String also = flaws.stream().limit(MOST_FLAWS).map(flaw -> "; " + flaw).collect(Collectors.joining())
                + (flaws.size() > MOST_FLAWS ? "; and " + (flaws.size() - MOST_FLAWS) + " more" : "");
        if (broken.isEmpty()) {
            return new Acceptance(
                    true,
                    "Accepted",
                    "what it asks for is right, and the configuration for it has been written" + also,
                    "Accepted");
        }
        String which = broken.entrySet().stream()
                .limit(MOST_NODES)
                .map(entry ->
                        "node \"" + entry.getKey() + "\": " + entry.getValue().text())
                .collect(Collectors.joining("; "));
        String more = broken.size() > MOST_NODES ? "; and " + (broken.size() - MOST_NODES) + " more nodes" : "";
        if (broken.size() < nodes) {
            return new Acceptance(
                    true,
                    "Accepted",
                    "the configuration for it has been written but for " + broken.size() + " of " + nodes
                            + " nodes, which keep what they have: " + which + more + also,
                    "Accepted");
        }
        Set<Fault.Kind> kinds = EnumSet.noneOf(Fault.Kind.class);
        broken.values().forEach(fault -> kinds.add(fault.kind()));
        return refused(new Fault(kinds.iterator().next(), which + more));
    }

    /// @param before what is there
    /// @return empty when it says this already
    Optional<Condition> over(RouteAdvertisements before, Instant now) {
        Optional<Condition> old = before.condition();
        String since = old.filter(
                        was -> was.accepted() == accepted && !was.since().isEmpty())
                .map(Condition::since)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        Condition condition = new Condition(accepted, reason, message, before.generation(), since);
        return old.equals(Optional.of(condition)) && before.summary().equals(summary)
                ? Optional.empty()
                : Optional.of(condition);
    }
}
