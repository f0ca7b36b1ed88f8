package io.barewire.daemon.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.doctor.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the agent says about itself.
final class Sessions {
    private Sessions() {}

    static List<Finding> findings(NodeFacts facts) {
        Optional<NodeFacts.Agent> agent = facts.agent();
        if (agent.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (JsonNode missing : agent.get().summary().path("missing")) {
            findings.add(new Finding(
                    Severity.ERROR, "agent", "/readyz", missing.asText(), "`barewire show summary` has the whole"));
        }
        for (JsonNode neighbor : agent.get().neighbors().path("neighbors")) {
            String state = neighbor.path("state").asText();
            if (!state.equals("Established")) {
                String why = neighbor.path("lastEnd").path("why").asText();
                findings.add(new Finding(
                        Severity.ERROR,
                        "sessions",
                        "neighbor " + neighbor.path("peer").asText(),
                        state + (why.isEmpty() ? "" : ": " + why),
                        "`barewire show neighbors " + neighbor.path("peer").asText() + "`"));
            }
        }
        for (JsonNode problem : agent.get().problems().path("problems")) {
            findings.add(new Finding(
                    switch (problem.path("severity").asText()) {
                        case "error" -> Severity.ERROR;
                        case "warning" -> Severity.WARNING;
                        default -> Severity.INFO;
                    },
                    "objects",
                    place(problem),
                    problem.path("reason").asText(),
                    problem.path("remedy").asText()));
        }
        return findings;
    }

    private static String place(JsonNode problem) {
        String line =
                problem.path("line").asInt() > 0 ? ":" + problem.path("line").asInt() : "";
        return String.join(
                " ",
                List.of(
                                problem.path("file").asText() + line,
                                problem.path("object").asText(),
                                problem.path("path").asText())
                        .stream()
                        .filter(part -> !part.isEmpty())
                        .toList());
    }
}
