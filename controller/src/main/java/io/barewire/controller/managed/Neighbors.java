package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.plan.Planner;
import io.barewire.mesh.plan.Reflectors;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which nodes have which neighbors, as an FRRConfiguration can say it.
///
/// In a full mesh one object says all: everybody's neighbors are all nodes, the one included that reads it. With
/// reflectors there is one for these, which are fully meshed, and one for each zone, whose nodes have its reflectors as
/// neighbors. That a reflector has clients no FRRConfiguration can say: agents know it from the same Nodes.
///
/// @param name of the object
/// @param addresses the first InternalIPs, in the order of text, as OVN-Kubernetes sorts them
record Neighbors(String name, ObjectNode nodeSelector, Set<String> addresses) {
    private static final String HOST_NAME_LABEL = "kubernetes.io/hostname";

    static List<Neighbors> of(
            Optional<OvnKubeConfig> config, Collection<ClusterUserDefinedNetwork> networks, Collection<Node> nodes) {
        return Planner.reflectors(
                        ClusterSnapshot.of(nodes, List.of(), List.of(), List.of(), networks, config, List.of()))
                .map(reflectors -> reflected(reflectors, nodes))
                .orElseGet(() -> List.of(new Neighbors(Generations.BASE, selector(), addresses(nodes))));
    }

    private static List<Neighbors> reflected(Reflectors reflectors, Collection<Node> nodes) {
        Map<String, List<Node>> zones = nodes.stream()
                .filter(node -> Arrays.stream(AddressFamily.values()).anyMatch(f -> reflectors.reflects(node, f)))
                .collect(Collectors.groupingBy(Reflectors::zone, TreeMap::new, Collectors.toList()));
        List<Neighbors> all = new ArrayList<>();
        List<Node> reflecting = zones.values().stream().flatMap(List::stream).toList();
        all.add(new Neighbors(Generations.BASE, named(reflecting), addresses(reflectors, reflecting)));
        zones.forEach((zone, some) -> all.add(new Neighbors(
                Generations.BASE + "-" + Generations.hash(zone), inZone(zone), addresses(reflectors, some))));
        return all;
    }

    private static Set<String> addresses(Collection<Node> nodes) {
        return nodes.stream()
                .flatMap(node ->
                        Arrays.stream(AddressFamily.values()).flatMap(family -> node.internalAddress(family).stream()))
                .map(IpAddress::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> addresses(Reflectors reflectors, Collection<Node> nodes) {
        Set<String> addresses = new TreeSet<>();
        for (AddressFamily family : AddressFamily.values()) {
            nodes.stream()
                    .filter(node -> reflectors.reflects(node, family))
                    .flatMap(node -> node.internalAddress(family).stream())
                    .map(IpAddress::toString)
                    .forEach(addresses::add);
        }
        return addresses;
    }

    private static ObjectNode selector() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// All where there is none, as an empty list of values is not a selector.
    private static ObjectNode named(Collection<Node> nodes) {
        ObjectNode selector = selector();
        if (!nodes.isEmpty()) {
            ArrayNode values = requirement(selector, HOST_NAME_LABEL, "In").putArray("values");
            nodes.stream()
                    .map(node -> node.labels().getOrDefault(HOST_NAME_LABEL, node.name()))
                    .sorted()
                    .forEach(values::add);
        }
        return selector;
    }

    private static ObjectNode inZone(String zone) {
        ObjectNode selector = selector();
        if (zone.isEmpty()) {
            requirement(selector, Reflectors.ZONE_LABEL, "DoesNotExist");
        } else {
            selector.putObject("matchLabels").put(Reflectors.ZONE_LABEL, zone);
        }
        return selector;
    }

    private static ObjectNode requirement(ObjectNode selector, String key, String operator) {
        return selector.putArray("matchExpressions").addObject().put("key", key).put("operator", operator);
    }
}
