package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.Attempts;
import io.barewire.controller.managed.ManagedCluster.Configuration;
import io.barewire.controller.managed.ManagedCluster.Network;
import io.barewire.controller.managed.Reconciliation.Kept;
import io.barewire.controller.owner.ManagedFields;
import io.barewire.controller.owner.Stance;
import io.barewire.controller.owner.Stance.Hand;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Replacement;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.objects.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the objects of managed routing as they are to be; for the leader. It looks at what is, never at what happened,
/// so what it wrote itself makes it do nothing.
public final class ManagedRouting {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedRouting.class);

    private static final String FIELD_MANAGER = "barewire-managed-routing";

    /// OVN-Kubernetes', now and in release 1.3.
    private static final Set<String> OTHERS =
            Set.of("clustermanager-managed-bgp-controller", "clustermanager-managedbgp-controller");

    private final ApiServer api;
    private final ManagedCluster cluster;
    private final String namespace;
    private final Owner owner;

    // Of the thread that tends.
    private final Map<ObjectKey, Kept> keptAs = new HashMap<>();
    private final Attempts attempts;
    private String lastSaid = "";

    /// @param namespace of the FRRConfiguration where `ovnkube.conf` names none
    public ManagedRouting(ApiServer api, ManagedCluster cluster, String namespace, Owner owner) {
        this.api = api;
        this.cluster = cluster;
        this.namespace = namespace;
        this.owner = owner;
        this.attempts = new Attempts();
    }

    /// Does what is to be done. The cluster must have been seen.
    public void tend() throws ApiFailure {
        switch (cluster.configuration()) {
            case Configuration.Broken(String why) -> say("managed routing stays as it is: " + why);
            case Configuration.Known(var config) ->
                tend(
                        ManagedObjects.of(
                                config,
                                cluster.networks().values().stream()
                                        .map(Network::value)
                                        .toList(),
                                cluster.managesUnread(),
                                cluster.nodes().values(),
                                namespace),
                        config.isPresent());
        }
    }

    private void tend(ManagedObjects wanted, boolean configured) throws ApiFailure {
        List<ObjectNode> bases = cluster.bases();
        List<ObjectNode> advertisements = cluster.managedAdvertisements();
        List<Step> steps = new Reconciliation(bases, advertisements, cluster.networkTrees(), keptAs)
                .steps(wanted, cluster::accepted);
        boolean lacking = !wanted.advertisements().isEmpty() && advertisements.isEmpty() && bases.isEmpty();
        switch (owner.stance(hand(bases, advertisements), lacking, configured)) {
            case Stance.OFF -> {}
            case Stance.WATCH ->
                say(
                        steps.isEmpty()
                                ? ""
                                : "managed routing is left to OVN-Kubernetes; it would be " + steps.size()
                                        + " changes from here, the first of them " + text(steps.getFirst()));
            case Stance.ACT -> {
                say("");
                for (Step step : steps) {
                    attempts.make(step, () -> carryOut(step));
                }
            }
        }
    }

    private static Hand hand(Collection<ObjectNode> bases, Collection<ObjectNode> advertisements) {
        return Hand.of(Stream.concat(bases.stream(), advertisements.stream())
                .map(object -> ManagedFields.hand(object, "", FIELD_MANAGER, OTHERS))
                .toList());
    }

    private void say(String what) {
        if (!what.isEmpty() && !what.equals(lastSaid)) {
            LOG.info("{}", what);
        }
        lastSaid = what;
    }

    private void carryOut(Step step) throws ApiFailure {
        boolean done = switch (step) {
            case Step.Write write -> write(write);
            case Step.Delete(Resource resource, ObjectKey key, String uid) -> {
                keptAs.remove(key);
                yield api.delete(resource, key.namespace(), key.name(), Optional.of(uid));
            }
            case Step.Label(String network, String uid) -> {
                ObjectNode label = JsonNodeFactory.instance.objectNode();
                // another network of this name is not made by this
                ObjectNode metadata =
                        label.putObject("metadata").put("name", network).put("uid", uid);
                metadata.putObject("labels").put(Generations.LABEL, "");
                api.apply(Resource.CLUSTER_USER_DEFINED_NETWORKS, label, FIELD_MANAGER);
                yield true;
            }
        };
        if (done) {
            LOG.info("managed routing: {}", text(step));
        }
    }

    /// Fields that somebody else has added are his in a server-side apply, and stay; so what has some is replaced.
    ///
    /// @return false when somebody has changed it meanwhile, of which we are told, and then look again
    private boolean write(Step.Write write) throws ApiFailure {
        JsonNode wanted = write.object().path("spec");
        ObjectNode now = api.apply(write.resource(), write.object(), FIELD_MANAGER);
        if (!Specs.same(now.path("spec"), wanted)) {
            now.set("spec", wanted.deepCopy());
            switch (api.replace(write.resource(), now)) {
                case Replacement.Done(ObjectNode replaced) -> now = replaced;
                case Replacement.Conflict.CONFLICT -> {
                    return false;
                }
            }
        }
        keptAs.put(write.key(), new Kept(wanted, now.path("spec")));
        return true;
    }

    private static String text(Step step) {
        return switch (step) {
            case Step.Write write -> write.resource().kind() + " " + write.key() + " written";
            case Step.Delete(Resource resource, ObjectKey key, var _) -> resource.kind() + " " + key + " deleted";
            case Step.Label(String network, var _) -> "ClusterUserDefinedNetwork " + network + " labelled";
        };
    }
}
