package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.advertise.Network.Transport;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.wire.AddressFamily;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What nodes let in where packets need routes between them: the pieces that other nodes have of the networks without
/// overlay. The same `toReceive` on all nodes, so it is made once and shared by what is generated.
///
/// @param any whether there is such a network
record PodRoutes(boolean any, ObjectNode ipv4, ObjectNode ipv6, ObjectNode both) {
    /// @param networks by name
    static PodRoutes of(List<Network> networks) {
        List<Network> without = networks.stream()
                .filter(network -> network.transport() == Transport.NO_OVERLAY)
                .toList();
        return new PodRoutes(
                !without.isEmpty(),
                toReceive(without, family -> family == AddressFamily.IPV4),
                toReceive(without, family -> family == AddressFamily.IPV6),
                toReceive(without, _ -> true));
    }

    private static ObjectNode toReceive(List<Network> networks, Predicate<AddressFamily> carried) {
        ObjectNode toReceive = JsonNodeFactory.instance.objectNode();
        ArrayNode prefixes =
                toReceive.putObject("allowed").put("mode", "filtered").putArray("prefixes");
        for (Network network : networks) {
            NavigableMap<String, ClusterSubnet> subnets = new TreeMap<>();
            network.subnets().forEach(subnet -> subnets.put(subnet.prefix().toString(), subnet));
            subnets.forEach((text, subnet) -> {
                if (carried.test(subnet.prefix().family())) {
                    prefixes.addObject()
                            .put("prefix", text)
                            .put("ge", subnet.hostSubnetLength())
                            .put("le", subnet.hostSubnetLength());
                }
            });
        }
        return toReceive;
    }

    /// @param family of a session; empty for both
    ObjectNode toReceive(Optional<AddressFamily> family) {
        return family.map(each -> each == AddressFamily.IPV4 ? ipv4 : ipv6).orElse(both);
    }
}
