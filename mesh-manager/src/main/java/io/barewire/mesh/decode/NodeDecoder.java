package io.barewire.mesh.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.Node;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the few fields of a Node that say where its pods are and how to reach it; the many others pass unseen.
final class NodeDecoder {
    /// Written by OVN-Kubernetes: a JSON map from network to a list of prefixes, or in older releases to one prefix.
    static final String NODE_SUBNETS = "k8s.ovn.org/node-subnets";

    /// Written by OVN-Kubernetes: a JSON list of all addresses of the node, each with the length of its network.
    static final String HOST_CIDRS = "k8s.ovn.org/host-cidrs";

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
        Field annotations = metadata.member("annotations");
        Map<String, List<Prefix>> subnets = annotated(annotations.member(NODE_SUBNETS));
        if (!subnets.containsKey(Node.DEFAULT_NETWORK)) {
            List<Prefix> podCidrs = prefixes(root.member("spec").member("podCIDRs"));
            if (!podCidrs.isEmpty()) {
                subnets.put(Node.DEFAULT_NETWORK, podCidrs);
            }
        }
        Map<IpAddress, Prefix> hostNetworks = hostNetworks(annotations.member(HOST_CIDRS));
        Node node = new Node(
                name,
                origin,
                metadata.member("labels").texts(),
                internal,
                subnets,
                hostNetworks,
                isSettled(root, metadata));
        return faults.anyError() ? Optional.empty() : Optional.of(node);
    }

    /// Neither on its way into the cluster nor out of it.
    private static boolean isSettled(Field root, Field metadata) {
        boolean ready = root.member("status").member("conditions").elements().stream()
                .filter(condition -> condition.member("type").text().orElse("").equals("Ready"))
                .allMatch(condition ->
                        condition.member("status").text().orElse("").equals("True"));
        boolean leaving = root.member("spec").member("unschedulable").flag().orElse(false)
                || metadata.member("deletionTimestamp").present();
        return ready && !leaving;
    }

    private static List<Prefix> prefixes(Field list) {
        List<Prefix> prefixes = new ArrayList<>();
        list.elements().forEach(element -> element.prefix().ifPresent(prefixes::add));
        return prefixes.stream().distinct().toList();
    }

    /// The networks that the annotation names. What is wrong with one that is not the default network costs only that
    /// network.
    private static Map<String, List<Prefix>> annotated(Field annotation) {
        Map<String, List<Prefix>> subnets = new LinkedHashMap<>();
        Optional<JsonNode> byNetwork = json(annotation, wanted());
        if (byNetwork.isEmpty()) {
            return subnets;
        }
        if (!byNetwork.get().isObject() || byNetwork.get().isEmpty()) {
            annotation.error("not a JSON map with a network in it", wanted());
            return subnets;
        }
        byNetwork.get().properties().forEach(entry -> {
            try {
                subnets.put(entry.getKey(), network(entry.getValue()));
            } catch (IllegalArgumentException bad) {
                String reason = "network \"" + entry.getKey() + "\": " + bad.getMessage();
                if (entry.getKey().equals(Node.DEFAULT_NETWORK)) {
                    annotation.error(reason, wanted());
                } else {
                    annotation.warning(reason, wanted() + "; this network is left out");
                }
            }
        });
        return subnets;
    }

    private static List<Prefix> network(JsonNode network) {
        List<JsonNode> values = network.isArray() ? network.valueStream().toList() : List.of(network);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("an empty list");
        }
        return values.stream()
                .map(value -> Prefix.parse(value.isTextual() ? value.asText() : value.toString()))
                .distinct()
                .toList();
    }

    /// Empty where the annotation makes no sense: it only helps to choose among addresses.
    private static Map<IpAddress, Prefix> hostNetworks(Field annotation) {
        String form = "[\"192.0.2.1/24\"] is the form";
        Map<IpAddress, Prefix> networks = new LinkedHashMap<>();
        Optional<String> text = annotation.text();
        if (text.isEmpty()) {
            return networks;
        }
        try {
            for (JsonNode value : JSON.readTree(text.get())) {
                String cidr = value.asText();
                IpAddress address = IpAddress.parse(cidr.substring(0, Math.max(cidr.indexOf('/'), 0)));
                networks.putIfAbsent(address, Prefix.parse(cidr));
            }
            return networks;
        } catch (JsonProcessingException | IllegalArgumentException bad) {
            annotation.warning("not a JSON list of addresses with lengths", form + "; it is not looked at");
            return Map.of();
        }
    }

    private static Optional<JsonNode> json(Field annotation, String form) {
        return annotation.text().flatMap(text -> {
            try {
                return Optional.of(JSON.readTree(text));
            } catch (JsonProcessingException bad) {
                annotation.error("not JSON: " + bad.getOriginalMessage(), form);
                return Optional.empty();
            }
        });
    }

    private static String wanted() {
        return "{\"default\":[\"10.244.0.0/24\"]} is the form";
    }
}
