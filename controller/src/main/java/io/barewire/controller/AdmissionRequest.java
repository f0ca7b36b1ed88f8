package io.barewire.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What the API server asks before it stores an object: the request of an `AdmissionReview` (admission.k8s.io/v1).
///
/// @param uid to be repeated in the answer
/// @param oldObject what `object` takes the place of; empty when it is new
record AdmissionRequest(String uid, ObjectNode object, Optional<ObjectNode> oldObject) {
    static final String API_VERSION = "admission.k8s.io/v1";
    static final String KIND = "AdmissionReview";

    /// A review as it was read, or why it is none.
    sealed interface Reading {
        record Review(AdmissionRequest request) implements Reading {}

        record NoReview(String why) implements Reading {}
    }

    static Reading read(JsonNode tree) {
        if (!tree.path("kind").asText().equals(KIND)
                || !tree.path("apiVersion").asText().equals(API_VERSION)) {
            return new Reading.NoReview("not an " + KIND + " of " + API_VERSION);
        }
        JsonNode request = tree.path("request");
        String uid = request.path("uid").asText("");
        if (uid.isEmpty()) {
            return new Reading.NoReview("request.uid is missing");
        }
        return switch (request.path("operation").asText()) {
            case "CREATE", "UPDATE" ->
                request.path("object") instanceof ObjectNode object
                        ? new Reading.Review(new AdmissionRequest(uid, named(object), map(request.path("oldObject"))))
                        : new Reading.NoReview("request.object is not a map");
            // Nothing can be wrong with what goes, or with what is connected to.
            case "DELETE", "CONNECT" ->
                new Reading.Review(new AdmissionRequest(uid, JsonNodeFactory.instance.objectNode(), Optional.empty()));
            default -> new Reading.NoReview("request.operation is none of CREATE, UPDATE, DELETE, CONNECT");
        };
    }

    private static Optional<ObjectNode> map(JsonNode tree) {
        return tree instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }

    /// With the name that `generateName` will begin, where the API server asks before it has made one.
    private static ObjectNode named(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        String prefix = metadata.path("generateName").asText("");
        if (!metadata.path("name").asText("").isEmpty() || prefix.isEmpty()) {
            return object;
        }
        ObjectNode named = object.deepCopy();
        ((ObjectNode) named.get("metadata")).put("name", prefix);
        return named;
    }
}
