package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.advertise.RouteAdvertisements;
import io.barewire.controller.advertise.RouteAdvertisementsDecoder;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.Origin;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.OvnKubeConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The objects of the cluster that managed routing and the status of networks are about. Each kind has one writer; any
/// thread reads.
public final class ManagedCluster {
    /// What `ovnkube.conf` says.
    sealed interface Configuration {
        /// @param config empty when there is none
        record Known(Optional<OvnKubeConfig> config) implements Configuration {}

        /// @param why and where
        record Broken(String why) implements Configuration {}
    }

    /// @param tree as the API server has it
    record Network(ClusterUserDefinedNetwork value, ObjectNode tree) {}

    /// One that cannot be read as it is now.
    ///
    /// @param tree as the API server has it
    /// @param why and where
    record Unreadable(ObjectNode tree, String why) {}

    /// @param tree as the API server has it
    record Advertisements(RouteAdvertisements value, ObjectNode tree) {}

    private final ConcurrentSkipListMap<String, Node> nodes = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Network> networks = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Unreadable> unreadable = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Advertisements> advertisements = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<ObjectKey, ObjectNode> bases = new ConcurrentHashMap<>();
    private final Map<Resource, ConcurrentMap<ObjectKey, ObjectNode>> others;
    private volatile Configuration configuration = new Configuration.Known(Optional.empty());

    /// Features that mean something to networks.
    public static final List<Resource> FEATURES =
            List.of(Resource.NAMESPACES, Resource.EGRESS_IPS, UnsupportedFeatures.EGRESS_SERVICES);

    public ManagedCluster() {
        Map<Resource, ConcurrentMap<ObjectKey, ObjectNode>> empty = new HashMap<>();
        FEATURES.forEach(resource -> empty.put(resource, new ConcurrentHashMap<>()));
        empty.put(UnsupportedFeatures.DAEMON_SETS, new ConcurrentHashMap<>());
        this.others = Map.copyOf(empty);
    }

    /// What shows, in any namespace, that IPsec is on: a selection for each name that it may have.
    public static List<Selection> ipsec() {
        return UnsupportedFeatures.IPSEC.stream()
                .map(name -> Selection.all(UnsupportedFeatures.DAEMON_SETS).named(name))
                .toList();
    }

    /// A Node, FRRConfiguration, RouteAdvertisements or ClusterUserDefinedNetwork, the ConfigMap with `ovnkube.conf`,
    /// one of [#FEATURES] or of [#ipsec]. A Node or network that is broken stays what it was.
    ///
    /// @throws IllegalArgumentException for another resource
    public void put(Resource resource, ObjectKey key, ObjectNode object) {
        if (resource.equals(Resource.FRR_CONFIGURATIONS)) {
            if (Generations.isBase(object) || Generations.isEarlierBase(object)) {
                bases.put(key, object);
            } else {
                bases.remove(key);
            }
        } else if (resource.equals(Resource.ROUTE_ADVERTISEMENTS)) {
            advertisements.put(key.name(), new Advertisements(RouteAdvertisementsDecoder.decode(object), object));
        } else if (resource.equals(Resource.CONFIG_MAPS)) {
            configuration = configuration(object);
        } else if (resource.equals(Resource.NODES)) {
            putNode(key.name(), object);
        } else if (resource.equals(Resource.CLUSTER_USER_DEFINED_NETWORKS)) {
            putNetwork(key.name(), object);
        } else {
            of(resource).put(key, object);
        }
    }

    /// One that is broken and was not known before counts without its annotations, which is where the fault is: others
    /// have it as a neighbor by its addresses.
    private void putNode(String name, ObjectNode object) {
        if (decode(object) instanceof Decoded.Good(var _, Node node, var _)) {
            nodes.put(name, node);
            return;
        }
        ObjectNode bare = object.deepCopy();
        if (bare.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("annotations");
        }
        if (decode(bare) instanceof Decoded.Good(var _, Node node, var _)) {
            nodes.putIfAbsent(name, node);
        }
    }

