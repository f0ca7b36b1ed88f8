package io.barewire.daemon.status;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The agent's pod: when it is deleted, Kubernetes deletes what it owns.
record Owner(String name, String uid) {
    /// @param pod as the API server keeps it
    static Owner of(ObjectNode pod) {
        return new Owner(
                pod.path("metadata").path("name").asText(),
                pod.path("metadata").path("uid").asText());
    }
}
