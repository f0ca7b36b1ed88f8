package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What there is to be while routing is managed: an FRRConfiguration in which nodes are neighbors, and
/// RouteAdvertisements that have it say what each node has. None of all that when nothing is managed.
///
/// @param configurations by name, in [#namespace]
/// @param advertisements by name
/// @param labelled the ClusterUserDefinedNetworks that [Generations#CLUSTER_NETWORKS] selects by a label
record ManagedObjects(
        String namespace,
        Map<String, ObjectNode> configurations,
        Map<String, ObjectNode> advertisements,
        Set<String> labelled) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    ManagedObjects {
        configurations = Map.copyOf(configurations);
        advertisements = Map.copyOf(advertisements);
        labelled = Set.copyOf(labelled);
    }

    /// @param config empty when there is no `ovnkube.conf`
    /// @param namespace of the FRRConfiguration where `ovnkube.conf` names none
    static ManagedObjects of(
            Optional<OvnKubeConfig> config,
            Collection<ClusterUserDefinedNetwork> networks,
            Collection<Node> nodes,
            String namespace) {
        boolean defaultNetwork = config.filter(OvnKubeConfig::managedMesh).isPresent();
        Set<String> managed = networks.stream()
                .filter(ClusterUserDefinedNetwork::managedMesh)
                .map(ClusterUserDefinedNetwork::name)
                .collect(Collectors.toSet());
        Map<String, ObjectNode> advertisements = new TreeMap<>();
        if (defaultNetwork) {
            advertisements.put(
                    Generations.DEFAULT_NETWORK,
                    advertisement(
                            Generations.DEFAULT_NETWORK,
                            JSON.objectNode().put("networkSelectionType", "DefaultNetwork")));
        }
        if (!managed.isEmpty()) {
            ObjectNode selector = JSON.objectNode().put("networkSelectionType", "ClusterUserDefinedNetworks");
            selector.putObject("clusterUserDefinedNetworkSelector")
                    .putObject("networkSelector")
                    .putObject("matchLabels")
                    .put(Generations.LABEL, "");
            advertisements.put(Generations.CLUSTER_NETWORKS, advertisement(Generations.CLUSTER_NETWORKS, selector));
        }
        String home = config.map(OvnKubeConfig::frrNamespace)
                .filter(name -> !name.isEmpty())
                .orElse(namespace);
        long asNumber = config.map(OvnKubeConfig::asNumber).orElse(OvnKubeConfig.DEFAULT_AS_NUMBER);
        Map<String, ObjectNode> configurations = advertisements.isEmpty()
                ? Map.of()
                : Map.of(
                        Generations.BASE,
                        configuration(home, Generations.BASE, JSON.objectNode(), asNumber, addresses(nodes)));
        return new ManagedObjects(home, configurations, advertisements, managed);
    }

    /// The first InternalIP of each family of every node, the one included that reads it: the same object is
    /// everybody's.
    private static Set<String> addresses(Collection<Node> nodes) {
        Set<String> addresses = new TreeSet<>();
        for (Node node : nodes) {
            Arrays.stream(AddressFamily.values())
                    .flatMap(family -> node.internalAddress(family).stream())
                    .map(IpAddress::toString)
                    .forEach(addresses::add);
        }
        return addresses;
    }

    private static ObjectNode configuration(
            String namespace, String name, ObjectNode nodeSelector, long asNumber, Set<String> addresses) {
        ObjectNode object = JSON.objectNode();
        ObjectNode metadata = object.putObject("metadata").put("name", name).put("namespace", namespace);
        metadata.putObject("labels").put(Generations.LABEL, "");
        ObjectNode spec = object.putObject("spec");
        spec.set("nodeSelector", nodeSelector);
        ObjectNode router =
                spec.putObject("bgp").putArray("routers").addObject().put("asn", asNumber);
        ArrayNode neighbors = router.putArray("neighbors");
        addresses.forEach(
                address -> neighbors.addObject().put("address", address).put("asn", asNumber));
        return object;
    }

    /// Without a target VRF: what is in a network's own VRF is exchanged by the default one.
    private static ObjectNode advertisement(String name, ObjectNode network) {
        ObjectNode object = JSON.objectNode();
        object.putObject("metadata").put("name", name);
        ObjectNode spec = object.putObject("spec");
        spec.putArray("advertisements").add("PodNetwork");
        spec.putObject("nodeSelector");
        spec.putObject("frrConfigurationSelector").putObject("matchLabels").put(Generations.LABEL, "");
        spec.putArray("networkSelectors").add(network);
        return object;
    }
}
