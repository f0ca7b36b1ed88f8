package io.barewire.kubernetes;

/// A kind of object as the API server addresses it.
///
/// @param group empty for the core group
/// @param plural as in paths: `nodes`
/// @param kind as in objects: `Node`
/// @param namespaced whether each of its objects is in a namespace
public record Resource(String group, String version, String plural, String kind, boolean namespaced) {
    public static final Resource NODES = new Resource("", "v1", "nodes", "Node", false);
    public static final Resource NAMESPACES = new Resource("", "v1", "namespaces", "Namespace", false);
    public static final Resource SECRETS = new Resource("", "v1", "secrets", "Secret", true);
    public static final Resource CONFIG_MAPS = new Resource("", "v1", "configmaps", "ConfigMap", true);
    public static final Resource PODS = new Resource("", "v1", "pods", "Pod", true);
    public static final Resource SERVICES = new Resource("", "v1", "services", "Service", true);
    public static final Resource LEASES = new Resource("coordination.k8s.io", "v1", "leases", "Lease", true);
    public static final Resource FRR_CONFIGURATIONS =
            new Resource("frrk8s.metallb.io", "v1beta1", "frrconfigurations", "FRRConfiguration", true);
    public static final Resource FRR_K8S_CONFIGURATIONS =
            new Resource("frrk8s.metallb.io", "v1beta1", "frrk8sconfigurations", "FRRK8sConfiguration", true);
    public static final Resource ROUTING_POLICIES =
            new Resource("barewire.io", "v1alpha1", "routingpolicies", "RoutingPolicy", true);

    public static final Resource CLUSTER_USER_DEFINED_NETWORKS =
            new Resource("k8s.ovn.org", "v1", "clusteruserdefinednetworks", "ClusterUserDefinedNetwork", false);
    public static final Resource EGRESS_IPS = new Resource("k8s.ovn.org", "v1", "egressips", "EgressIP", false);
    public static final Resource KUBE_OVN_SUBNETS = new Resource("kubeovn.io", "v1", "subnets", "Subnet", false);

    public static final Resource ROUTE_ADVERTISEMENTS =
            new Resource("k8s.ovn.org", "v1", "routeadvertisements", "RouteAdvertisements", false);
    public static final Resource NETWORK_ATTACHMENT_DEFINITIONS = new Resource(
            "k8s.cni.cncf.io", "v1", "network-attachment-definitions", "NetworkAttachmentDefinition", true);

    /// Whether its CustomResourceDefinition comes with this program, so that it will be there.
    boolean isOurs() {
        return group.equals(FRR_CONFIGURATIONS.group) || group.equals(ROUTING_POLICIES.group);
    }

    /// Whether an agent's role need not name it, so that being refused may last.
    boolean isOptional() {
        return equals(PODS) || equals(SERVICES);
    }

    /// As objects name it: `frrk8s.metallb.io/v1beta1`, or `v1` in the core group.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// As RBAC and kubectl name it: `frrconfigurations.frrk8s.metallb.io`.
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