    private void putNetwork(String name, ObjectNode object) {
        Decoded decoded = decode(object);
        if (decoded instanceof Decoded.Good(var _, ClusterUserDefinedNetwork network, var _)) {
            networks.put(name, new Network(network, object));
            unreadable.remove(name);
            return;
        }
        unreadable.put(name, new Unreadable(object, decoded.fault().orElse("it is none")));
        networks.computeIfPresent(
                name, (_, before) -> new Network(before.value().withLabels(Generations.labels(object)), object));
    }

    /// It is gone.
    public void remove(Resource resource, ObjectKey key) {
        if (resource.equals(Resource.FRR_CONFIGURATIONS)) {
            bases.remove(key);
        } else if (resource.equals(Resource.ROUTE_ADVERTISEMENTS)) {
            advertisements.remove(key.name());
        } else if (resource.equals(Resource.CONFIG_MAPS)) {
            configuration = new Configuration.Known(Optional.empty());
        } else if (resource.equals(Resource.NODES)) {
            nodes.remove(key.name());
        } else if (resource.equals(Resource.CLUSTER_USER_DEFINED_NETWORKS)) {
            networks.remove(key.name());
            unreadable.remove(key.name());
        } else {
            of(resource).remove(key);
        }
    }

    private ConcurrentMap<ObjectKey, ObjectNode> of(Resource resource) {
        ConcurrentMap<ObjectKey, ObjectNode> some = others.get(resource);
        if (some == null) {
            throw new IllegalArgumentException(resource + " are not among what is known");
        }
        return some;
    }

    Collection<ObjectNode> others(Resource resource) {
        return of(resource).values();
    }

    private static Decoded decode(JsonNode object) {
        return ObjectDecoder.decode(object, Origin.NONE, LineFinder.NONE).getFirst();
    }

    private static Configuration configuration(ObjectNode map) {
        return switch (decode(map)) {
            case Decoded.Good(var _, OvnKubeConfig config, var _) -> new Configuration.Known(Optional.of(config));
            case Decoded.Good _, Decoded.Ignored _ -> new Configuration.Known(Optional.empty());
            case Decoded.Broken broken ->
                new Configuration.Broken(broken.problems().getFirst().toString());
            case Decoded.Unidentified unidentified ->
                new Configuration.Broken(unidentified.problems().getFirst().toString());
        };
    }

    Configuration configuration() {
        return configuration;
    }

    /// Where the default network has its NetworkAttachmentDefinition.
    ObjectKey attachment() {
        return switch (configuration) {
            case Configuration.Known(var config) ->
                config.map(OvnKubeConfig::attachment).orElse(OvnKubeConfig.DEFAULT_ATTACHMENT);
            case Configuration.Broken _ -> OvnKubeConfig.DEFAULT_ATTACHMENT;
        };
    }

    SortedMap<String, Node> nodes() {
        return nodes;
    }

    SortedMap<String, Network> networks() {
        return networks;
    }

    SortedMap<String, Unreadable> unreadable() {
        return unreadable;
    }

    /// Whether there is a network whose routing was managed when it could still be read, before this process.
    boolean managesUnread() {
        return unreadable.entrySet().stream()
                .anyMatch(each -> !networks.containsKey(each.getKey())
                        && Generations.isManagedNetwork(each.getValue().tree()));
    }

    SortedMap<String, Advertisements> advertisements() {
        return advertisements;
    }

    List<ObjectNode> bases() {
        return List.copyOf(bases.values());
    }

    /// Those of managed routing, of either generation.
    List<ObjectNode> managedAdvertisements() {
        return advertisements.values().stream()
                .map(Advertisements::tree)
                .filter(tree -> Generations.isAdvertisement(tree) || Generations.isEarlierAdvertisement(tree))
                .toList();
    }

    /// Whether a RouteAdvertisements has been accepted as it is.
    boolean accepted(ObjectNode tree) {
        Advertisements known = advertisements.get(Step.key(tree).name());
        return known != null && known.value().accepted();
    }

    Map<String, ObjectNode> networkTrees() {
        Map<String, ObjectNode> trees = new HashMap<>();
        networks.forEach((name, network) -> trees.put(name, network.tree()));
        return trees;
    }
}
