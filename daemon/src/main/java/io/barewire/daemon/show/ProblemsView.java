package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.Problem;
import java.util.List;

/// What is wrong in the manifests, for `show problems` and `validate`.
public final class ProblemsView {
    private ProblemsView() {}

    public static ObjectNode document(List<Problem> problems) {
        ObjectNode document = Json.object();
        document.put("errors", problems.stream().filter(Problem::isError).count());
        document.set(
                "problems",
                Json.array(problems.stream().sorted().map(ProblemsView::problem).toList()));
        return document;
    }

    private static ObjectNode problem(Problem problem) {
        return Json.object()
                .put("severity", Wording.lower(problem.severity()))
                .put("file", problem.origin().source())
                .put("line", problem.origin().line())
                .put("object", problem.object())
                .put("path", problem.path())
                .put("reason", problem.reason())
                .put("remedy", problem.remedy());
    }

    /// A block for each, because reasons and remedies are sentences.
    public static String text(JsonNode document) {
        StringBuilder text = new StringBuilder();
        for (JsonNode problem : document.path("problems")) {
            text.append(TextTable.visible(heading(problem))).append('\n');
            text.append("  ")
                    .append(TextTable.visible(problem.path("reason").asText()))
                    .append('\n');
            String remedy = problem.path("remedy").asText();
            if (!remedy.isEmpty()) {
                text.append("  remedy: ").append(TextTable.visible(remedy)).append('\n');
            }
        }
        return text.isEmpty() ? "No problems.\n" : text.toString();
    }

    /// `tor.yaml:9: error: FRRConfiguration default/tor spec.bgp.routers[0].asn`.
    private static String heading(JsonNode problem) {
        StringBuilder heading = new StringBuilder(problem.path("file").asText());
        if (problem.path("line").asInt() > 0) {
            heading.append(':').append(problem.path("line").asInt());
        }
        heading.append(heading.isEmpty() ? "" : ": ")
                .append(problem.path("severity").asText())
                .append(':');
        for (String field : List.of("object", "path")) {
            String value = problem.path(field).asText();
            heading.append(value.isEmpty() ? "" : " ").append(value);
        }
        return heading.toString();
    }
}
