package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.owner.ManagedFields;
import io.barewire.controller.owner.Stance.Hand;
import io.barewire.mesh.objects.ObjectKey;
import java.util.Optional;

/// A generated FRRConfiguration as the API server has it.
///
/// @param purpose its annotation
/// @param spec stands for its spec
/// @param hand whose was on it
record Existing(ObjectKey key, Pair pair, String purpose, String uid, Digest spec, Hand hand) {
    /// @return empty for an object that nobody has generated, or not to be dealt with by its key
    static Optional<Existing> of(ObjectKey key, ObjectNode tree) {
        String advertisements = Labels.of(tree).getOrDefault(Labels.ROUTE_ADVERTISEMENTS, "");
        String purpose = Labels.annotation(tree, Labels.ROUTE_ADVERTISEMENTS);
        if (advertisements.isEmpty() || !purpose.startsWith(advertisements + "/")) {
            return Optional.empty();
        }
        String node = purpose.substring(purpose.lastIndexOf('/') + 1);
        return Optional.of(new Existing(
                key,
                new Pair(advertisements, node),
                purpose,
                tree.path("metadata").path("uid").asText(),
                Digest.of(tree.path("spec")),
                ManagedFields.hand(tree, "", Advertiser.FIELD_MANAGER, Advertiser.THEIR_FIELD_MANAGERS)));
    }
}
