package io.barewire.controller.owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.Mirror;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.objects.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Whether OVN-Kubernetes' cluster manager has a leader: one that has renewed its lease within the lease's time, by our
/// clock alone.
public final class ManagerLease {
    /// What the manager calls it, by release, in whatever namespace OVN-Kubernetes is installed.
    private static final Set<String> NAMES = Set.of("ovn-kubernetes-master", "ovn-kubernetes-cluster-manager");

    private static final long USUAL_SECONDS = 60;

    private record Seen(String holder, String renewed, Duration lasts, Instant at) {}

    private final InstantSource clock;
    private final Map<String, Mirror> mirrors = new HashMap<>();
    private final Map<ObjectKey, Seen> leases = new ConcurrentHashMap<>();

    public ManagerLease(InstantSource clock) {
        this.clock = clock;
        NAMES.forEach(name -> mirrors.put(name, new Mirror("Leases " + name, target(), () -> {})));
    }

    /// Ends with the API.
    public void follow(ApiServer api) {
        mirrors.forEach(
                (name, mirror) -> api.follow(Selection.all(Resource.LEASES).named(name), mirror));
    }

    /// Whether it is known what leases there are.
    public boolean seen() {
        return mirrors.values().stream().allMatch(Mirror::complete);
    }

    private Mirror.Target target() {
        return new Mirror.Target() {
            @Override
            public void put(ObjectKey key, ObjectNode lease) {
                ManagerLease.this.put(key, lease);
            }

            @Override
            public void remove(ObjectKey key) {
                leases.remove(key);
            }
        };
    }

    void put(ObjectKey key, ObjectNode lease) {
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

    public boolean held() {
        Instant now = clock.instant();
        return leases.values().stream()
                .anyMatch(seen ->
                        !seen.holder().isEmpty() && now.isBefore(seen.at().plus(seen.lasts())));
    }
}
