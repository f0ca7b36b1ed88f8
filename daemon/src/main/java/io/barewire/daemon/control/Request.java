package io.barewire.daemon.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A question about one routing instance. As a line on the socket:
/// `{"version":1,"show":"neighbors","peer":"192.0.2.1","vrf":"red"}`.
///
/// @param vrf the instance's VRF, or [#DEFAULT_VRF]
public record Request(String vrf, Question question) {
    /// The instance that is no VRF; a question without `vrf` is about it.
    public static final String DEFAULT_VRF = "default";

    public Request {
        if (question instanceof Question.Problems && !vrf.equals(DEFAULT_VRF)) {
            throw new IllegalArgumentException("the manifests' problems are not those of a VRF");
        }
    }

    public static Request of(Question question) {
        return new Request(DEFAULT_VRF, question);
    }

    /// The line without its end.
    String write(ObjectMapper mapper) {
        ObjectNode line = Question.write(question, mapper);
        if (!vrf.equals(DEFAULT_VRF)) {
            line.put("vrf", vrf);
        }
        try {
            return mapper.writeValueAsString(line);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree that cannot be written", impossible);
        }
    }

    /// Reads a line; never throws anything but what it says.
    ///
    /// @throws IllegalArgumentException says what is wrong with the question
    static Request read(String line, ObjectMapper mapper) {
        ObjectNode object;
        try {
            if (!(mapper.readTree(line) instanceof ObjectNode tree)) {
                throw new IllegalArgumentException("the question is not a JSON object");
            }
            object = tree;
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("the question is not JSON: " + broken.getOriginalMessage(), broken);
        }
        if (object.path("version").asInt(0) != Question.VERSION) {
            throw new IllegalArgumentException(
                    "this agent speaks version " + Question.VERSION + " of the control protocol");
        }
        String vrf = Question.text(object, "vrf").orElse(DEFAULT_VRF);
        object.remove("vrf");
        return new Request(vrf, Question.read(object));
    }
}
