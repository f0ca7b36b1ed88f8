package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
    /// @param unread whether there is a managed network of which no more is known
    /// @param namespace of the FRRConfiguration where `ovnkube.conf` names none
    static ManagedObjects of(
            Optional<OvnKubeConfig> config,
            Collection<ClusterUserDefinedNetwork> networks,
            boolean unread,
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
        if (!managed.isEmpty() || unread) {
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
        Map<String, ObjectNode> configurations = new TreeMap<>();
        if (!advertisements.isEmpty()) {
            long asNumber = config.map(OvnKubeConfig::asNumber).orElse(OvnKubeConfig.DEFAULT_AS_NUMBER);
            Neighbors.of(config, networks, nodes)
                    .forEach(each -> configurations.put(each.name(), configuration(home, asNumber, each)));
        }
        return new ManagedObjects(home, configurations, advertisements, managed);
    }

    private static ObjectNode configuration(String namespace, long asNumber, Neighbors neighbors) {
        ObjectNode object = JSON.objectNode();
        ObjectNode metadata =
                object.putObject("metadata").put("name", neighbors.name()).put("namespace", namespace);
        metadata.putObject("labels").put(Generations.LABEL, "");
        ObjectNode spec = object.putObject("spec");
        spec.set("nodeSelector", neighbors.nodeSelector());
        ObjectNode router =
                spec.putObject("bgp").putArray("routers").addObject().put("asn", asNumber);
        ArrayNode list = router.putArray("neighbors");
        neighbors
                .addresses()
                .forEach(address -> list.addObject().put("address", address).put("asn", asNumber));
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
