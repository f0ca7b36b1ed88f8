package io.barewire.daemon.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What the agent says to a [Question], as one line of JSON on the socket.
public sealed interface Answer {
    /// The document that was asked for.
    record Told(ObjectNode document) implements Answer {}

    /// Why there is none, and what to do about it.
    record Refused(String error, String remedy) implements Answer {}

    /// The line without its end.
    static String write(Answer answer, ObjectMapper mapper) {
        ObjectNode line = mapper.createObjectNode().put("version", Question.VERSION);
        switch (answer) {
            case Told(ObjectNode document) -> line.set("document", document);
            case Refused(String error, String remedy) ->
                line.put("error", error).put("remedy", remedy);
        }
        try {
            return mapper.writeValueAsString(line);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree that cannot be written", impossible);
        }
    }

    /// Reads what an agent of this version wrote.
    static Answer read(String line, ObjectMapper mapper) {
        try {
            if (!(mapper.readTree(line) instanceof ObjectNode object)) {
                return notUnderstood("it is not a JSON object");
            }
            if (object.path("version").asInt() != Question.VERSION) {
                return notUnderstood(
                        "it speaks version " + object.path("version").asText("?"));
            }
            if (object.get("document") instanceof ObjectNode document) {
                return new Told(document);
            }
            return new Refused(
                    object.path("error").asText("the agent gave no reason"),
                    object.path("remedy").asText(""));
        } catch (JsonProcessingException broken) {
            return notUnderstood("it is not JSON");
        }
    }

    private static Refused notUnderstood(String why) {
        return new Refused(
                "the agent's answer is not understood: " + why,
                "Use the barewire program of the same version as the agent.");
    }
}
