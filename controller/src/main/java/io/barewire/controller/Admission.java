package io.barewire.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.ClusterView.LabeledNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.plan.Fit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Judges an FRRConfiguration before it is stored, as frr-k8s does and in its words: by itself, then merged last with
/// the others on every node that it selects.
///
/// Known and kept: objects of all namespaces are compared, though an agent reads one; an object of the same name is
/// taken for the old version of this one, in whatever namespace; what selects no node is let through; so is raw
/// configuration, of which only the node tells that it means nothing. Done otherwise: an object that is broken already
/// does not block others.
final class Admission {
    /// The API server cuts what is longer than a few thousand characters.
    private static final int MOST_LINES = 10;

    private static final String SELECTOR = "spec.nodeSelector";
    private static final String RAW = "spec.raw";
    private static final String GRACEFUL_RESTART_CHANGED =
            "Graceful restart configuration changed, it will be available on the next restart"
                    + " (which is at once: the session is reset)";

    private final ClusterView cluster;

    Admission(ClusterView cluster) {
        this.cluster = cluster;
    }

    Verdict judge(AdmissionRequest request) {
        if (request.object().isEmpty()) {
            return new Verdict.Allowed(List.of());
        }
        ObjectNode object = request.object();
        List<Problem> raw = decode(object).problems().stream()
                .filter(problem -> problem.isError() && problem.path().startsWith(RAW))
                .toList();
        return raw.isEmpty()
                ? judge(object, request.oldObject())
                : judge(withoutRaw(object), request.oldObject()).warning(lines(raw));
    }

    private Verdict judge(ObjectNode object, Optional<ObjectNode> oldObject) {
        return switch (decode(object)) {
            case Decoded.Good(var _, FrrConfiguration configuration, List<Problem> problems) -> {
                List<String> warnings = new ArrayList<>(lines(problems));
                if (changesGracefulRestart(configuration, oldObject)) {
                    warnings.add(GRACEFUL_RESTART_CHANGED);
                }
                yield besideOthers(configuration, warnings);
            }
            case Decoded.Broken(var _, var _, List<Problem> problems) -> broken(object, problems);
            case Decoded.Unidentified(List<Problem> problems) ->
                new Verdict.Denied(String.join("\n", lines(problems)), List.of());
            case Decoded.Good _, Decoded.Ignored _ ->
                new Verdict.Denied("not an FRRConfiguration: this webhook is for nothing else", List.of());
        };
    }

    private static Decoded decode(ObjectNode object) {
        return ObjectDecoder.decode(object, Origin.NONE, LineFinder.NONE).getFirst();
    }

    private static ObjectNode withoutRaw(ObjectNode object) {
        ObjectNode rest = object.deepCopy();
        ((ObjectNode) rest.get("spec")).remove("raw");
        return rest;
    }

    private Verdict broken(ObjectNode object, List<Problem> problems) {
        List<String> errors = lines(problems.stream().filter(Problem::isError).toList());
        List<String> warnings =
                lines(problems.stream().filter(Predicate.not(Problem::isError)).toList());
        if (problems.stream()
                .anyMatch(problem -> problem.isError() && problem.path().startsWith(SELECTOR))) {
            return denied(errors, "resource contains an invalid NodeSelector", warnings);
        }
        // Its selector is good, so an object of nothing else tells whom it selects.
        ObjectNode selectorAlone = object.deepCopy();
        selectorAlone.remove("spec");
        selectorAlone.putObject("spec").set("nodeSelector", object.path("spec").path("nodeSelector"));
        Optional<LabeledNode> node = decode(selectorAlone) instanceof Decoded.Good(var _, FrrConfiguration bare, var _)
                ? selected(bare.nodeSelector()).findFirst()
                : Optional.empty();
        return node.map(first -> denied(errors, invalidFor(first), warnings))
                .orElseGet(() -> new Verdict.Allowed(
                        Stream.concat(Stream.of("no node is selected; on one it would be refused:"), errors.stream())
                                .toList()));
    }

    private Verdict besideOthers(FrrConfiguration configuration, List<String> warnings) {
        // Most nodes have the same objects: each set of them is tried once.
        Set<Set<ObjectKey>> tried = new HashSet<>();
        for (LabeledNode node : (Iterable<LabeledNode>) selected(configuration.nodeSelector())::iterator) {
            List<FrrConfiguration> others = cluster.selecting(node).stream()
                    .filter(other ->
                            !other.key().name().equals(configuration.key().name()))
                    .toList();
            boolean first = tried.add(others.stream().map(FrrConfiguration::key).collect(Collectors.toSet()));
            Optional<Problem> problem = first ? Fit.problem(configuration, others) : Optional.empty();
            if (problem.isPresent()) {
                return denied(lines(List.of(problem.get())), invalidFor(node), warnings);
            }
        }
        return new Verdict.Allowed(warnings);
    }

    private Stream<LabeledNode> selected(LabelSelector selector) {
        return cluster.nodes().stream().filter(node -> selector.selects(node.labels()));
    }

    private static Verdict denied(List<String> faults, String consequence, List<String> warnings) {
        return new Verdict.Denied(
                String.join(
                        "\n",
                        Stream.concat(faults.stream(), Stream.of(consequence)).toList()),
                warnings);
    }

    private static String invalidFor(LabeledNode node) {
        return "resource is invalid for node " + node.name();
    }

    /// frr-k8s' words first, then where and what to do; what is wrong in many places is said of the first.
    private static List<String> lines(List<Problem> problems) {
        Map<String, Problem> byReason = new LinkedHashMap<>();
        problems.forEach(problem -> byReason.putIfAbsent(problem.reason(), problem));
        List<String> lines = new ArrayList<>(byReason.values().stream()
                .limit(MOST_LINES)
                .map(problem -> problem.reason() + " ("
                        + String.join(
                                ": ",
                                Stream.of(problem.path(), problem.remedy())
                                        .filter(text -> !text.isEmpty())
                                        .toList())
                        + ")")
                .toList());
        if (byReason.size() > MOST_LINES) {
            lines.add("and " + (byReason.size() - MOST_LINES) + " more");
        }
        return lines;
    }

    private static boolean changesGracefulRestart(FrrConfiguration configuration, Optional<ObjectNode> oldObject) {
        Map<String, Boolean> before = oldObject
                .map(Admission::decode)
                .map(old -> old instanceof Decoded.Good(var _, FrrConfiguration was, var _)
                        ? gracefulRestart(was)
                        : Map.<String, Boolean>of())
                .orElse(Map.of());
        return gracefulRestart(configuration).entrySet().stream()
                .anyMatch(entry ->
                        !before.getOrDefault(entry.getKey(), entry.getValue()).equals(entry.getValue()));
    }

    /// By VRF, AS and address.
    private static Map<String, Boolean> gracefulRestart(FrrConfiguration configuration) {
        Map<String, Boolean> byNeighbor = new LinkedHashMap<>();
        configuration
                .routers()
                .forEach(router -> router.neighbors()
                        .forEach(neighbor -> byNeighbor.merge(
                                router.vrf() + " " + neighbor.name(), neighbor.gracefulRestart(), Boolean::logicalOr)));
        return byNeighbor;
    }
}
