package io.barewire.controller.advertise;

import io.barewire.controller.advertise.Scopes.SelectableNetwork;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.OvnKubeConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is known of networks, and who has which EgressIP in them.
///
/// For one thread at a time.
final class Networks {
    /// An EgressIP: addresses that nodes have for the pods of some namespaces.
    ///
    /// @param byNode prefixes of a single address, by node
    record EgressIp(LabelSelector namespaces, Map<String, Set<String>> byNode) {}

    private Optional<OvnKubeConfig> config = Optional.empty();
    private final Map<String, ClusterUserDefinedNetwork> clusterNetworks = new TreeMap<>();
    private final Map<ObjectKey, Attachment> attachments = new TreeMap<>();
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();
    private final Map<String, EgressIp> egressIps = new TreeMap<>();

    boolean configured() {
        return config.isPresent();
    }

    void config(Optional<OvnKubeConfig> now) {
        config = now;
    }

    void put(ClusterUserDefinedNetwork network) {
        clusterNetworks.put(network.name(), network);
    }

    void removeNetwork(String name) {
        clusterNetworks.remove(name);
    }

    void put(Attachment attachment) {
        attachments.put(attachment.key(), attachment);
    }

    void removeAttachment(ObjectKey key) {
        attachments.remove(key);
    }

    Map<ObjectKey, Attachment> attachments() {
        return attachments;
    }

    void putNamespace(String name, Map<String, String> labels) {
        namespaces.put(name, labels);
    }

    void removeNamespace(String name) {
        namespaces.remove(name);
    }

    boolean hasNamespace(String name) {
        return namespaces.containsKey(name);
    }

    void put(String name, EgressIp egressIp) {
        egressIps.put(name, egressIp);
    }

    void removeEgressIp(String name) {
        egressIps.remove(name);
    }

    /// A ClusterUserDefinedNetwork is a network from when a namespace has it; where there are no
    /// NetworkAttachmentDefinitions, which would tell, from when it is there.
    ///
    /// @param attachable whether the cluster knows NetworkAttachmentDefinitions
    Map<String, SelectableNetwork> selectable(boolean attachable) {
        Map<String, SelectableNetwork> selectable = new HashMap<>();
        selectable.put(Network.DEFAULT, new SelectableNetwork(Network.ofDefault(config), Map.of()));
        Map<String, OptionalInt> numbers = new HashMap<>();
        attachments.values().stream()
                .filter(Attachment::ofClusterNetwork)
                // a namespace that has just joined does not know the number yet
                .forEach(each ->
                        numbers.merge(each.network(), each.number(), (one, other) -> other.isPresent() ? other : one));
        for (ClusterUserDefinedNetwork network : clusterNetworks.values()) {
            OptionalInt number = numbers.get(network.networkName());
            if (number != null || !attachable) {
                Network.of(network, number == null ? OptionalInt.empty() : number)
                        .ifPresent(
                                known -> selectable.put(known.name(), new SelectableNetwork(known, network.labels())));
            }
        }
        return selectable;
    }

    /// By node, then by network.
    Map<String, Map<String, Set<String>>> egressIps() {
        Map<String, String> primary = new HashMap<>();
        attachments.values().stream()
                .filter(Attachment::primary)
                .forEach(each -> primary.put(each.key().namespace(), each.network()));
        Map<String, Map<String, Set<String>>> byNode = new HashMap<>();
        for (EgressIp egressIp : egressIps.values()) {
            Set<String> served = new HashSet<>();
            namespaces.forEach((name, labels) -> {
                if (egressIp.namespaces().selects(labels)) {
                    served.add(primary.getOrDefault(name, Network.DEFAULT));
                }
            });
            egressIp.byNode().forEach((node, prefixes) -> {
                Map<String, Set<String>> byNetwork = byNode.computeIfAbsent(node, _ -> new HashMap<>());
                served.forEach(network ->
                        byNetwork.computeIfAbsent(network, _ -> new TreeSet<>()).addAll(prefixes));
            });
        }
        return byNode;
    }
}
