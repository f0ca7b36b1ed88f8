package io.barewire.controller.advertise;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.owner.ManagedFields;
import io.barewire.controller.owner.Stance.Hand;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.ObjectKey;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/// A NetworkAttachmentDefinition of OVN-Kubernetes: a network in one namespace.
///
/// @param network its name, as [Network] has it
/// @param number what OVN-Kubernetes has numbered it
/// @param ofClusterNetwork whether a ClusterUserDefinedNetwork controls it
/// @param primary whether it is what the namespace's pods have for the cluster's own network
/// @param advertisedBy the RouteAdvertisements that its annotation names
/// @param hand whose was on it
record Attachment(
        ObjectKey key,
        String uid,
        String network,
        OptionalInt number,
        boolean ofClusterNetwork,
        boolean primary,
        NavigableSet<String> advertisedBy,
        Hand hand) {
    static final String NETWORK_NAME = "k8s.ovn.org/network-name";
    static final String NETWORK_ID = "k8s.ovn.org/network-id";

    /// The CNI plugin whose networks these are.
    static final String PLUGIN = "ovn-k8s-cni-overlay";

    /// What the configuration for CNI calls the cluster's own network.
    static final String DEFAULT_IN_CNI = "ovn-kubernetes";

    private static final JsonMapper JSON = new JsonMapper();

    /// @return empty for a network of somebody else
    static Optional<Attachment> of(ObjectKey key, ObjectNode tree) {
        JsonNode config = json(tree.path("spec").path("config").asText(""));
        if (!config.path("type").asText("").equals(PLUGIN)) {
            return Optional.empty();
        }
        String annotated = Labels.annotation(tree, NETWORK_NAME);
        String name = annotated.isEmpty() ? config.path("name").asText("") : annotated;
        return Optional.of(new Attachment(
                key,
                tree.path("metadata").path("uid").asText(),
                name.equals(DEFAULT_IN_CNI) ? Network.DEFAULT : name,
                number(Labels.annotation(tree, NETWORK_ID)),
                ofClusterNetwork(tree.path("metadata").path("ownerReferences")),
                config.path("role").asText("").equals("primary"),
                advertisedBy(Labels.annotation(tree, Labels.ROUTE_ADVERTISEMENTS)),
                ManagedFields.hand(tree, "", Advertiser.FIELD_MANAGER, Advertiser.THEIR_FIELD_MANAGERS)));
    }

    private static OptionalInt number(String text) {
        return text.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    private static boolean ofClusterNetwork(JsonNode owners) {
        for (JsonNode owner : owners) {
            if (owner.path("controller").asBoolean()
                    && owner.path("kind").asText("").equals(ClusterUserDefinedNetwork.KIND)) {
                return true;
            }
        }
        return false;
    }

    /// What is no list names nobody.
    private static NavigableSet<String> advertisedBy(String annotation) {
        NavigableSet<String> names = new TreeSet<>();
        json(annotation).forEach(name -> names.add(name.asText("")));
        return names;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
