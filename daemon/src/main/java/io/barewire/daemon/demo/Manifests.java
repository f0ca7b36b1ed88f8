package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.mesh.manifests.FileFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/// What a cluster's administrator and OVN-Kubernetes would have written, as YAML.
final class Manifests {
    static final String NODES = "nodes.yaml";
    static final String OVNKUBE = "ovnkube.conf";
    static final String HIJACK = "hijack.yaml";

    private Manifests() {}

    /// The Nodes, with the addresses and the annotation that a cluster gives them.
    static String nodes(Topology topology) {
        return nodes(topology, List.of(PodNetwork.DEFAULT));
    }

    /// The same with the host subnets of several networks.
    static String nodes(Topology topology, List<PodNetwork> networks) {
        StringBuilder yaml = new StringBuilder("# What the cluster knows of its nodes.\n");
        for (Node node : topology.nodes()) {
            yaml.append("""
                    ---
                    apiVersion: v1
                    kind: Node
                    metadata:
                      name: %s
                      labels:
                        kubernetes.io/hostname: %s
                      annotations:
                        k8s.ovn.org/node-subnets: '{%s}'
                    status:
                      addresses:
                    """.formatted(
                    node.name(),
                    node.name(),
                    networks.stream()
                            .map(network -> '"' + network.inOvn() + "\":[" + subnets(topology, network, node) + "]")
                            .collect(Collectors.joining(","))));
            for (Family family : topology.families()) {
                yaml.append("  - type: InternalIP\n    address: \"%s\"\n".formatted(node.address(family)));
            }
        }
        return yaml.toString();
    }

    private static String subnets(Topology topology, PodNetwork network, Node node) {
        return topology.families().stream()
                .map(family -> '"' + network.hostSubnet(node, family) + '"')
                .collect(Collectors.joining(","));
    }

    /// No overlay, and nodes that form their mesh by themselves.
    ///
    /// @param outboundSnat pods are seen as their node outside
    static String ovnKube(Topology topology, boolean outboundSnat) {
        return """
                [default]
                transport = no-overlay
                cluster-subnets = %s

                [no-overlay]
                outbound-snat = %s
                routing = managed

                [bgp-managed]
                as-number = %d
                topology = full-mesh
                frr-namespace = frr-k8s-system
                """.formatted(
                        topology.families().stream().map(Family::clusterSubnet).collect(Collectors.joining(",")),
                        outboundSnat ? "enabled" : "disabled",
                        Topology.AS);
    }

    /// Makes one node announce prefixes that are not its own to all others.
    static String hijack(Topology topology, Node thief, List<String> prefixes) {
        StringBuilder yaml = new StringBuilder("""
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata:
                  name: hijack
                  namespace: frr-k8s-system
                spec:
                  nodeSelector:
                    matchLabels:
                      kubernetes.io/hostname: %s
                  bgp:
                    routers:
                    - asn: %d
                      prefixes:
                """.formatted(thief.name(), Topology.AS));
        prefixes.forEach(prefix -> yaml.append("      - \"").append(prefix).append("\"\n"));
        yaml.append("      neighbors:\n");
        for (Node victim : topology.others(thief)) {
            for (Family family : topology.families()) {
                yaml.append("""
                              - address: "%s"
                                asn: %d
                                toAdvertise:
                                  allowed:
                                    mode: all
                        """.formatted(victim.address(family), Topology.AS));
            }
        }
        return yaml.toString();
    }

    /// Puts a file into a watched folder in one move, so that nobody reads half of it.
    static void write(Path folder, String name, String text) {
        try {
            Files.createDirectories(folder);
            Path draft = folder.resolve("." + name + ".draft");
            Files.writeString(draft, text);
            Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StepFailure(
                    "cannot write " + folder.resolve(name) + ": " + FileFault.of(folder.resolve(name), e), e);
        }
    }

    static void remove(Path folder, String name) {
        try {
            Files.delete(folder.resolve(name));
        } catch (IOException e) {
            throw new StepFailure(
                    "cannot remove " + folder.resolve(name) + ": " + FileFault.of(folder.resolve(name), e), e);
        }
    }
}
