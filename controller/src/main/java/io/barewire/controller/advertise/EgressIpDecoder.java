package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads an `EgressIP` (k8s.ovn.org/v1): which node has which of its addresses, for which namespaces.
final class EgressIpDecoder {
    private EgressIpDecoder() {}

    static Networks.EgressIp decode(JsonNode tree) {
        Map<String, Set<String>> byNode = new HashMap<>();
        for (JsonNode item : tree.path("status").path("items")) {
            String node = item.path("node").asText("");
            try {
                IpAddress address = IpAddress.parse(item.path("egressIP").asText(""));
                if (!node.isEmpty()) {
                    byNode.computeIfAbsent(node, _ -> new TreeSet<>())
                            .add(Prefix.of(address, address.family().bits()).toString());
                }
            } catch (IllegalArgumentException _) {
                // not assigned yet
            }
        }
        return new Networks.EgressIp(namespaces(tree), byNode);
    }

    private static Optional<LabelSelector> namespaces(JsonNode tree) {
        try {
            return Optional.of(ObjectDecoder.selector(tree.path("spec").path("namespaceSelector")));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
