package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.objects.ObjectKey;

/// One thing to do, so that what is becomes what is wanted.
sealed interface Step {
    /// It is not there, or somebody has changed it.
    record Write(Resource resource, ObjectNode object) implements Step {
        ObjectKey key() {
            return Step.key(object);
        }
    }

    /// It is not wanted any more.
    ///
    /// @param uid of the very object
    record Delete(Resource resource, ObjectKey key, String uid) implements Step {}

    /// A ClusterUserDefinedNetwork lacks the label by which it is selected.
    record Label(String network, String uid) implements Step {}

    static ObjectKey key(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return new ObjectKey(
                metadata.path("namespace").asText(""), metadata.path("name").asText(""));
    }

    static String uid(JsonNode object) {
        return object.path("metadata").path("uid").asText("");
    }
}
