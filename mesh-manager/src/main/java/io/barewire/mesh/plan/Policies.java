package io.barewire.mesh.plan;

import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.NeighborPolicy;
import io.barewire.mesh.objects.RoutingPolicy;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Puts the RoutingPolicies of a node onto its configuration, in the order of namespace and name.
///
/// Their rules come before those that the FRRConfigurations give a neighbor, so what they leave undecided is decided as
/// if they were not there. Of what a neighbor can have only once, the first to say it counts.
final class Policies {
    private final List<RoutingPolicy> policies;
    private final Set<Problem> problems = new LinkedHashSet<>();

    /// @param sorted by namespace and name
    Policies(Collection<RoutingPolicy> sorted, Map<String, String> nodeLabels) {
        policies = sorted.stream()
                .filter(policy -> policy.nodeSelector().selects(nodeLabels))
                .toList();
    }

    /// What disagreed so far.
    Set<Problem> problems() {
        return Set.copyOf(problems);
    }

    SpeakerConfig onto(SpeakerConfig config, String vrf) {
        List<RoutingPolicy> here =
                policies.stream().filter(policy -> policy.vrf().equals(vrf)).toList();
        if (here.isEmpty()) {
            return config;
        }
        return OwnPrefixes.onto(config, here, problems::add)
                .withPeers(config.peers().stream().map(peer -> onto(peer, here)).toList());
    }

    /// One entry that selects a neighbor.
    private record Entry(RoutingPolicy policy, int index, NeighborPolicy neighbor) {
        String path() {
            return "neighbors[" + index + "]";
        }

        /// Called after their object, so that views show whose rule it was and two objects may use one name.
        Stream<Rule> named(List<Rule> rules) {
            return rules.stream()
                    .map(rule -> new Rule(
                            policy.key() + " " + path() + " " + rule.name(),
                            rule.prefixes(),
                            rule.conditions(),
                            rule.changes(),
                            rule.then()));
        }
    }

    private PeerConfig onto(PeerConfig peer, List<RoutingPolicy> here) {
        List<Entry> entries = here.stream()
                .flatMap(policy -> IntStream.range(0, policy.neighbors().size())
                        .mapToObj(i -> new Entry(policy, i, policy.neighbors().get(i))))
                .filter(entry -> entry.neighbor().selector().selects(peer.endpoint(), peer.remoteAs()))
                .toList();
        return entries.isEmpty() ? peer : peer.withPolicy(onto(peer.policy(), entries));
    }

    private PeerPolicy onto(PeerPolicy policy, List<Entry> entries) {
        var imports = policy.imports().withRules(before(policy.imports().rules(), entries, NeighborPolicy::imports));
        imports = first(entries, "allowOwnAs", NeighborPolicy::allowOwnAs)
                .map(imports::withOwnAs)
                .orElse(imports);
        imports = first(entries, "refuseDefaultRoute", NeighborPolicy::defaultRoute)
                .map(imports::withDefaultRoute)
                .orElse(imports);
        imports = first(entries, "maximumPrefixes", NeighborPolicy::maximumPrefixes)
                .map(imports::withLimits)
                .orElse(imports);
        var exports = policy.exports().withRules(before(policy.exports().rules(), entries, NeighborPolicy::exports));
        exports = first(entries, "asOverride", NeighborPolicy::asOverride)
                .map(exports::withAsOverride)
                .orElse(exports);
        for (AddressFamily family : AddressFamily.values()) {
            var before = exports;
            exports = first(
                            entries,
                            "nextHop",
                            entry -> Optional.ofNullable(entry.nextHops().get(family)))
                    .map(nextHop -> before.withNextHop(family, nextHop))
                    .orElse(before);
        }
        return policy.withImports(imports).withExports(exports);
    }

    private static RoutePolicy before(
            RoutePolicy configured, List<Entry> entries, Function<NeighborPolicy, List<Rule>> rules) {
        return new RoutePolicy(Stream.concat(
                        entries.stream().flatMap(entry -> entry.named(rules.apply(entry.neighbor()))),
                        configured.rules().stream())
                .toList());
    }

    /// What the first of them says; another one that says something else is told so.
    private <T> Optional<T> first(List<Entry> entries, String field, Function<NeighborPolicy, Optional<T>> part) {
        Optional<Entry> first = Optional.empty();
        for (Entry entry : entries) {
            Optional<T> said = part.apply(entry.neighbor());
            if (said.isPresent() && first.isEmpty()) {
                first = Optional.of(entry);
            } else if (said.isPresent()
                    && !said.equals(part.apply(first.orElseThrow().neighbor()))) {
                problems.add(new Problem(
                        Severity.WARNING,
                        entry.policy().origin(),
                        RoutingPolicy.KIND + " " + entry.policy().key(),
                        "spec." + entry.path() + "." + field,
                        "a neighbor that this selects has another one by "
                                + first.get().policy().key() + ", "
                                + first.get().path() + ", which counts",
                        "let one of them say it"));
            }
        }
        return first.flatMap(entry -> part.apply(entry.neighbor()));
    }
}
