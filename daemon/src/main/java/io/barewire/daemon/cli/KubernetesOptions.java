package io.barewire.daemon.cli;

import io.barewire.kubernetes.Access;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.mesh.cluster.ClusterSourceConfig.KubeOvnPods;
import io.barewire.mesh.objects.ObjectKey;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where the API server is, and which of its objects are ours.
final class KubernetesOptions {
    /// Where frr-k8s, whose objects these are, is installed unless somebody decides otherwise.
    private static final String DEFAULT_NAMESPACE = "frr-k8s-system";

    @Option(
            names = "--kubernetes",
            description = "objects come from the API server; without --manifests this goes without saying")
    private boolean kubernetes;

    @Mixin
    private final ApiServerOption apiServer = new ApiServerOption();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            showDefaultValue = Visibility.NEVER,
            description = "of FRRConfigurations, RoutingPolicies, Secrets and BGPSessionStates in the API server;"
                    + " without it $NAMESPACE, else the pod's or the kubeconfig's, else " + DEFAULT_NAMESPACE)
    private Optional<String> namespace = Optional.empty();

    @Option(
            names = "--ovn-config",
            paramLabel = "NAMESPACE/NAME",
            defaultValue = "ovn-kubernetes/ovnkube-config",
            converter = ObjectKeyConverter.class,
            description = "ConfigMap with ovnkube.conf in the API server, if there is one")
    private ObjectKey ovnConfig = ClusterSourceConfig.OVN_KUBE_CONFIG;

    @Option(
            names = "--mesh-key-secret",
            paramLabel = "NAME",
            defaultValue = ClusterSourceConfig.MESH_KEY_SECRET,
            description = "Secret with the managed mesh's keys in the API server, if there is one")
    private String meshKeySecret = ClusterSourceConfig.MESH_KEY_SECRET;

    @Option(
            names = "--kube-ovn-pods",
            paramLabel = "WHICH",
            defaultValue = "own",
            description = "in a cluster with Kube-OVN, the Pods that may be announced: own (this node's), all, or none;"
                    + " with none no Services either")
    private KubeOvnPods kubeOvnPods = KubeOvnPods.OWN;

    /// Whether objects have to come from the API server.
    boolean asked() {
        return kubernetes;
    }

    /// Empty when there is no API server that we were told of.
    Optional<Access> access(Map<String, String> environment) {
        return apiServer.access(environment);
    }

    String namespace(Access access, Map<String, String> environment) {
        return namespace
                .or(() -> given(environment, "NAMESPACE"))
                .or(access::namespace)
                .orElse(DEFAULT_NAMESPACE);
    }

    /// @param allNodes also without a managed mesh
    ClusterSourceConfig objects(Access access, String node, boolean allNodes, Map<String, String> environment) {
        return new ClusterSourceConfig(
                node, namespace(access, environment), Optional.of(ovnConfig), meshKeySecret, kubeOvnPods, allNodes);
    }

    static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
