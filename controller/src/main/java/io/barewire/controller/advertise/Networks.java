package io.barewire.controller.advertise;

import io.barewire.controller.advertise.Scopes.SelectableNetwork;
import io.barewire.controller.owner.Stance.Hand;
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
    /// @param namespaces empty when its selector is none
    /// @param byNode prefixes of a single address, by node
    record EgressIp(Optional<LabelSelector> namespaces, Map<String, Set<String>> byNode) {}

    /// A ClusterUserDefinedNetwork that cannot be read as it is now.
    ///
    /// @param why and where
    record Unreadable(Map<String, String> labels, String why) {}

    private Optional<OvnKubeConfig> config = Optional.empty();

    /// Why `ovnkube.conf` cannot be read as it is now.
    private Optional<String> configFault = Optional.empty();

    private final Map<String, ClusterUserDefinedNetwork> clusterNetworks = new TreeMap<>();
    private final Map<String, Unreadable> unreadable = new TreeMap<>();
    private final Map<String, Network.Traits> traits = new HashMap<>();
    private final Map<String, UplinkState> uplinkStates = new TreeMap<>();
    private final Map<ObjectKey, Attachment> attachments = new TreeMap<>();
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();
    private final Map<String, EgressIp> egressIps = new TreeMap<>();

    boolean configured() {
        return config.isPresent();
    }

    void config(Optional<OvnKubeConfig> now) {
        config = now;
        configFault = Optional.empty();
    }

    /// It cannot be read; what it said before counts on.
    ///
    /// @param why and where
    void unreadableConfig(String why) {
        configFault = Optional.of(why);
    }

    void put(ClusterUserDefinedNetwork network, Network.Traits its) {
        clusterNetworks.put(network.name(), network);
        traits.put(network.name(), its);
        unreadable.remove(network.name());
    }

    /// What it was while it could be read counts on, under the labels that it has now.
    void put(String name, Unreadable network) {
        unreadable.put(name, network);
        clusterNetworks.computeIfPresent(name, (_, before) -> before.withLabels(network.labels()));
    }

    void removeNetwork(String name) {
        clusterNetworks.remove(name);
        unreadable.remove(name);
        traits.remove(name);
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

    /// Where the cluster's own network has its NetworkAttachmentDefinition.
    ObjectKey ofDefault() {
        return config.map(OvnKubeConfig::attachment).orElse(OvnKubeConfig.DEFAULT_ATTACHMENT);
    }

    /// Whether it says by what its network is advertised. Of the cluster's own network one does; where that is not
    /// there, OVN-Kubernetes may have been told of another place by a flag, which nobody here sees.
    boolean tells(Attachment attachment) {
        if (!attachment.network().equals(Network.DEFAULT)) {
            return attachment.ofClusterNetwork();
        }
        return attachment.key().equals(ofDefault()) || !attachments.containsKey(ofDefault());
    }

    /// Whose hand was on what says of networks that they are advertised.
    Hand hand() {
        return Hand.of(attachments.values().stream()
                .filter(each -> !each.advertisedBy().isEmpty())
                .map(Attachment::hand)
                .toList());
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

    /// Whom it serves as it could last be read counts on.
    void put(String name, EgressIp egressIp) {
        egressIps.merge(
                name, egressIp, (before, now) -> new EgressIp(now.namespaces().or(before::namespaces), now.byNode()));
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
        selectable.put(Network.DEFAULT, ofItsOwn());
        Map<String, OptionalInt> numbers = new HashMap<>();
        attachments.values().stream()
                .filter(Attachment::ofClusterNetwork)
                // a namespace that has just joined does not know the number yet
                .forEach(each ->
                        numbers.merge(each.network(), each.number(), (one, other) -> other.isPresent() ? other : one));
        for (ClusterUserDefinedNetwork network : clusterNetworks.values()) {
            OptionalInt number = numbers.get(network.networkName());
            if (number != null || !attachable) {
                Optional<String> flaw =
                        Optional.ofNullable(unreadable.get(network.name())).map(Unreadable::why);
                Network.Traits its = traits.getOrDefault(network.name(), Network.Traits.NONE);
                Network.of(network, its, number == null ? OptionalInt.empty() : number)
                        .ifPresent(known -> selectable.put(
                                known.name(), new SelectableNetwork.Known(known, network.labels(), flaw)));
            }
        }
        unreadable.forEach((name, each) -> {
            String network = ClusterUserDefinedNetwork.networkName(name);
            if (!clusterNetworks.containsKey(name) && (!attachable || numbers.containsKey(network))) {
                selectable.put(network, new SelectableNetwork.Unreadable(each.labels(), each.why()));
            }
        });
        return selectable;
    }

    /// Of a file that could never be read here nobody knows whether there is an overlay.
    private SelectableNetwork ofItsOwn() {
        if (config.isEmpty() && configFault.isPresent()) {
            return new SelectableNetwork.Unreadable(Map.of(), configFault.get());
        }
        return new SelectableNetwork.Known(Network.ofDefault(config), Map.of(), configFault);
    }

    /// @param name of the object
    void put(String name, UplinkState state) {
        uplinkStates.put(name, state);
    }

    void removeUplinkState(String name) {
        uplinkStates.remove(name);
    }

    /// By node, then by uplink.
    Map<String, Map<String, NodeView.NextHop>> uplinks() {
        Map<String, Map<String, NodeView.NextHop>> byNode = new HashMap<>();
        uplinkStates
                .values()
                .forEach(state -> byNode.computeIfAbsent(state.node(), _ -> new HashMap<>())
                        .put(state.uplink(), state.nextHop()));
        return byNode;
    }

    /// Those that could never be read here, by the nodes that have their addresses.
    Map<String, Set<String>> unreadableEgressIps() {
        Map<String, Set<String>> byNode = new HashMap<>();
        egressIps.forEach((name, egressIp) -> {
            if (egressIp.namespaces().isEmpty()) {
                egressIp.byNode()
                        .keySet()
                        .forEach(node -> byNode.computeIfAbsent(node, _ -> new TreeSet<>())
                                .add(name));
            }
        });
        return byNode;
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
                if (egressIp.namespaces()
                        .filter(selector -> selector.selects(labels))
                        .isPresent()) {
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
