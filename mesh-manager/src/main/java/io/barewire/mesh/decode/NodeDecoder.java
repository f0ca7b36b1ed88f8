package io.barewire.mesh.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.Node;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the few fields of a Node that say where its pods are and how to reach it; the many others pass unseen.
final class NodeDecoder {
    /// Written by OVN-Kubernetes: a JSON map from network to a list of prefixes, or in older releases to one prefix.
    static final String NODE_SUBNETS = "k8s.ovn.org/node-subnets";

    private static final JsonMapper JSON = new JsonMapper();

    private NodeDecoder() {}

    static Optional<Node> decode(Field root, Origin origin, String name, Faults faults) {
        Field metadata = root.member("metadata");
        List<IpAddress> internal = new ArrayList<>();
        for (Field address : root.member("status").member("addresses").elements()) {
            if (address.member("type").text().orElse("").equals("InternalIP")) {
                Field text = address.member("address");
                text.address().ifPresent(ip -> {
                    if (ip.isUnspecified() || ip.isMulticast()) {
                        text.error(ip + " cannot be a node's address", "a unicast address is needed");
                    } else {
                        internal.add(ip);
                    }
                });
            }
        }
        Field annotation = metadata.member("annotations").member(NODE_SUBNETS);
        List<Prefix> subnets = annotated(annotation);
        if (subnets.isEmpty()) {
            subnets = prefixes(root.member("spec").member("podCIDRs"));
        }
        Node node = new Node(name, origin, metadata.member("labels").texts(), internal, subnets);
        return faults.anyError() ? Optional.empty() : Optional.of(node);
    }

    private static List<Prefix> prefixes(Field list) {
        List<Prefix> prefixes = new ArrayList<>();
        list.elements().forEach(element -> element.prefix().ifPresent(prefixes::add));
        return prefixes.stream().distinct().toList();
    }

    /// Empty when the annotation does not mention the default network.
    private static List<Prefix> annotated(Field annotation) {
        Optional<String> text = annotation.text();
        if (text.isEmpty()) {
            return List.of();
        }
        JsonNode byNetwork;
        try {
            byNetwork = JSON.readTree(text.get());
        } catch (JsonProcessingException bad) {
            annotation.error("not JSON: " + bad.getOriginalMessage(), wanted());
            return List.of();
        }
        JsonNode network = byNetwork.path("default");
        if (!byNetwork.isObject() || byNetwork.isEmpty()) {
            annotation.error("not a JSON map with a network in it", wanted());
            return List.of();
        }
        if (network.isMissingNode()) {
            return List.of();
        }
        List<JsonNode> values =
                network.isArray() ? new ArrayList<>(network.valueStream().toList()) : List.of(network);
        List<Prefix> prefixes = new ArrayList<>();
        for (JsonNode value : values) {
            try {
                prefixes.add(Prefix.parse(value.isTextual() ? value.asText() : value.toString()));
            } catch (IllegalArgumentException bad) {
                annotation.error("network \"default\": " + bad.getMessage(), wanted());
            }
        }
        if (values.isEmpty()) {
            annotation.error("network \"default\" has an empty list", wanted());
        }
        return prefixes.stream().distinct().toList();
    }

    private static String wanted() {
        return "{\"default\":[\"10.244.0.0/24\"]} is the form";
    }
}
