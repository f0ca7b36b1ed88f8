package io.barewire.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.managed.ManagedCluster;
import io.barewire.controller.managed.ManagedRouting;
import io.barewire.controller.managed.NetworkStatus;
import io.barewire.controller.owner.ClusterFunction;
import io.barewire.controller.owner.Functions;
import io.barewire.controller.owner.ManagerLease;
import io.barewire.controller.owner.Mode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.mesh.objects.ObjectKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Managed routing and the status of networks, put together: what is followed for them, and what is done when all of
/// that has been seen.
final class ManagedNetworks {
    private static final ObjectKey OVN_KUBE_CONFIG = ClusterSourceConfig.OVN_KUBE_CONFIG;

    private final ManagedCluster cluster = new ManagedCluster();
    private final ManagedRouting routing;
    private final Mirror.Listener advertisements;
    private final List<Mirror.Listener> awaited;
    private final ManagerLease manager;
    private final NetworkStatus status;

    /// @param nodes not followed yet
    /// @param configurations not followed yet
    /// @param followed not yet
    /// @param namespace of the agents
    /// @param overlayStatus whether networks with an overlay have a condition, too
    /// @param manager followed elsewhere
    /// @param changed called when there may be something to tend; must return at once
    ManagedNetworks(
            ApiServer api,
            Mirror nodes,
            Mirror configurations,
            Followed followed,
            String namespace,
            Functions functions,
            boolean overlayStatus,
            ManagerLease manager,
            InstantSource clock,
            Runnable changed) {
        this.manager = manager;
        this.advertisements = tell(followed, Selection.all(Resource.ROUTE_ADVERTISEMENTS), changed);
        List<Mirror.Listener> others = new ArrayList<>();
        others.add(nodes.tell(target(Resource.NODES), changed));
        others.add(configurations.tell(target(Resource.FRR_CONFIGURATIONS), changed));
        Stream<Selection> features = functions.mode(ClusterFunction.NETWORK_STATUS) == Mode.OFF
                ? Stream.of()
                : Stream.concat(ManagedCluster.FEATURES.stream().map(Selection::all), ManagedCluster.ipsec().stream());
        Stream.concat(
                        Stream.of(
                                Selection.in(Resource.CONFIG_MAPS, OVN_KUBE_CONFIG.namespace())
                                        .named(OVN_KUBE_CONFIG.name()),
                                Selection.all(Resource.CLUSTER_USER_DEFINED_NETWORKS)),
                        features)
                .forEach(selection -> others.add(tell(followed, selection, changed)));
        this.awaited = List.copyOf(others);
        this.routing = new ManagedRouting(
                api, cluster, namespace, owner(ClusterFunction.MANAGED_ROUTING, functions, manager, clock));
        this.status = new NetworkStatus(
                api,
                cluster,
                owner(ClusterFunction.NETWORK_STATUS, functions, manager, clock),
                overlayStatus,
                clock,
                System::nanoTime);
    }

    private static FunctionOwner owner(
            ClusterFunction function, Functions functions, ManagerLease manager, InstantSource clock) {
        return new FunctionOwner(function, functions.mode(function), manager, clock);
    }

    private Mirror.Target target(Resource resource) {
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

    private Mirror.Listener tell(Followed followed, Selection selection, Runnable changed) {
        return followed.tell(selection, target(selection.resource()), changed);
    }

    private boolean seen() {
        return manager.seen() && advertisements.complete() && awaited.stream().allMatch(Mirror.Listener::complete);
    }

    /// For the leader. Without RouteAdvertisements there is nothing to be written.
    void tendRouting() throws ApiFailure {
        if (seen() && advertisements.kindExists()) {
            routing.tend();
        }
    }

    /// For the leader.
    void tendStatus() throws ApiFailure {
        if (seen()) {
            status.tend(advertisements.kindExists());
        }
    }
}
