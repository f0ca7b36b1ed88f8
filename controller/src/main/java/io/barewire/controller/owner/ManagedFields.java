package io.barewire.controller.owner;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.controller.owner.Stance.Hand;
import java.util.Set;

/// Whose hand the API server has seen on an object: `metadata.managedFields`.
public final class ManagedFields {
    private ManagedFields() {}

    /// Who owns fields of it. A server-side apply takes fields from whoever had them, so of two that write the same
    /// ones only the last is seen; when both are, it is by different fields, and theirs counts.
    ///
    /// @param subresource as `status`; empty for the object itself
    /// @param ours our field manager
    /// @param theirs those of OVN-Kubernetes' releases
    public static Hand hand(JsonNode object, String subresource, String ours, Set<String> theirs) {
        Hand hand = Hand.NOBODYS;
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            if (!entry.path("subresource").asText("").equals(subresource)) {
                continue;
            }
            String manager = entry.path("manager").asText("");
            if (theirs.contains(manager)) {
                return Hand.THEIRS;
            }
            hand = manager.equals(ours) ? Hand.OURS : hand;
        }
        return hand;
    }
}
