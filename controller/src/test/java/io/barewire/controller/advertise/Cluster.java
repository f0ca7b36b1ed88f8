package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.advertise.RouteAdvertisements.Condition;
import io.barewire.mesh.Origin;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.OvnKubeConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.yaml.snakeyaml.Yaml;

/// What an API server and the leader make of each other, without either: objects as YAML, and what comes of them.
final class Cluster {
    private static final JsonMapper JSON = new JsonMapper();

    final Advertising advertising = new Advertising();
    final Networks networks = new Networks();
    final SortedMap<ObjectKey, ObjectNode> configurations = new TreeMap<>();
    final List<Change> done = new ArrayList<>();
    final List<Pair> lookedAt = new ArrayList<>();
    final Map<String, ObjectNode> advertisements = new TreeMap<>();
    boolean attachable;
    boolean egressIpsExist;
    private Instant now = Instant.EPOCH;

    static ObjectNode tree(String yaml) {
        return JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
    }

    /// Documents of any kind that counts.
    Cluster with(String... yamls) {
        for (String yaml : yamls) {
            for (Object document : new Yaml().loadAll(yaml)) {
                put(JSON.<ObjectNode>valueToTree(document));
            }
        }
        return this;
    }

    void put(ObjectNode tree) {
        String name = tree.at("/metadata/name").asText();
        ObjectKey key = new ObjectKey(tree.at("/metadata/namespace").asText(""), name);
        switch (tree.path("kind").asText()) {
            case "Node" -> advertising.put(NodeView.of(tree));
            case "FRRConfiguration" -> {
                configurations.put(key, tree);
                advertising.putConfiguration(key, tree);
            }
            case "RouteAdvertisements" -> {
                ObjectNode before = advertisements.put(name, tree);
                if (before != null && before.has("status")) {
                    tree.set("status", before.get("status"));
                }
                advertising.put(RouteAdvertisementsDecoder.decode(tree));
            }
            case "ClusterUserDefinedNetwork" -> {
                if (ObjectDecoder.decode(tree, Origin.NONE, LineFinder.NONE).getFirst()
                        instanceof Decoded.Good(var _, ClusterUserDefinedNetwork network, var _)) {
                    networks.put(network, Network.Traits.of(tree));
                } else {
                    networks.put(name, new Networks.Unreadable(Labels.of(tree), "it is too new"));
                }
            }
            case "ConfigMap" -> {
                if (ObjectDecoder.decode(tree, Origin.NONE, LineFinder.NONE).getFirst()
                        instanceof Decoded.Good(var _, OvnKubeConfig config, var _)) {
                    networks.config(Optional.of(config));
                } else {
                    networks.unreadableConfig("it is too new");
                }
            }
            case "NetworkAttachmentDefinition" -> {
                attachable = true;
                Attachment.of(key, tree).ifPresent(networks::put);
            }
            case "Namespace" -> networks.putNamespace(name, Labels.of(tree));
            case "UplinkState" -> networks.put(name, UplinkState.of(tree));
            case "EgressIP" -> {
                egressIpsExist = true;
                networks.put(name, EgressIpDecoder.decode(tree));
            }
            default -> throw new IllegalArgumentException(tree.toString());
        }
    }

    void deleteConfiguration(ObjectKey key) {
        configurations.remove(key);
        advertising.removeConfiguration(key);
    }

    void deleteAdvertisements(String name) {
        advertisements.remove(name);
        advertising.removeAdvertisements(name);
    }

    /// Does all there is to do; what was done and looked at is remembered anew.
    Cluster settle() {
        now = now.plusSeconds(1);
        done.clear();
        lookedAt.clear();
        advertising.networks(networks.selectable(attachable));
        advertising.uplinks(networks.uplinks());
        advertising.unreadableEgressIps(networks.unreadableEgressIps());
        advertising.egressIps(egressIpsExist ? Optional.of(networks.egressIps()) : Optional.empty());
        for (Optional<Pair> pair = advertising.next(); pair.isPresent(); pair = advertising.next()) {
            lookedAt.add(pair.get());
            for (Change change : advertising.changes(pair.get())) {
                done.add(change);
                advertising.begin(change);
                carryOut(change);
            }
        }
        advertising
                .takeAcceptances()
                .forEach((about, acceptance) -> acceptance
                        .over(about, now)
                        .ifPresent(condition -> say(about.name(), acceptance.summary(), condition)));
        return this;
    }

    private void carryOut(Change change) {
        switch (change) {
            case Change.Delete(Existing object) -> {
                configurations.remove(object.key());
                advertising.deleted(object);
            }
            case Change.Write(String namespace, String name, Generated object) -> {
                ObjectNode tree = Advertiser.tree(namespace, name, object);
                tree.put("apiVersion", "frrk8s.metallb.io/v1beta1").put("kind", "FRRConfiguration");
                ObjectKey key = new ObjectKey(namespace, name);
                configurations.put(key, tree);
                advertising.written(key, object, tree);
            }
        }
    }

    private void say(String name, String summary, Condition condition) {
        ObjectNode tree = Objects.requireNonNull(advertisements.get(name));
        tree.set("status", Advertiser.status(name, summary, condition).get("status"));
        advertising.put(RouteAdvertisementsDecoder.decode(tree));
    }

    RouteAdvertisements advertisements(String name) {
        return RouteAdvertisementsDecoder.decode(Objects.requireNonNull(advertisements.get(name)));
    }

    /// The condition, as `True Accepted: MESSAGE`.
    String condition(String name) {
        return advertisements(name)
                .condition()
                .map(condition ->
                        (condition.accepted() ? "True " : "False ") + condition.reason() + ": " + condition.message())
                .orElse("none");
    }

    Collection<ObjectNode> generated() {
        return configurations.values().stream()
                .filter(tree -> tree.at("/metadata/name").asText().startsWith("ovnk-generated-"))
                .toList();
    }

    ObjectNode generated(String purpose) {
        return generated().stream()
                .filter(tree ->
                        Labels.annotation(tree, Labels.ROUTE_ADVERTISEMENTS).equals(purpose))
                .findFirst()
                .orElseThrow(() -> new AssertionError(purpose + " is not among " + generated()));
    }
}
