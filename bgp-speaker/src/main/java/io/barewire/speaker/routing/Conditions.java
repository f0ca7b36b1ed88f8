package io.barewire.speaker.routing;

import io.barewire.rib.KernelRoutes;
import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.rib.KernelRoutes.Presence;
import io.barewire.rib.Rib;
import io.barewire.speaker.ConditionStatus;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.speaker.HealthProbe;
import io.barewire.wire.Prefix;
import java.time.Duration;
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
    private final KernelRoutes kernel;
    private List<Seen> now = List.of();

    /// @param since when it began to hold, or ceased to
    private record Seen(ConditionalPrefixes prefixes, boolean holds, String why, long since) {
        ConditionStatus status(long millis) {
            return new ConditionStatus(prefixes, holds, why, Duration.ofMillis(millis - since));
        }
    }

    Conditions(KernelRoutes kernel) {
        this.kernel = kernel;
    }

    /// Other conditions are looked at from now on.
    void configure(List<ConditionalPrefixes> wanted) {
        Set<KernelRoute> routes = new HashSet<>();
        for (ConditionalPrefixes one : wanted) {
            if (one.when() instanceof AdvertiseWhen.InKernel(KernelRoute route)) {
                routes.add(route);
            }
        }
        kernel.follow(routes);
    }

    /// A probe has looked.
    void looked(HealthProbe probe, boolean healthy, String what) {
        health.put(probe, new Health(healthy, what));
    }

    /// Looks at all conditions, and tells those that have changed whether they hold.
    ///
    /// @param converged the start is complete, so that what is missing is missing
    /// @param millis the time, since whenever
    List<ConditionStatus> update(List<ConditionalPrefixes> wanted, Rib rib, boolean converged, long millis) {
        if (wanted.isEmpty() && now.isEmpty()) {
            return List.of();
        }
        Map<ConditionalPrefixes, Seen> before = new HashMap<>();
        now.forEach(seen -> before.put(seen.prefixes, seen));
        List<Seen> next = new ArrayList<>();
        List<ConditionStatus> changed = new ArrayList<>();
        for (ConditionalPrefixes prefixes : wanted) {
            Seen last = before.getOrDefault(prefixes, new Seen(prefixes, false, "", millis));
            Seen seen = look(prefixes, rib, converged, millis);
            boolean same = seen.holds == last.holds;
            next.add(same ? new Seen(prefixes, seen.holds, seen.why, last.since) : seen);
            if (!same) {
                changed.add(seen.status(millis));
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

    private Seen look(ConditionalPrefixes prefixes, Rib rib, boolean converged, long millis) {
        return switch (prefixes.when()) {
            case AdvertiseWhen.RouteExists(Prefix prefix) -> {
                boolean there = rib.hasRoute(prefix);
                yield new Seen(prefixes, there, prefix + (there ? " has a route" : " has no route"), millis);
            }
            case AdvertiseWhen.RouteMissing(Prefix prefix) -> {
                boolean there = rib.hasRoute(prefix);
                String why = there
                        ? prefix + " has a route"
                        : converged ? prefix + " has no route" : "routes are still coming in";
                yield new Seen(prefixes, !there && converged, why, millis);
            }
            case AdvertiseWhen.InKernel(KernelRoute route) ->
                switch (kernel.presence(route)) {
                    case Presence.Present() -> new Seen(prefixes, true, route + " is there", millis);
                    case Presence.Absent() -> new Seen(prefixes, false, route + " is not there", millis);
                    case Presence.Unknown(String why) -> new Seen(prefixes, false, why, millis);
                };
            case AdvertiseWhen.Healthy(HealthProbe probe) -> {
                Health last = health.getOrDefault(probe, new Health(false, "not looked at yet"));
                yield new Seen(prefixes, last.healthy, last.what, millis);
            }
        };
    }

    List<ConditionStatus> status(long millis) {
        return now.stream().map(seen -> seen.status(millis)).toList();
    }

    Set<Prefix> announced() {
        Set<Prefix> all = new HashSet<>();
        now.stream().filter(Seen::holds).forEach(seen -> all.addAll(seen.prefixes.prefixes()));
        return all;
    }
}
