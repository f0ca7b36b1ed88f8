package io.barewire.controller;

import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// What an FRRConfiguration is judged beside: the labels of all Nodes and the FRRConfigurations of all namespaces.
/// Nodes have one writer, FRRConfigurations another; any thread reads.
///
/// With 10,000 objects that select one node each, a look at a node must not visit them all: objects are kept by one
/// label that their selector demands.
final class ClusterView {
    /// @param labels of its Node
    record LabeledNode(String name, Map<String, String> labels) {
        LabeledNode {
            labels = Map.copyOf(labels);
        }
    }

    private final ConcurrentMap<String, LabeledNode> nodes = new ConcurrentHashMap<>();
    private final ConcurrentMap<ObjectKey, FrrConfiguration> configurations = new ConcurrentHashMap<>();

    /// Those whose selector demands a label, by its key, then by its value.
    private final ConcurrentMap<String, ConcurrentMap<String, ConcurrentMap<ObjectKey, FrrConfiguration>>> demanding =
            new ConcurrentHashMap<>();

    private final ConcurrentMap<ObjectKey, FrrConfiguration> undemanding = new ConcurrentHashMap<>();

    void put(LabeledNode node) {
        nodes.put(node.name(), node);
    }

    void removeNode(String name) {
        nodes.remove(name);
    }

    List<LabeledNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /// Whoever looks meanwhile sees the old version or the new one.
    void put(FrrConfiguration configuration) {
        FrrConfiguration before = configurations.put(configuration.key(), configuration);
        shelf(configuration).put(configuration.key(), configuration);
        if (before != null && !demanded(before).equals(demanded(configuration))) {
            takeOffShelf(before);
        }
    }

    void remove(ObjectKey key) {
        FrrConfiguration before = configurations.remove(key);
        if (before != null) {
            takeOffShelf(before);
        }
    }

    private void takeOffShelf(FrrConfiguration configuration) {
        ConcurrentMap<ObjectKey, FrrConfiguration> shelf = shelf(configuration);
        shelf.remove(configuration.key());
        if (shelf.isEmpty()) {
            demanded(configuration)
                    .ifPresent(label -> demanding.computeIfPresent(label.getKey(), (_, values) -> {
                        values.remove(label.getValue());
                        return values.isEmpty() ? null : values;
                    }));
        }
    }

    /// The FRRConfigurations that select a node.
    List<FrrConfiguration> selecting(LabeledNode node) {
        List<FrrConfiguration> selecting = new ArrayList<>();
        add(undemanding, node, selecting);
        demanding.forEach((key, values) -> {
            String value = node.labels().get(key);
            ConcurrentMap<ObjectKey, FrrConfiguration> shelf = value == null ? null : values.get(value);
            if (shelf != null) {
                add(shelf, node, selecting);
            }
        });
        return selecting;
    }

    private static void add(
            Map<ObjectKey, FrrConfiguration> shelf, LabeledNode node, List<FrrConfiguration> selecting) {
        for (FrrConfiguration configuration : shelf.values()) {
            if (configuration.nodeSelector().selects(node.labels())) {
                selecting.add(configuration);
            }
        }
    }

    private ConcurrentMap<ObjectKey, FrrConfiguration> shelf(FrrConfiguration configuration) {
        return demanded(configuration)
                .map(label -> demanding
                        .computeIfAbsent(label.getKey(), _ -> new ConcurrentHashMap<>())
                        .computeIfAbsent(label.getValue(), _ -> new ConcurrentHashMap<>()))
                .orElse(undemanding);
    }

    /// The first label by key, so that objects made alike lie alike.
    private static Optional<Map.Entry<String, String>> demanded(FrrConfiguration configuration) {
        return configuration.nodeSelector().matchLabels().entrySet().stream().min(Map.Entry.comparingByKey());
    }
}
