package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.Attempts;
import io.barewire.controller.advertise.RouteAdvertisements;
import io.barewire.controller.managed.DefaultNetworkVerdict.Said;
import io.barewire.controller.managed.ManagedCluster.Advertisements;
import io.barewire.controller.managed.ManagedCluster.Network;
import io.barewire.controller.managed.ManagedCluster.Unreadable;
import io.barewire.controller.managed.UnsupportedFeatures.Warning;
import io.barewire.controller.owner.Stance;
import io.barewire.controller.owner.Stance.Hand;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.objects.ObjectKey;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// Says of networks whether their transport works: in the status of each ClusterUserDefinedNetwork, and in Events of
/// the default network's NetworkAttachmentDefinition. Warns of what has no effect without an overlay. For the leader.
public final class NetworkStatus {
    private static final String FIELD_MANAGER = "barewire-network-status";
    private static final Resource EVENTS = new Resource("", "v1", "events", "Event", true);

    /// What the API server takes.
    private static final int LONGEST_MESSAGE = 1024;

    private final ApiServer api;
    private final ManagedCluster cluster;
    private final Owner owner;
    private final boolean overlays;
    private final InstantSource clock;
    private final LongSupplier nanos;

    // Of the thread that tends.
    private Optional<Said> lastSaid = Optional.empty();
    private final Set<List<String>> warned = new HashSet<>();
    private final Attempts attempts;
    private final EventRation ration;

    /// @param overlays whether networks with an overlay have a condition, too
    /// @param nanos a clock that never goes back, which Events are rationed by: `System::nanoTime`
    public NetworkStatus(
            ApiServer api,
            ManagedCluster cluster,
            Owner owner,
            boolean overlays,
            InstantSource clock,
            LongSupplier nanos) {
        this.api = api;
        this.cluster = cluster;
        this.owner = owner;
        this.overlays = overlays;
        this.clock = clock;
        this.attempts = new Attempts();
        this.nanos = nanos;
        this.ration = new EventRation(nanos.getAsLong());
    }

    /// Does what is to be done. The cluster must have been seen.
    ///
    /// @param advertisementsExist whether the cluster knows RouteAdvertisements
    public void tend(boolean advertisementsExist) throws ApiFailure {
        Collection<RouteAdvertisements> all = cluster.advertisements().values().stream()
                .map(Advertisements::value)
                .toList();
        boolean lacking = false;
        Hand hand = Hand.NOBODYS;
        for (Network network : cluster.networks().values()) {
            lacking |= network.value().noOverlay().isPresent()
                    && condition(network.tree()).isMissingNode();
            Hand here = hand(network.tree());
            hand = hand == Hand.THEIRS || here == Hand.NOBODYS ? hand : here;
        }
        switch (owner.stance(hand, lacking, true)) {
            case Stance.OFF -> {}
            case Stance.WATCH -> warn();
            case Stance.ACT -> {
                for (Network network : cluster.networks().values()) {
                    Optional<TransportCondition> condition = TransportCondition.of(
                            network.value(), advertisementsExist ? Optional.of(all) : Optional.empty(), overlays);
                    if (condition.isPresent()) {
                        attempts.make(
                                List.of(Step.uid(network.tree()), condition.get()),
                                () -> say(network.tree(), condition.get()));
                    }
                }
                Optional<Said> verdict = DefaultNetworkVerdict.of(cluster.configuration(), all);
                boolean news = verdict.isPresent() && DefaultNetworkVerdict.isNews(lastSaid, verdict.get());
                if (!news || (mayTell(verdict.get()) && attempts.make(verdict, () -> tell(verdict.get())))) {
                    lastSaid = verdict;
                }
                warn();
            }
        }
    }

    private static JsonNode condition(JsonNode network) {
        return network.path("status")
                .path("conditions")
                .valueStream()
                .filter(each -> each.path("type").asText("").equals(TransportCondition.TYPE))
                .findFirst()
                .orElse(JsonNodeFactory.instance.missingNode());
    }

    /// Whoever owns this one condition, under whatever name.
    private static Hand hand(JsonNode network) {
        String field = "k:{\"type\":\"" + TransportCondition.TYPE + "\"}";
        Hand hand = Hand.NOBODYS;
        for (JsonNode entry : network.path("metadata").path("managedFields")) {
            if (entry.path("fieldsV1").path("f:status").path("f:conditions").has(field)) {
                if (!entry.path("manager").asText("").equals(FIELD_MANAGER)) {
                    return Hand.THEIRS;
                }
                hand = Hand.OURS;
            }
        }
        return hand;
    }

