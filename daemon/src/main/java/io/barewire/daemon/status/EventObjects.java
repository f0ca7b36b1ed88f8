package io.barewire.daemon.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Reports as Events, where `kubectl describe` of the object shows them.
final class EventObjects {
    static final Resource EVENTS = new Resource("", "v1", "events", "Event", true);

    /// What the API server takes.
    private static final int LONGEST_MESSAGE = 1024;

    private EventObjects() {}

    /// @param about the object, as the API server keeps it
    /// @param node that reports
    static ObjectNode of(Reports.Due due, JsonNode about, String node, Instant now) {
        String name = about.path("metadata").path("name").asText();
        String namespace = about.path("metadata").path("namespace").asText();
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", EVENTS.apiVersion())
                .put("kind", EVENTS.kind());
        event.putObject("metadata").put("generateName", name + ".").put("namespace", namespace);
        event.putObject("involvedObject")
                .put("apiVersion", about.path("apiVersion").asText())
                .put("kind", about.path("kind").asText())
                .put("namespace", namespace)
                .put("name", name)
                .put("uid", Mirror.uid(about));
        Report.Reason reason = due.report().reason();
        String message = "node " + node + ": " + due.report().message();
        event.put("reason", reason.text())
                .put("type", reason.isWarning() ? "Warning" : "Normal")
                .put("message", message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message)
                .put("count", due.count())
                .put("firstTimestamp", time)
                .put("lastTimestamp", time)
                .put("reportingComponent", "barewire")
                .put("reportingInstance", node);
        event.putObject("source").put("component", "barewire").put("host", node);
        return event;
    }
}
