package io.barewire.mesh;

import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import io.barewire.mesh.objects.KubeOvn;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.objects.RoutingPolicy;
import io.barewire.mesh.objects.Secret;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the cluster looks like at one moment: the objects in force, and everything that is wrong with those that are
/// not. Immutable, sorted, and equal to another one with the same content in whatever order that was read.
///
/// @param nodes by name
/// @param clusterNetworks the ClusterUserDefinedNetworks, by name
/// @param ovnKubeConfig empty when there is no `ovnkube.conf`
/// @param frrK8sConfiguration settings of the daemon itself, if there are any
/// @param problems of the objects as such, sorted; what is wrong for a certain node is in its plan
public record ClusterSnapshot(
        SortedMap<String, Node> nodes,
        SortedMap<ObjectKey, FrrConfiguration> frrConfigurations,
        SortedMap<ObjectKey, RoutingPolicy> routingPolicies,
        SortedMap<ObjectKey, Secret> secrets,
        SortedMap<String, ClusterUserDefinedNetwork> clusterNetworks,
        KubeOvn kubeOvn,
        Optional<OvnKubeConfig> ovnKubeConfig,
        Optional<FrrK8sConfiguration> frrK8sConfiguration,
        List<Problem> problems) {
    /// Nothing known.
    public static final ClusterSnapshot EMPTY =
            of(List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty(), List.of());

    public ClusterSnapshot {
        nodes = sorted(nodes);
        frrConfigurations = sorted(frrConfigurations);
        routingPolicies = sorted(routingPolicies);
        secrets = sorted(secrets);
        clusterNetworks = sorted(clusterNetworks);
        problems = problems.stream().sorted().toList();
    }

    /// Without settings of the daemon itself, and without Kube-OVN.
    ///
    /// @throws IllegalStateException when two objects of a kind have one name
    public static ClusterSnapshot of(
            Collection<Node> nodes,
            Collection<FrrConfiguration> frrConfigurations,
            Collection<RoutingPolicy> routingPolicies,
            Collection<Secret> secrets,
            Collection<ClusterUserDefinedNetwork> clusterNetworks,
            Optional<OvnKubeConfig> ovnKubeConfig,
            Collection<Problem> problems) {
        return new ClusterSnapshot(
                new TreeMap<>(nodes.stream().collect(Collectors.toMap(Node::name, node -> node))),
                new TreeMap<>(frrConfigurations.stream().collect(Collectors.toMap(FrrConfiguration::key, c -> c))),
                new TreeMap<>(routingPolicies.stream().collect(Collectors.toMap(RoutingPolicy::key, p -> p))),
                new TreeMap<>(secrets.stream().collect(Collectors.toMap(Secret::key, secret -> secret))),
                new TreeMap<>(
                        clusterNetworks.stream().collect(Collectors.toMap(ClusterUserDefinedNetwork::name, n -> n))),
                KubeOvn.NONE,
                ovnKubeConfig,
                Optional.empty(),
                List.copyOf(problems));
    }

    public ClusterSnapshot withFrrK8sConfiguration(Optional<FrrK8sConfiguration> settings) {
        return new ClusterSnapshot(
                nodes,
                frrConfigurations,
                routingPolicies,
                secrets,
                clusterNetworks,
                kubeOvn,
                ovnKubeConfig,
                settings,
                problems);
    }

    public ClusterSnapshot withKubeOvn(KubeOvn other) {
        return new ClusterSnapshot(
                nodes,
                frrConfigurations,
                routingPolicies,
                secrets,
                clusterNetworks,
                other,
                ovnKubeConfig,
                frrK8sConfiguration,
                problems);
    }

    private static <K, V> SortedMap<K, V> sorted(Map<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
