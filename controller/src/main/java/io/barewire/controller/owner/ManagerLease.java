package io.barewire.controller.owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.objects.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Whether OVN-Kubernetes' cluster manager has a leader: one that has renewed its lease within the lease's time, by our
/// clock alone.
public final class ManagerLease {
    public static final Resource LEASES = new Resource("coordination.k8s.io", "v1", "leases", "Lease", true);

    /// Where OVN-Kubernetes is installed: by its own manifests, and by OpenShift.
    public static final Set<String> NAMESPACES = Set.of("ovn-kubernetes", "openshift-ovn-kubernetes");

    private static final long USUAL_SECONDS = 60;

    private record Seen(String holder, String renewed, Duration lasts, Instant at) {}

    private final InstantSource clock;
    private final Map<ObjectKey, Seen> leases = new ConcurrentHashMap<>();

    public ManagerLease(InstantSource clock) {
        this.clock = clock;
    }

    /// Of any lease in one of the [#NAMESPACES].
    public void put(ObjectKey key, ObjectNode lease) {
        if (!ofManager(key.name())) {
            return;
        }
        String holder = lease.path("spec").path("holderIdentity").asText("");
        String renewed = lease.path("spec").path("renewTime").asText("");
        long seconds = lease.path("spec").path("leaseDurationSeconds").asLong(USUAL_SECONDS);
        leases.compute(
                key,
                (_, before) -> before != null
                                && before.holder().equals(holder)
                                && before.renewed().equals(renewed)
                        ? before
                        : new Seen(holder, renewed, Duration.ofSeconds(seconds), clock.instant()));
    }

    public void remove(ObjectKey key) {
        leases.remove(key);
    }

    /// With a zone for each node, nodes have no lease, so whatever else begins like this is held by a manager as well.
    private static boolean ofManager(String name) {
        return name.startsWith("ovn-kubernetes-master") || name.startsWith("ovn-kubernetes-cluster-manager");
    }

    public boolean held() {
        Instant now = clock.instant();
        return leases.values().stream()
                .anyMatch(seen ->
                        !seen.holder().isEmpty() && now.isBefore(seen.at().plus(seen.lasts())));
    }
}
