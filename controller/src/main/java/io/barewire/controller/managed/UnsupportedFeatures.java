package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.OvnKubeConfig.Transport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Features of OVN-Kubernetes that do nothing in a network without an overlay, though it takes their objects without a
/// word.
final class UnsupportedFeatures {
    static final Resource EGRESS_SERVICES = new Resource("k8s.ovn.org", "v1", "egressservices", "EgressService", true);

    /// IPsec is on where one of OVN-Kubernetes' runs.
    static final Resource DAEMON_SETS = new Resource("apps", "v1", "daemonsets", "DaemonSet", true);

    static final List<String> IPSEC = List.of("ovn-ipsec", "ovn-ipsec-host", "ovn-ipsec-containerized");

    private static final String MULTICAST = "k8s.ovn.org/multicast-enabled";

    /// On a namespace whose pods have another network than the default one.
    private static final String OWN_NETWORK = "k8s.ovn.org/primary-user-defined-network";

    /// An object that has no effect, or not all.
    record Warning(Resource resource, ObjectNode about, String reason, String message) {}

    private final Map<String, String> networkByNamespace = new HashMap<>();
    private final Set<String> without = new TreeSet<>();

    private UnsupportedFeatures() {}

    static List<Warning> of(ManagedCluster cluster) {
        return new UnsupportedFeatures().warnings(cluster);
    }

    private List<Warning> warnings(ManagedCluster cluster) {
        boolean byDefault = cluster.configuration() instanceof ManagedCluster.Configuration.Known(var config)
                && config.filter(conf -> conf.transport() == Transport.NO_OVERLAY)
                        .isPresent();
        String defaultNetwork = "the default network";
        if (byDefault) {
            without.add(defaultNetwork);
        }
        Map<String, LabelSelector> networks = new HashMap<>();
        cluster.networks().forEach((name, network) -> {
            if (network.value().noOverlay().isPresent()) {
                selector(network.tree(), "namespaceSelector")
                        .forEach(selector -> networks.put("network " + name, selector));
            }
        });
        without.addAll(networks.keySet());
        if (without.isEmpty()) {
            return List.of();
        }
        Collection<ObjectNode> namespaces = cluster.others(Resource.NAMESPACES);
        for (ObjectNode namespace : namespaces) {
            Map<String, String> labels = Generations.labels(namespace);
            if (!labels.containsKey(OWN_NETWORK)) {
                networkByNamespace.put(name(namespace), defaultNetwork);
                continue;
            }
            networks.forEach((network, selector) -> {
                if (selector.selects(labels)) {
                    networkByNamespace.put(name(namespace), network);
                }
            });
        }
        List<Warning> warnings = new ArrayList<>();
        for (ObjectNode namespace : namespaces) {
            if (namespace
                    .path("metadata")
                    .path("annotations")
                    .path(MULTICAST)
                    .asText("")
                    .equals("true")) {
                warn(Resource.NAMESPACES, namespace, "Multicast", Set.of(name(namespace)), warnings);
            }
        }
        for (ObjectNode egress : cluster.others(Resource.EGRESS_IPS)) {
            Set<String> selected = new TreeSet<>();
            for (LabelSelector selector : selector(egress, "namespaceSelector")) {
                namespaces.stream()
                        .filter(namespace -> selector.selects(Generations.labels(namespace)))
                        .forEach(namespace -> selected.add(name(namespace)));
            }
            warn(Resource.EGRESS_IPS, egress, "EgressIP", selected, warnings);
        }
        for (ObjectNode egress : cluster.others(EGRESS_SERVICES)) {
            warn(
                    EGRESS_SERVICES,
                    egress,
                    "EgressService",
                    Set.of(Step.key(egress).namespace()),
                    warnings);
        }
        for (ObjectNode ipsec : cluster.others(DAEMON_SETS)) {
            warnings.add(warning(DAEMON_SETS, ipsec, "IPsec", without));
        }
        return warnings;
    }

    private void warn(Resource resource, ObjectNode about, String what, Set<String> of, List<Warning> into) {
        Set<String> networks = new TreeSet<>();
        for (String namespace : of) {
            String network = networkByNamespace.getOrDefault(namespace, "");
            if (without.contains(network)) {
                networks.add(network);
            }
        }
        if (!networks.isEmpty()) {
            into.add(warning(resource, about, what, networks));
        }
    }

    private static Warning warning(Resource resource, ObjectNode about, String what, Set<String> networks) {
        return new Warning(
                resource,
                about,
                "NoOverlay" + what + "Unsupported",
                what + " has no effect without an overlay, as in " + String.join(", ", networks)
                        + ": use a network with an overlay for these pods");
    }

    /// None when it is broken.
    private static List<LabelSelector> selector(JsonNode tree, String field) {
        try {
            return List.of(ObjectDecoder.selector(tree.path("spec").path(field)));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    private static String name(JsonNode tree) {
        return tree.path("metadata").path("name").asText("");
    }
}
