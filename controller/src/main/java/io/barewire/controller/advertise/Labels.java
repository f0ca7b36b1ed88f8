package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/// The labels and annotations of an object's tree.
final class Labels {
    /// On what is generated: as a label whose it is, as an annotation what for. On a NetworkAttachmentDefinition: a
    /// JSON list of what advertises its network.
    static final String ROUTE_ADVERTISEMENTS = "k8s.ovn.org/route-advertisements";

    private Labels() {}

    static Map<String, String> of(JsonNode tree) {
        Map<String, String> labels = new HashMap<>();
        for (Map.Entry<String, JsonNode> label :
                tree.path("metadata").path("labels").properties()) {
            labels.put(label.getKey(), label.getValue().asText());
        }
        return labels;
    }

    /// Empty when there is none.
    static String annotation(JsonNode tree, String key) {
        return tree.path("metadata").path("annotations").path(key).asText("");
    }
}
