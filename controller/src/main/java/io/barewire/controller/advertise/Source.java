package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.ObjectKey;
import java.util.Map;
import java.util.Optional;

/// An FRRConfiguration that others are made from. What is made is a copy of it with a few fields changed, so it is kept
/// as the API server has it, which nobody changes.
///
/// @param nodeSelector empty when it is none
record Source(ObjectKey key, Map<String, String> labels, Optional<LabelSelector> nodeSelector, ObjectNode spec) {
    Source {
        labels = Map.copyOf(labels);
    }

    static Source of(ObjectKey key, JsonNode tree) {
        ObjectNode spec = tree.path("spec") instanceof ObjectNode given ? given : JsonNodeFactory.instance.objectNode();
        return new Source(key, Labels.of(tree), selector(spec), spec);
    }

    private static Optional<LabelSelector> selector(ObjectNode spec) {
        try {
            return Optional.of(ObjectDecoder.selector(spec.path("nodeSelector")));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
