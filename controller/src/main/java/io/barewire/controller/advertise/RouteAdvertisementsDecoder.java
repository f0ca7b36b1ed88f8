package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.controller.advertise.RouteAdvertisements.Advertisement;
import io.barewire.controller.advertise.RouteAdvertisements.Condition;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.LabelSelector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a RouteAdvertisements. One that is broken is still one: its status is to say so.
public final class RouteAdvertisementsDecoder {
    /// The type of the condition.
    static final String ACCEPTED = "Accepted";

    private @Nullable String flaw;

    private RouteAdvertisementsDecoder() {}

    public static RouteAdvertisements decode(JsonNode tree) {
        return new RouteAdvertisementsDecoder().read(tree);
    }

    private RouteAdvertisements read(JsonNode tree) {
        JsonNode metadata = tree.path("metadata");
        JsonNode spec = tree.path("spec");
        TargetVrf target = TargetVrf.parse(spec.path("targetVRF").asText(""));
        List<NetworkSelector> networks = networks(spec.path("networkSelectors"));
        LabelSelector nodes = selector(spec, "nodeSelector");
        LabelSelector configurations = selector(spec, "frrConfigurationSelector");
        Set<Advertisement> advertisements = advertisements(spec.path("advertisements"));
        return new RouteAdvertisements(
                metadata.path("name").asText(),
                metadata.path("generation").asLong(),
                metadata.path("creationTimestamp").asText(""),
                target,
                networks,
                nodes,
                configurations,
                advertisements,
                condition(tree.path("status").path("conditions")),
                tree.path("status").path("status").asText(""),
                Optional.ofNullable(flaw));
    }

    private List<NetworkSelector> networks(JsonNode list) {
        List<NetworkSelector> selectors = new ArrayList<>();
        for (JsonNode each : list) {
            String type = each.path("networkSelectionType").asText("");
            selectors.add(
                    switch (type) {
                        case "DefaultNetwork" -> NetworkSelector.Default.DEFAULT_NETWORK;
                        // in the singular in the enhancement proposal
                        case "ClusterUserDefinedNetworks", "ClusterUserDefinedNetwork" ->
                            new NetworkSelector.ClusterNetworks(
                                    selector(each.path("clusterUserDefinedNetworkSelector"), "networkSelector"));
                        default -> new NetworkSelector.Unsupported(type);
                    });
        }
        return selectors;
    }

    private LabelSelector selector(JsonNode parent, String name) {
        try {
            return ObjectDecoder.selector(parent.path(name));
        } catch (IllegalArgumentException wrong) {
            if (flaw == null) {
                flaw = name + ": " + wrong.getMessage();
            }
            return LabelSelector.EVERYTHING;
        }
    }

    private Set<Advertisement> advertisements(JsonNode list) {
        Set<Advertisement> advertisements = EnumSet.noneOf(Advertisement.class);
        for (JsonNode each : list) {
            switch (each.asText("")) {
                case "PodNetwork" -> advertisements.add(Advertisement.PodNetwork);
                case "EgressIP" -> advertisements.add(Advertisement.EgressIP);
                default -> flaw = "advertisements: \"" + each.asText("") + "\" is neither PodNetwork nor EgressIP";
            }
        }
        return advertisements;
    }

    private static Optional<Condition> condition(JsonNode conditions) {
        for (JsonNode each : conditions) {
            if (each.path("type").asText("").equals(ACCEPTED)) {
                return Optional.of(new Condition(
                        each.path("status").asText("").equals("True"),
                        each.path("reason").asText(""),
                        each.path("message").asText(""),
                        each.path("observedGeneration").asLong(),
                        each.path("lastTransitionTime").asText("")));
            }
        }
        return Optional.empty();
    }
}
