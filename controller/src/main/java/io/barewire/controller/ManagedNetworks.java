package io.barewire.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.managed.ManagedCluster;
import io.barewire.controller.managed.ManagedRouting;
import io.barewire.controller.managed.NetworkStatus;
import io.barewire.controller.owner.ClusterFunction;
import io.barewire.controller.owner.Functions;
import io.barewire.controller.owner.ManagerLease;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.mesh.objects.ObjectKey;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// Managed routing and the status of networks, put together: what is followed for them, and what is done when all of
/// that has been seen.
final class ManagedNetworks {
    private final ApiServer api;
    private final ManagedCluster cluster = new ManagedCluster();
    private final ManagedRouting routing;
    private final Mirror configuration;
    private final Mirror advertisements;
    private final Mirror networks;
    private final ManagerLease manager;
    private final List<Selection> featureSelections;
    private final List<Mirror> features;
    private final NetworkStatus status;

    /// @param namespace of the agents
    /// @param overlayStatus whether networks with an overlay have a condition, too
    /// @param manager followed elsewhere
    /// @param changed called when there may be something to tend; must return at once
    ManagedNetworks(
            ApiServer api,
            String namespace,
            Functions functions,
            boolean overlayStatus,
            ManagerLease manager,
            InstantSource clock,
            Runnable changed) {
        this.api = api;
        this.configuration = new Mirror("the ConfigMap of OVN-Kubernetes", target(Resource.CONFIG_MAPS), changed);
        this.advertisements = Mirror.optional("RouteAdvertisements", target(Resource.ROUTE_ADVERTISEMENTS), changed);
        this.networks =
                Mirror.optional("ClusterUserDefinedNetworks", target(Resource.CLUSTER_USER_DEFINED_NETWORKS), changed);
        this.manager = manager;
        this.featureSelections = Stream.concat(
                        ManagedCluster.FEATURES.stream().map(Selection::all), ManagedCluster.ipsec().stream())
                .toList();
        this.features = featureSelections.stream()
                .map(selection ->
                        Mirror.optional(selection.resource().kind() + "s", target(selection.resource()), changed))
                .toList();
        this.routing = new ManagedRouting(
                api, cluster, namespace, owner(ClusterFunction.MANAGED_ROUTING, functions, manager, clock));
        this.status = new NetworkStatus(
                api, cluster, owner(ClusterFunction.NETWORK_STATUS, functions, manager, clock), overlayStatus, clock);
    }

    private static FunctionOwner owner(
            ClusterFunction function, Functions functions, ManagerLease manager, InstantSource clock) {
        return new FunctionOwner(function, functions.mode(function), manager, clock);
    }

    Mirror.Target target(Resource resource) {
        return new Mirror.Target() {
            @Override
            public void put(ObjectKey key, ObjectNode object) {
                cluster.put(resource, key, object);
            }

            @Override
            public void remove(ObjectKey key) {
                cluster.remove(resource, key);
            }
        };
    }

    /// Ends with the API.
    void follow() {
        ObjectKey map = ClusterSourceConfig.OVN_KUBE_CONFIG;
        api.follow(Selection.in(Resource.CONFIG_MAPS, map.namespace()).named(map.name()), configuration);
        api.follow(Selection.all(Resource.ROUTE_ADVERTISEMENTS), advertisements);
        api.follow(Selection.all(Resource.CLUSTER_USER_DEFINED_NETWORKS), networks);
        for (int i = 0; i < features.size(); i++) {
            api.follow(featureSelections.get(i), features.get(i));
        }
    }

    /// For the leader, when Nodes and FRRConfigurations have been seen.
    void tend() throws ApiFailure {
        boolean seen = manager.seen()
                && Stream.concat(Stream.of(configuration, advertisements, networks), features.stream())
                        .allMatch(Mirror::complete);
        if (!seen) {
            return;
        }
        // Without the kind there is nothing to be written.
        if (advertisements.kindExists()) {
            routing.tend();
        }
        status.tend(advertisements.kindExists());
    }
}
