package io.barewire.daemon.demo;

/// The ClusterUserDefinedNetwork of OKEP-5259.
final class BlueNetwork {
    private BlueNetwork() {}

    /// @param outboundSnat `Enable` or `Disable`
    /// @param routing `Managed` or `Unmanaged`
    static String yaml(String outboundSnat, String routing) {
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
                      - cidr: 10.10.0.0/16
                        hostSubnet: 24
                    transport: "NoOverlay"
                    noOverlayOptions:
                      outboundSNAT: "%s"
                      routing: "%s"
                """.formatted(outboundSnat, routing);
    }
}
