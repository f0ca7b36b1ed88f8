package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.doctor.Diagnosis;
import io.barewire.daemon.doctor.Finding;
import io.barewire.daemon.doctor.Finding.Severity;

/// What `barewire doctor` found.
public final class DoctorView {
    private DoctorView() {}

    public static ObjectNode document(Diagnosis diagnosis) {
        ObjectNode document = Json.object().put("node", diagnosis.node()).put("mode", diagnosis.mode());
        for (Severity severity : Severity.values()) {
            long count = diagnosis.findings().stream()
                    .filter(finding -> finding.severity() == severity)
                    .count();
            document.put(count(severity), count);
        }
        document.set(
                "findings",
                Json.array(
                        diagnosis.findings().stream().map(DoctorView::finding).toList()));
        return document;
    }

    private static String count(Severity severity) {
        return switch (severity) {
            case ERROR -> "errors";
            case WARNING -> "warnings";
            case INFO -> "infos";
            case UNSEEN -> "unseen";
        };
    }

    private static ObjectNode finding(Finding finding) {
        return Json.object()
                .put("severity", Wording.lower(finding.severity()))
                .put("check", finding.check())
                .put("place", finding.place())
                .put("what", finding.what())
                .put("remedy", finding.remedy());
    }

    public static String text(JsonNode document) {
        StringBuilder text = new StringBuilder("Node ")
                .append(TextTable.visible(document.path("node").asText()))
                .append(", ")
                .append(TextTable.visible(document.path("mode").asText()))
                .append('\n');
        for (JsonNode finding : document.path("findings")) {
            text.append(finding.path("severity").asText())
                    .append(": ")
                    .append(TextTable.visible(finding.path("place").asText() + ": "
                            + finding.path("what").asText()))
                    .append('\n');
            String remedy = finding.path("remedy").asText();
            if (!remedy.isEmpty()) {
                text.append("  remedy: ").append(TextTable.visible(remedy)).append('\n');
            }
        }
        return text.append(Wording.counted(document.path("errors").asLong(), "error"))
                .append(", ")
                .append(Wording.counted(document.path("warnings").asLong(), "warning"))
                .append('\n')
                .toString();
    }
}
