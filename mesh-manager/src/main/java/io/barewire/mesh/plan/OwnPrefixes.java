package io.barewire.mesh.plan;

import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.RoutingPolicy;
import io.barewire.rib.Aggregate;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The aggregates and conditional prefixes that RoutingPolicies give a router. One that cannot be beside those before
/// it is left out and reported, and its policy's rules stay in force.
final class OwnPrefixes {
    private final Consumer<Problem> problems;
    private final Map<Prefix, Aggregate> aggregates = new LinkedHashMap<>();
    private final List<ConditionalPrefixes> conditional = new ArrayList<>();
    private final Set<Prefix> announced = new HashSet<>();
    private final Set<Prefix> lookedAt = new HashSet<>();

    private OwnPrefixes(Consumer<Problem> problems) {
        this.problems = problems;
    }

    /// @param policies of this router, sorted
    static SpeakerConfig onto(SpeakerConfig config, List<RoutingPolicy> policies, Consumer<Problem> problems) {
        OwnPrefixes own = new OwnPrefixes(problems);
        // No condition may look at an aggregate, whichever comes first.
        policies.forEach(own::aggregatesOf);
        policies.forEach(own::conditionsOf);
        return config.toBuilder()
                .aggregates(Set.copyOf(own.aggregates.values()))
                .conditional(own.conditional)
                .build();
    }

    private void aggregatesOf(RoutingPolicy policy) {
        for (int i = 0; i < policy.aggregates().size(); i++) {
            Aggregate aggregate = policy.aggregates().get(i);
            Aggregate first = aggregates.putIfAbsent(aggregate.prefix(), aggregate);
            if (first != null && !first.equals(aggregate)) {
                leftOut(
                        policy,
                        "aggregates[" + i + "]",
                        "a policy before it by name has another aggregate " + aggregate.prefix(),
                        "let one of them have it");
            }
        }
    }

    private void conditionsOf(RoutingPolicy policy) {
        for (int i = 0; i < policy.conditional().size(); i++) {
            ConditionalPrefixes one = policy.conditional().get(i);
            Optional<Prefix> looks = lookedAt(one.when());
            String path = "conditionalPrefixes[" + i + "]";
            if (looks.filter(aggregates::containsKey).isPresent()) {
                leftOut(
                        policy,
                        path,
                        "it looks at " + looks.get() + ", which is an aggregate",
                        "let it look at what lies in it");
            } else if (looks.filter(
                            at -> announced.contains(at) || one.prefixes().contains(at))
                    .isPresent()) {
                leftOut(
                        policy,
                        path,
                        "it looks at " + looks.get() + ", which is conditional itself",
                        "let it look at something else");
            } else if (one.prefixes().stream().anyMatch(lookedAt::contains)) {
                leftOut(
                        policy,
                        path,
                        "a condition before it by name looks at one of its prefixes",
                        "let one of them do without");
            } else {
                announced.addAll(one.prefixes());
                looks.ifPresent(lookedAt::add);
                conditional.add(new ConditionalPrefixes(policy.key() + " " + one.name(), one.prefixes(), one.when()));
            }
        }
    }

    private static Optional<Prefix> lookedAt(AdvertiseWhen when) {
        return switch (when) {
            case AdvertiseWhen.RouteExists(Prefix prefix) -> Optional.of(prefix);
            case AdvertiseWhen.RouteMissing(Prefix prefix) -> Optional.of(prefix);
            case AdvertiseWhen.InKernel _, AdvertiseWhen.Healthy _ -> Optional.empty();
        };
    }

    private void leftOut(RoutingPolicy policy, String path, String reason, String remedy) {
        problems.accept(new Problem(
                Severity.ERROR,
                policy.origin(),
                RoutingPolicy.KIND + " " + policy.key(),
                "spec." + path,
                reason,
                remedy + "; this one is left out"));
    }
}
