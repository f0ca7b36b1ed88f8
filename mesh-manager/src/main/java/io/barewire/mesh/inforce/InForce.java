package io.barewire.mesh.inforce;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.objects.ClusterObject;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import io.barewire.mesh.objects.KubeOvn;
import io.barewire.mesh.objects.KubeOvnPod;
import io.barewire.mesh.objects.KubeOvnService;
import io.barewire.mesh.objects.KubeOvnSubnet;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.ObjectId;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.objects.RoutingPolicy;
import io.barewire.mesh.objects.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The objects in force after a reading, given those in force before it: a broken object does not take its last good
/// version away, and a part of the reading that failed does not take away what it held.
///
/// @param held by identity
/// @param snapshot the same for the planner, with all problems
public record InForce(SortedMap<ObjectId, Held> held, ClusterSnapshot snapshot) {
    /// @param part where it was read: what is not there any more is gone only when that was read completely
    public record Held(ClusterObject value, String part) {}

    private record Found(Decoded decoded, Origin origin, String part) {}

    public static final InForce NOTHING = new InForce(new TreeMap<>(), ClusterSnapshot.EMPTY);

    /// What is in force after `reading`.
    public InForce after(Reading reading) {
        List<Problem> problems = new ArrayList<>(reading.problems());
        SortedMap<ObjectId, List<Found>> found = new TreeMap<>();
        for (Part part : reading.parts()) {
            problems.addAll(part.problems());
            for (Decoded decoded : part.objects()) {
                problems.addAll(decoded.problems());
                switch (decoded) {
                    case Decoded.Good good ->
                        add(found, good.id(), new Found(good, good.value().origin(), part.path()));
                    case Decoded.Broken broken ->
                        add(found, broken.id(), new Found(broken, broken.origin(), part.path()));
                    case Decoded.Ignored _, Decoded.Unidentified _ -> {}
                }
            }
        }
        SortedMap<ObjectId, Held> next = new TreeMap<>();
        found.forEach((id, all) -> {
            if (all.size() > 1) {
                problems.addAll(duplicates(id, all));
            }
            choose(id, all, problems).ifPresent(held -> next.put(id, held));
        });
        keepWhatMayStillBeThere(reading, found, next);
        return new InForce(next, snapshot(next, problems));
    }

    private static void add(Map<ObjectId, List<Found>> found, ObjectId id, Found one) {
        found.computeIfAbsent(id, _ -> new ArrayList<>()).add(one);
    }

    private static List<Problem> duplicates(ObjectId id, List<Found> all) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Found one = all.get(i);
            Found other = all.get(i == 0 ? 1 : 0);
            String reason = "there is another object of this name: " + other.origin();
            String remedy = "keep one of them; the first good one by file name and line counts";
            problems.add(new Problem(Severity.ERROR, one.origin(), id.toString(), "metadata.name", reason, remedy));
        }
        return problems;
    }

    /// The first good version, else the one that was in force before.
    private Optional<Held> choose(ObjectId id, List<Found> all, List<Problem> problems) {
        for (Found one : all) {
            if (one.decoded() instanceof Decoded.Good good) {
                return Optional.of(new Held(good.value(), one.part()));
            }
        }
        Optional<Held> before = Optional.ofNullable(held.get(id));
        Found latest = all.getFirst();
        before.ifPresent(_ -> problems.add(new Problem(
                Severity.INFO, latest.origin(), id.toString(), "", "its last good version stays in force", "")));
        return before.map(object -> new Held(object.value(), latest.part()));
    }

    private void keepWhatMayStillBeThere(Reading reading, Map<ObjectId, List<Found>> found, Map<ObjectId, Held> next) {
        Set<String> incomplete = reading.parts().stream()
                .filter(part -> !part.complete())
                .map(Part::path)
                .collect(Collectors.toSet());
        held.forEach((id, object) -> {
            if (!found.containsKey(id) && (!reading.complete() || incomplete.contains(object.part()))) {
                next.put(id, object);
            }
        });
    }

    private static ClusterSnapshot snapshot(SortedMap<ObjectId, Held> held, List<Problem> problems) {
        List<Node> nodes = new ArrayList<>();
        List<FrrConfiguration> configurations = new ArrayList<>();
        List<RoutingPolicy> policies = new ArrayList<>();
        List<Secret> secrets = new ArrayList<>();
        List<ClusterUserDefinedNetwork> networks = new ArrayList<>();
        List<KubeOvnSubnet> subnets = new ArrayList<>();
        List<KubeOvnPod> pods = new ArrayList<>();
        List<KubeOvnService> services = new ArrayList<>();
        List<OvnKubeConfig> ovnKubeConfigs = new ArrayList<>();
        List<FrrK8sConfiguration> settings = new ArrayList<>();
        held.forEach((id, object) -> {
            switch (object.value()) {
                case Node node -> nodes.add(node);
                case FrrConfiguration configuration -> configurations.add(configuration);
                case RoutingPolicy policy -> policies.add(policy);
                case Secret secret -> secrets.add(secret);
                case ClusterUserDefinedNetwork network -> networks.add(network);
                case KubeOvnSubnet subnet -> subnets.add(subnet);
                case KubeOvnPod pod -> pods.add(pod);
                case KubeOvnService service -> services.add(service);
                case OvnKubeConfig config -> addOnly(ovnKubeConfigs, config, id, "ovnkube.conf", problems);
                case FrrK8sConfiguration config -> addOnly(settings, config, id, FrrK8sConfiguration.KIND, problems);
            }
        });
        return ClusterSnapshot.of(
                        nodes,
                        configurations,
                        policies,
                        secrets,
                        networks,
                        ovnKubeConfigs.stream().findFirst(),
                        problems)
                .withKubeOvn(KubeOvn.of(subnets, pods, services))
                .withFrrK8sConfiguration(settings.stream().findFirst());
    }

    /// Of what there can be one of, the first counts.
    private static <T extends ClusterObject> void addOnly(
            List<T> all, T one, ObjectId id, String what, List<Problem> problems) {
        if (!all.isEmpty()) {
            problems.add(new Problem(
                    Severity.ERROR,
                    one.origin(),
                    id.toString(),
                    "",
                    "there is another " + what + ": " + all.getFirst().origin(),
                    "keep one of them; that other one counts"));
        }
        all.add(one);
    }

    /// Whether `next` lacks an object that is in force here.
    public boolean losesTo(InForce next) {
        return !next.held.keySet().containsAll(held.keySet());
    }
}
