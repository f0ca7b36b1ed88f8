package io.barewire.speaker.routing;

import io.barewire.rib.Rib;
import io.barewire.speaker.ConditionStatus;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.speaker.HealthProbe;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which conditional prefixes are to be announced now. A condition may not look at a conditional prefix, so what it
/// says never depends on what it causes.
final class Conditions {
    private record Health(boolean healthy, String what) {}

    private final Map<HealthProbe, Health> health = new HashMap<>();
    private List<ConditionStatus> now = List.of();

    /// A probe has looked.
    void looked(HealthProbe probe, boolean healthy, String what) {
        health.put(probe, new Health(healthy, what));
    }

    /// Looks at all conditions, and tells those that have changed whether they hold.
    ///
    /// @param converged the start is complete, so that what is missing is missing
    List<ConditionStatus> update(List<ConditionalPrefixes> wanted, Rib rib, boolean converged) {
        if (wanted.isEmpty() && now.isEmpty()) {
            return List.of();
        }
        Map<ConditionalPrefixes, Boolean> before = new HashMap<>();
        now.forEach(status -> before.put(status.prefixes(), status.announced()));
        List<ConditionStatus> next = new ArrayList<>();
        List<ConditionStatus> changed = new ArrayList<>();
        for (ConditionalPrefixes prefixes : wanted) {
            ConditionStatus status = look(prefixes, rib, converged);
            next.add(status);
            if (status.announced() != before.getOrDefault(prefixes, false)) {
                changed.add(status);
            }
        }
        health.keySet().removeIf(probe -> wanted.stream().noneMatch(one -> asks(one, probe)));
        now = List.copyOf(next);
        return changed;
    }

    private static boolean asks(ConditionalPrefixes one, HealthProbe probe) {
        return one.when() instanceof AdvertiseWhen.Healthy healthy
                && healthy.probe().equals(probe);
    }

    private ConditionStatus look(ConditionalPrefixes prefixes, Rib rib, boolean converged) {
        return switch (prefixes.when()) {
            case AdvertiseWhen.RouteExists(Prefix prefix) -> {
                boolean there = rib.hasRoute(prefix);
                yield new ConditionStatus(prefixes, there, prefix + (there ? " has a route" : " has no route"));
            }
            case AdvertiseWhen.RouteMissing(Prefix prefix) -> {
                boolean there = rib.hasRoute(prefix);
                String why = there
                        ? prefix + " has a route"
                        : converged ? prefix + " has no route" : "routes are still coming in";
                yield new ConditionStatus(prefixes, !there && converged, why);
            }
            case AdvertiseWhen.Healthy(HealthProbe probe) -> {
                Health seen = health.getOrDefault(probe, new Health(false, "not looked at yet"));
                yield new ConditionStatus(prefixes, seen.healthy, seen.what);
            }
        };
    }

    List<ConditionStatus> status() {
        return now;
    }

    Set<Prefix> announced() {
        Set<Prefix> all = new HashSet<>();
        now.stream()
                .filter(ConditionStatus::announced)
                .forEach(status -> all.addAll(status.prefixes().prefixes()));
        return all;
    }
}
