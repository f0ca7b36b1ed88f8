package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// A condition in an object's status.
record Condition(String type, String status, String reason, String message) {
    static Optional<Condition> of(JsonNode object, String type) {
        for (JsonNode each : object.path("status").path("conditions")) {
            if (each.path("type").asText().equals(type)) {
                return Optional.of(new Condition(
                        type,
                        each.path("status").asText(),
                        each.path("reason").asText(),
                        each.path("message").asText()));
            }
        }
        return Optional.empty();
    }

    boolean isTrue() {
        return status.equals("True");
    }

    @Override
    public String toString() {
        return type + "=" + status + " (" + reason + "): " + message;
    }
}
