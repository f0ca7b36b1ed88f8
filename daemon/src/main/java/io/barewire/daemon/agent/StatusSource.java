package io.barewire.daemon.agent;

import io.barewire.daemon.log.LogLevel;
import io.barewire.daemon.log.Logging;
import io.barewire.daemon.show.FrrConfig;
import io.barewire.daemon.status.Observation;
import io.barewire.daemon.status.SessionKey;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.plan.NodePlan;
import io.barewire.rib.ReceivedRoute;
import io.barewire.rib.ReceivedRoute.Verdict.Denied;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The agent as its status objects tell of it. Confined to the thread that writes them.
final class StatusSource implements Supplier<Optional<Observation>> {
    /// How many prefixes of a peer are looked at, and how many of the refused ones are told.
    private static final int LOOKED_AT = 200;

    private static final int TOLD = 5;
    private static final int PATIENCE_SECONDS = 5;

    private record Rendered(NodePlan plan, LogLevel level, String text) {}

    /// What was told of a peer's refused prefixes while it had these counts.
    private record Refused(int denied, Map<String, String> told) {}

    private final String node;
    private final PlanApplier plan;
    private final Instances instances;
    private final Map<SessionKey, Refused> refused = new HashMap<>();
    private Optional<Rendered> rendered = Optional.empty();

    StatusSource(String node, PlanApplier plan, Instances instances) {
        this.node = node;
        this.plan = plan;
        this.instances = instances;
    }

    @Override
    public Optional<Observation> get() {
        PlanApplier.View view = plan.view();
        if (!view.readManifests()) {
            return Optional.empty();
        }
        SortedMap<SessionKey, Observation.Session> sessions = new TreeMap<>();
        for (Instance instance : instances.all()) {
            String vrf = instance.isDefault() ? Router.DEFAULT_VRF : instance.name();
            instance.speaker()
                    .ifPresent(speaker -> speaker.status().peers().forEach(peer -> {
                        SessionKey key = SessionKey.of(vrf, peer.config().endpoint());
                        sessions.put(key, new Observation.Session(peer, refused(key, peer, speaker)));
                    }));
        }
        refused.keySet().retainAll(sessions.keySet());
        return Optional.of(new Observation(runningConfig(), view.problems(), view.applyFailure(), sessions));
    }

    private String runningConfig() {
        NodePlan now = plan.inForce();
        LogLevel level = Logging.level();
        if (rendered.filter(last -> last.plan().equals(now) && last.level() == level)
                .isEmpty()) {
            rendered = Optional.of(new Rendered(now, level, FrrConfig.of(now, node, level)));
        }
        return rendered.orElseThrow().text();
    }

    private Map<String, String> refused(SessionKey key, PeerStatus peer, BgpSpeaker speaker) {
        int denied =
                peer.prefixes().values().stream().mapToInt(PrefixCounts::denied).sum();
        if (denied == 0) {
            return Map.of();
        }
        Refused known = refused.get(key);
        if (known == null || known.denied() != denied) {
            known = new Refused(denied, ask(peer, speaker));
            refused.put(key, known);
        }
        return known.told();
    }

    private static Map<String, String> ask(PeerStatus peer, BgpSpeaker speaker) {
        Map<String, String> told = new HashMap<>();
        try {
            List<ReceivedRoute> routes = speaker.receivedRoutes(peer.id(), RouteQuery.first(LOOKED_AT))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            for (ReceivedRoute route : routes) {
                if (route.verdict() instanceof Denied why && told.size() < TOLD) {
                    told.put(
                            route.prefix().toString(),
                            why.by()
                                    .map(RoutePolicy.Rule::name)
                                    .map(rule -> "rule " + rule)
                                    .orElseGet(() -> why.reason().toString()));
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException busy) {
            // The count stands without examples until it changes.
            return Map.of();
        }
        return told;
    }
}
