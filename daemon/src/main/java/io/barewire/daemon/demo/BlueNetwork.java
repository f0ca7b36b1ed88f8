package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import java.util.List;
import java.util.stream.Collectors;

/// The ClusterUserDefinedNetwork of OKEP-5259.
final class BlueNetwork {
    private BlueNetwork() {}

    /// Over IPv4.
    static String yaml(String outboundSnat, String routing) {
        return yaml(List.of(Family.IPV4), outboundSnat, routing);
    }

    /// @param outboundSnat `Enable` or `Disable`
    /// @param routing `Managed` or `Unmanaged`
    static String yaml(List<Family> families, String outboundSnat, String routing) {
        return """
                apiVersion: k8s.ovn.org/v1
                kind: ClusterUserDefinedNetwork
                metadata:
                  name: blue
                  labels:
                    network: blue
                spec:
                  namespaceSelector:
                    matchExpressions:
                    - key: kubernetes.io/metadata.name
                      operator: In
                      values: ["ns1", "ns2"]
                  network:
                    topology: Layer3
                    layer3:
                      role: Primary
                      mtu: 1500
                      subnets:
                %s
                    transport: "NoOverlay"
                    noOverlayOptions:
                      outboundSNAT: "%s"
                      routing: "%s"
                """.formatted(
                        families.stream()
                                .map(family -> "      - cidr: %s\n        hostSubnet: %d"
                                        .formatted(PodNetwork.BLUE.clusterNetwork(family), family.hostSubnetLength()))
                                .collect(Collectors.joining("\n")),
                        outboundSnat,
                        routing);
    }
}