    private void say(ObjectNode network, TransportCondition condition) throws ApiFailure {
        JsonNode before = condition(network);
        String status = condition.accepted() ? "True" : "False";
        boolean turned = !before.path("status").asText("").equals(status);
        if (!turned
                && before.path("reason").asText("").equals(condition.reason())
                && before.path("message").asText("").equals(condition.message())) {
            return;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("name", Step.key(network).name()).put("uid", Step.uid(network));
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", TransportCondition.TYPE)
                .put("status", status)
                .put("reason", condition.reason())
                .put("message", condition.message())
                .put(
                        "lastTransitionTime",
                        turned ? now() : before.path("lastTransitionTime").asText());
        api.applyStatus(Resource.CLUSTER_USER_DEFINED_NETWORKS, object, FIELD_MANAGER);
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private boolean mayTell(Said said) {
        return ration.take(
                Resource.NETWORK_ATTACHMENT_DEFINITIONS.kind(),
                cluster.attachment(),
                said.verdict().reason(),
                nanos.getAsLong());
    }

    private boolean mayWarn(Warning warning) {
        return ration.take(warning.resource().kind(), Step.key(warning.about()), warning.reason(), nanos.getAsLong());
    }

    private void tell(Said said) throws ApiFailure {
        Resource kind = Resource.NETWORK_ATTACHMENT_DEFINITIONS;
        ObjectNode about = defaultNetwork(kind);
        String type = said.verdict() == DefaultNetworkVerdict.READY ? "Normal" : "Warning";
        event(kind, about, type, said.verdict().reason(), said.message());
    }

    /// As far as it exists: OVN-Kubernetes makes it when it is needed.
    private ObjectNode defaultNetwork(Resource kind) throws ApiFailure {
        ObjectKey key = cluster.attachment();
        try {
            List<ObjectNode> there =
                    api.list(Selection.in(kind, key.namespace()).named(key.name()));
            if (!there.isEmpty()) {
                return there.getFirst();
            }
        } catch (ApiFailure failure) {
            if (failure.status() != 404) {
                throw failure;
            }
        }
        ObjectNode absent = JsonNodeFactory.instance.objectNode();
        absent.putObject("metadata").put("namespace", key.namespace()).put("name", key.name());
        return absent;
    }

    /// Of each thing once, and again when it has been away.
    private void warn() throws ApiFailure {
        Set<List<String>> now = new HashSet<>();
        List<Warning> warnings = new ArrayList<>(UnsupportedFeatures.of(cluster));
        cluster.unreadable().values().forEach(each -> warnings.add(unreadable(each)));
        for (Warning warning : warnings) {
            List<String> what = List.of(Step.uid(warning.about()), warning.message());
            now.add(what);
            if (!warned.contains(what) && mayWarn(warning) && attempts.make(what, () -> warn(warning))) {
                warned.add(what);
            }
        }
        warned.retainAll(now);
    }

    private static Warning unreadable(Unreadable network) {
        return new Warning(
                Resource.CLUSTER_USER_DEFINED_NETWORKS,
                network.tree(),
                "NetworkConfigurationError",
                "it cannot be read here, so what has been made of it stays as it is: " + network.why());
    }

    private void warn(Warning warning) throws ApiFailure {
        event(warning.resource(), warning.about(), "Warning", warning.reason(), warning.message());
    }

    private void event(Resource kind, ObjectNode about, String type, String reason, String message) throws ApiFailure {
        ObjectKey key = Step.key(about);
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.putObject("metadata")
                .put("generateName", key.name() + ".")
                .put("namespace", key.namespace().isEmpty() ? "default" : key.namespace());
        event.putObject("involvedObject")
                .put("apiVersion", kind.apiVersion())
                .put("kind", kind.kind())
                .put("namespace", key.namespace())
                .put("name", key.name())
                .put("uid", Step.uid(about));
        event.put("reason", reason)
                .put("type", type)
                .put("message", message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message)
                .put("count", 1)
                .put("firstTimestamp", now())
                .put("lastTimestamp", now())
                .put("reportingComponent", "barewire-controller");
        event.putObject("source").put("component", "barewire-controller");
        api.create(EVENTS, event);
    }
}
