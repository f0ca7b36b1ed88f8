package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;

/// What Kubernetes and OVN-Kubernetes would have written into a cluster, as YAML.
final class ClusterObjects {
    private ClusterObjects() {}

    /// With OVN-Kubernetes' annotations: which piece of each network the node has, and its own address.
    static String node(Node node) {
        return """
                apiVersion: v1
                kind: Node
                metadata:
                  name: %1$s
                  labels: {kubernetes.io/hostname: %1$s}
                  annotations:
                    k8s.ovn.org/node-subnets: '{"default":["%2$s"],"cluster_udn_blue":["%3$s"]}'
                    k8s.ovn.org/node-primary-ifaddr: '{"ipv4":"%4$s/%5$d"}'
                """.formatted(
                        node.name(),
                        PodNetwork.DEFAULT.hostSubnet(node, Family.IPV4),
                        PodNetwork.BLUE.hostSubnet(node, Family.IPV4),
                        node.address(Family.IPV4),
                        Family.IPV4.nodeNetworkLength());
    }

    static String nodeStatus(Node node) {
        return """
                apiVersion: v1
                kind: Node
                metadata: {name: %s}
                status: {addresses: [{type: InternalIP, address: %s}]}
                """.formatted(node.name(), node.address(Family.IPV4));
    }

    /// The Pod that an agent would run in: it owns the states of the agent's sessions.
    static String agentPod(String name, Node node) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: %s
                  labels: {app.kubernetes.io/component: frr-k8s}
                spec:
                  nodeName: %s
                  containers: [{name: frr, image: "barewire:demo"}]
                """.formatted(name, ClusterLab.NAMESPACE, node.name());
    }

    static String agentPodStatus(String name) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s}
                status: {phase: Running}
                """.formatted(name, ClusterLab.NAMESPACE);
    }

    /// The ConfigMap that OVN-Kubernetes is configured by.
    static String ovnKubeConfig(String conf) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: ovnkube-config, namespace: %s}
                data:
                  ovnkube.conf: |
                %s""".formatted(ClusterLab.OVN_NAMESPACE, conf.indent(4));
    }
}
